import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Demandes des personnes")
struct RequestTests {
    let two: TwoHouses
    var today: CalendarDate { ParisTime.date(at: two.horloge.now) }

    init() throws { two = try TwoHouses() }

    /// A request at `a`.
    @discardableResult
    private func open(
        _ droit: Droit = .effacement, recue: CalendarDate? = nil,
        identite: RequestFact.Identite = .verifiee
    ) throws -> Int {
        let outcome = try two.a.desks.rights.enter(
            .ouverture(
                droit, recue: recue ?? today, personnes: [two.person("a")],
                details: two.sealed(), identite: identite), request: nil, by: two.a.agent("dpo"))
        return outcome.request.n
    }

    private func enter(_ fact: RequestFact, _ n: Int, by role: String = "dpo") throws {
        _ = try two.a.desks.rights.enter(fact, request: n, by: two.a.agent(role))
    }

    private func refused(
        _ code: Refusal.Code, _ fact: RequestFact, _ n: Int?, by role: String = "dpo"
    ) throws {
        let before = try two.a.desks.office.store.read { try $0.caseSteps(.demande) }.count
        let refusal = #expect(throws: Refusal.self) {
            try two.a.desks.rights.enter(fact, request: n, by: two.a.agent(role))
        }
        #expect(refusal?.code == code, "\(fact)")
        #expect(try two.a.desks.office.store.read { try $0.caseSteps(.demande) }.count == before)
    }

    private func file(_ n: Int) throws -> RightsDesk.RequestFile {
        try two.a.desks.rights.file(ofRequest: n, for: two.a.agent("dpo"))
    }

    @Test("chaque étape demande son rôle, et laisse une ligne au journal")
    func roles() throws {
        let pli = try two.send()
        let n = try open()
        let exclusion = RequestFact.exclusion(de: pli.slip.de, id: pli.slip.id)
        for role in ["referent", "admin"] {
            try refused(.interdit, .execution(contentieux: nil), n, by: role)
            try refused(.interdit, .refus(motif: two.sealed()), n, by: role)
        }
        try refused(.interdit, exclusion, n)
        #expect(try two.a.logged { try enter(exclusion, n, by: "referent") } == ["exclusion:fait"])
        #expect(
            try two.a.logged { try enter(.execution(contentieux: nil), n) } == [
                "demande:fait:executee", "demande:fait:executee",
            ])
        #expect(try two.a.logged { _ = try file(n) } == ["demande:fait:lecture"])
        #expect(try two.a.logged { try enter(.cloture(motif: nil), n) } == ["demande:fait:close"])
        #expect(throws: Refusal.self) {
            try two.a.desks.rights.file(ofRequest: n, for: two.a.agent("admin"))
        }
    }

    @Test("ce qui ne va pas avec l'état de la demande est refusé, et rien n'est écrit")
    func checks() throws {
        let motif = try two.sealed()
        let tomorrow = today.adding(days: 1)
        try refused(
            .invalide,
            .ouverture(
                .acces, recue: tomorrow, personnes: [two.person("a")], details: motif,
                identite: .verifiee), nil)
        try refused(.introuvable, .cloture(motif: nil), 99)
        try refused(.invalide, .cloture(motif: nil), nil)
        let n = try open(identite: .aVerifier)
        try refused(.conflit, .execution(contentieux: nil), n)
        try refused(.conflit, .cloture(motif: nil), n)
        try enter(.identite(.piece), n)
        try refused(.conflit, .identite(.piece), n)
        try refused(.invalide, .execution(contentieux: 3), n)
        try refused(.introuvable, .envoi(pour: two.b.structure, id: .random()), n)
        try refused(.introuvable, .reponse(id: .random()), n, by: "referent")
        try enter(.refus(motif: motif), n)
        try refused(.conflit, .cloture(motif: nil), n)
    }

    @Test("elle ne se prolonge que dans le premier mois, une fois")
    func prolongation() throws {
        let late = try open(recue: today.adding(days: -40))
        try refused(.conflit, .prolongation(motif: two.sealed()), late)
        // The last day of the month still counts.
        let last = try open(recue: today.adding(months: -1))
        let deadline = try file(last).request.firstDeadline
        if deadline >= today {
            try enter(.prolongation(motif: two.sealed()), last)
            try refused(.conflit, .prolongation(motif: two.sealed()), last)
        }
        #expect(
            try two.a.desks.reminders.lines(for: two.a.agent("dpo")).contains {
                $0.contains("EN RETARD")
            })
    }

    @Test("une clôture attend chaque pli que personne n'a rattaché ni exclu")
    func examination() throws {
        let (one, other) = (try two.send(), try two.send())
        let n = try open(.acces)
        #expect(Set(try file(n).toExamine.map(\.id)) == [one.slip.id, other.slip.id])
        try refused(.conflit, .cloture(motif: nil), n)
        try two.annotate(one, two.person("b"), at: two.a)
        try refused(.conflit, .exclusion(de: one.slip.de, id: one.slip.id), n, by: "referent")
        try enter(.exclusion(de: other.slip.de, id: other.slip.id), n, by: "referent")
        // Of that request alone.
        let another = try open(.acces)
        try refused(.conflit, .cloture(motif: nil), another)
        try enter(.cloture(motif: nil), n)
    }

    @Test("un accès ne se clôt pas sans réponse ni motif, si quelque chose est conservé")
    func unanswered() throws {
        let pli = try two.send()
        try two.annotate(pli, two.person("b"), at: two.a)
        // Nothing of hers is held: there is nothing to answer with.
        try enter(.cloture(motif: nil), try open(.acces))
        let other = try two.send()
        try two.annotate(other, two.person("a"), at: two.a)
        let n = try open(.acces)
        try refused(.conflit, .cloture(motif: nil), n)
        try enter(.cloture(motif: two.sealed()), n)
        // A table lists persons whom nobody said.
        let table = try two.a.pli(to: two.b) {
            $0.objet = .tableauOFII
            $0.modele = nil
        }
        _ = try two.a.desks.mail.deposit(table.bytes, by: two.a.agent("referent"))
        try two.condemn(other, at: two.a)
        #expect(try two.purge(two.a).destroyed == 1)
        let again = try open(.acces)
        try refused(.conflit, .cloture(motif: nil), again)
    }

    @Test("un effacement exécuté détruit ce qui est de la personne, et le dossier le prouve")
    func erasure() throws {
        let (hers, other) = (try two.send(), try two.send())
        try two.annotate(hers, two.person("a"), at: two.a)
        try two.annotate(other, two.person("b"), at: two.a)
        let n = try open()
        #expect(try file(n).recipients == [two.b.structure])
        let outcome = try two.a.desks.rights.enter(
            .execution(contentieux: nil), request: n, by: two.a.agent("dpo"))
        #expect(outcome.erasure?.changed == 1 && outcome.erasure?.due == 1)
        #expect(two.a.desks.retention.takePurgeRequest())
        let slice = try two.purge(two.a)
        #expect(slice.destroyed == 1)
        let file = try file(n)
        #expect(file.destroyed.map(\.tombstone.id) == [hers.slip.id])
        #expect(file.destroyed.map(\.attestation) == [slice.attestation])
        #expect(file.transmissions.map(\.line.pour) == [two.b.structure])
        #expect(file.transmissions.first?.recu != nil)
        #expect(file.held.isEmpty)
        #expect(try two.a.desks.office.store.read { try $0.heldFiches(other.slip.id) }.count == 1)
        // A hold entered in between keeps it.
        _ = try two.a.desks.retention.enter(
            .contentieux(
                .personne([two.person("a")]), revue: today.adding(months: 1), motif: two.sealed()),
            by: two.a.agent("dpo"))
        let kept = try two.send()
        try two.annotate(kept, two.person("a"), at: two.a)
        #expect(try two.purge(two.a).destroyed == 0)
    }

    /// A `droits` pli of `a` that `b` received.
    private func tell() throws -> Pli {
        let droits = try two.a.pli(to: two.b, by: "dpo") {
            $0.objet = .droits
            $0.modele = nil
            $0.addressees = .roles([.referent, .dpo])
        }
        _ = try two.a.desks.mail.deposit(droits.bytes, by: two.a.agent("dpo"))
        _ = try two.b.desks.mail.receive(
            pli: droits.countersigned(by: two.a.desks.office.keys.service).bytes,
            id: droits.slip.id,
            from: two.a.card().carte)
        return droits
    }

    @Test("un refus défait ce qui était confirmé de ce pli, et de lui seul, et ne se confirme plus")
    func refusal() throws {
        let fiche = try two.send()
        try two.annotate(fiche, two.person("a"), at: two.b)
        let (first, second) = (try tell(), try tell())
        func confirm(_ pli: Pli) throws {
            _ = try two.b.desks.retention.enter(
                .droits(
                    de: two.a.structure, id: pli.slip.id, personnes: [two.person("a")],
                    demande: .effacement), by: two.b.agent("dpo"))
        }
        func refuse(_ pli: Pli, by role: String = "dpo") throws -> RetentionDesk.FactOutcome {
            try two.b.desks.retention.enter(
                .droitsRefus(de: two.a.structure, id: pli.slip.id, motif: two.sealed()),
                by: two.b.agent(role))
        }
        try confirm(first)
        try confirm(second)
        #expect(throws: Refusal.self) { try refuse(fiche) }
        #expect(throws: Refusal.self) { try refuse(first, by: "referent") }
        #expect(try refuse(first).changed == 0)
        let logged = try two.b.logged {
            let outcome = try refuse(second)
            #expect(outcome.changed == 1 && outcome.due == 0)
        }
        #expect(logged == ["droits:fait:refusee"])
        let again = #expect(throws: Refusal.self) { try confirm(second) }
        #expect(again?.code == .conflit)
        two.horloge.advance(32 * 86_400)
        #expect(try two.purge(two.b).destroyed == 0)
    }

    @Test("un pli de droits ne compte que confirmé, sur ce qui s'est échangé avec qui l'envoie")
    func partner() throws {
        let fiche = try two.send()
        let droits = try tell()
        func fact(_ person: String, _ id: PliID) -> RetentionFact {
            .droits(
                de: two.a.structure, id: id, personnes: [two.person(person)], demande: .effacement)
        }
        func refused(_ code: Refusal.Code, _ fact: RetentionFact, by role: String = "dpo") throws {
            let refusal = #expect(throws: Refusal.self) {
                try two.b.desks.retention.enter(fact, by: two.b.agent(role))
            }
            #expect(refusal?.code == code)
        }
        try refused(.conflit, fact("a", droits.slip.id))
        try two.annotate(fiche, two.person("a"), at: two.b)
        try refused(.conflit, fact("b", droits.slip.id))
        try refused(.invalide, fact("a", fiche.slip.id))
        try refused(.introuvable, fact("a", .random()))
        try refused(.interdit, fact("a", droits.slip.id), by: "referent")
        let logged = try two.b.logged {
            let outcome = try two.b.desks.retention.enter(
                fact("a", droits.slip.id), by: two.b.agent("dpo"))
            #expect(outcome.changed == 1 && outcome.due == 0)
        }
        #expect(logged == ["droits:fait:confirmee", "demande:fait:close"])
        two.horloge.advance(30 * 86_400)
        #expect(try two.purge(two.b).destroyed == 0)
        two.horloge.advance(86_400)
        #expect(try two.purge(two.b).destroyed == 1)
        let tomb = try two.b.desks.office.store.read { try $0.tombstones(of: fiche.slip.id) }.first
        #expect(tomb?.regle.hasPrefix("effacement-v") == true)
    }

    @Test("ce qu'une demande ouverte cite du journal n'est pas élagué tant qu'elle dure")
    func cited() throws {
        let n = try open(.acces)
        try two.a.desks.logbook.signCheckpoint(isUrgent: true)
        two.horloge.advance(400 * 86_400)
        try two.a.desks.logbook.pruneLog(months: 6)
        func about() throws -> Int {
            var filter = LogFilter()
            filter.ref = CaseKind.demande.ref(n)
            return try two.a.desks.office.store.read { try $0.records(filter, count: 10) }.count {
                $0.line != nil
            }
        }
        #expect(try about() == 1)
        try enter(.cloture(motif: nil), n)
        try two.a.desks.logbook.pruneLog(months: 6)
        #expect(try about() == 1, "l'ouverture est élaguée, la clôture est récente")
    }
}
