import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// An access answer must not outlive what it copies; a table that lists several persons is about each.
@Suite("Réponses d'accès et tableaux mensuels")
struct AnswerRetentionTests {
    let two: TwoHouses
    var today: CalendarDate { ParisTime.date(at: two.horloge.now) }

    init() throws { two = try TwoHouses() }

    private func dpo() throws -> AuthenticatedAgent { try two.a.agent("dpo") }

    private func open(_ droit: Droit, _ person: String = "a") throws -> Int {
        try two.a.desks.rights.enter(
            .ouverture(
                droit, recue: today, personnes: [two.person(person)], details: two.sealed(),
                identite: .verifiee), request: nil, by: dpo()
        ).request.n
    }

    /// A fiche of `a` about that person.
    private func fiche(_ person: String) throws -> Pli {
        let pli = try two.send()
        try two.annotate(pli, two.person(person), at: two.a)
        return pli
    }

    private func answer(_ n: Int, holding plis: [PliKey], says: Bool = true) throws -> PliKey {
        let pli = try two.a.pli(to: two.a) {
            $0.objet = .reponseDroits
            $0.modele = nil
            $0.addressees = .agents([two.a.name("dpo")])
        }
        try two.annotate(pli, two.person("a"), at: two.a)
        _ = try two.a.desks.mail.deposit(pli.bytes, by: two.a.agent("referent"))
        _ = try two.a.desks.rights.enter(
            .reponse(id: pli.slip.id, plis: says ? plis : []), request: n,
            by: two.a.agent("referent"))
        return PliKey(de: two.a.structure, id: pli.slip.id)
    }

    private func held(_ key: PliKey) throws -> Bool {
        try two.a.desks.office.store.read { try $0.heldFiche(key) } != nil
    }

    @Test(
        "elle part avec la première fiche qu'elle copie, jamais avant la clôture",
        arguments: [true, false])
    func earliest(says: Bool) throws {
        let (first, second) = (try fiche("a"), try fiche("a"))
        let n = try open(.acces)
        let answer = try answer(n, holding: [first.slip.key, second.slip.key], says: says)
        try two.condemn(first, at: two.a)
        #expect(try two.purge(two.a).destroyed == 1)
        #expect(try held(answer))
        _ = try two.a.desks.rights.enter(.cloture(motif: nil), request: n, by: dpo())
        #expect(try two.purge(two.a).destroyed == (says ? 1 : 0))
        #expect(try held(answer) != says)
        // What its author did not say is no longer known once it is destroyed: three months bound it.
        try two.condemn(second, at: two.a)
        _ = try two.purge(two.a)
        two.horloge.advance(93 * 86_400)
        _ = try two.purge(two.a)
        #expect(try !held(answer))
    }

    @Test("dans la même purge que ses fiches, quel que soit l'ordre", arguments: 0..<4)
    func together(round: Int) throws {
        // More than a batch, so that they may lie in two.
        let plis = try (0..<40).map { _ in try fiche("a") }
        let n = try open(.acces)
        let answer = try answer(n, holding: plis.map(\.slip.key))
        _ = try two.a.desks.rights.enter(.cloture(motif: nil), request: n, by: dpo())
        for pli in plis { try two.condemn(pli, at: two.a) }
        #expect(try two.purge(two.a).destroyed == 41)
        #expect(try !held(answer))
    }

    @Test("trois mois après la clôture, elle et ce qui a prévenu les partenaires ; la preuve reste")
    func threeMonths() throws {
        let her = try fiche("a")
        let n = try open(.effacement)
        let droits = try two.a.pli(to: two.b, by: "dpo") {
            $0.objet = .droits
            $0.modele = nil
            $0.addressees = .roles([.referent, .dpo])
        }
        try two.annotate(droits, two.person("a"), at: two.a)
        _ = try two.a.desks.mail.deposit(droits.bytes, by: dpo())
        _ = try two.a.desks.rights.enter(
            .execution(contentieux: nil, plis: 1), request: n, by: dpo())
        _ = try two.a.desks.rights.enter(
            .envoi(pour: two.b.structure, id: droits.slip.id), request: n, by: dpo())
        #expect(try two.purge(two.a).destroyed == 1)
        #expect(try !held(her.slip.key))
        _ = try two.a.desks.rights.enter(.cloture(motif: nil), request: n, by: dpo())
        two.horloge.advance(95 * 86_400)
        try two.a.desks.retention.partner(two.b.structure, says: two.horloge.now)
        #expect(try two.purge(two.a).destroyed == 1)
        #expect(try !held(droits.slip.key))
        try two.a.desks.rights.anonymiseRequests(on: today)
        let file = try two.a.desks.rights.file(ofRequest: n, for: dpo())
        #expect(file.request.personnes.isEmpty && file.request.isExecuted)
        #expect(file.transmissions.map(\.line.pour) == [two.b.structure])
        #expect(file.destroyed.map(\.tombstone.id) == [droits.slip.id])
    }

    @Test("l'aperçu compte ce qui part et ce qui est tenu ; un autre nombre est refusé")
    func preview() throws {
        let (_, kept) = (try fiche("a"), try fiche("a"))
        _ = try fiche("b")
        let hold = try two.a.desks.retention.enter(
            .contentieux(
                .fiche(de: kept.slip.de, id: kept.slip.id), revue: today.adding(months: 1),
                motif: two.sealed()), by: dpo())
        let n = try open(.effacement)
        let preview = try #require(
            try two.a.desks.rights.file(ofRequest: n, for: dpo()).erasure)
        #expect(preview.due.count == 1 && preview.held.map(\.verdict.holds) == [[hold.n]])
        for wrong in [0, 2, 3] {
            let refusal = #expect(throws: Refusal.self) {
                try two.a.desks.rights.enter(
                    .execution(contentieux: nil, plis: wrong), request: n, by: dpo())
            }
            #expect(refusal?.code == .conflit)
        }
        #expect(try two.purge(two.a).destroyed == 0)
        let outcome = try two.a.desks.rights.enter(
            .execution(contentieux: nil, plis: 1), request: n, by: dpo())
        #expect(outcome.erasure?.due == 1)
        #expect(try two.a.desks.rights.file(ofRequest: n, for: dpo()).erasure == nil)
        #expect(try two.purge(two.a).destroyed == 1)
    }

    /// A table of `a` that lists these persons.
    private func table(_ persons: String..., replacing: PliID? = nil) throws -> Pli {
        let pli = try two.a.pli(to: two.b) {
            $0.objet = .tableauOFII
            $0.modele = nil
            $0.remplace = replacing
        }
        for person in persons { try two.annotate(pli, two.person(person), at: two.a) }
        _ = try two.a.desks.mail.deposit(pli.bytes, by: two.a.agent("referent"))
        return pli
    }

    @Test("un tableau est de chacun de ceux qu'il nomme, et le journal n'en choisit aucun")
    func everybody() throws {
        let table = try table("a", "b")
        for person in ["a", "b"] {
            let found = try two.a.desks.office.store.read {
                try $0.heldFiches(about: [two.person(person)])
            }
            #expect(found.map(\.id) == [table.slip.id])
        }
        // Said again by who opens it, nothing is taken for a change.
        let logged = try two.a.logged { try two.annotate(table, two.person("a"), at: two.a) }
        #expect(logged.isEmpty)
        #expect(try two.a.desks.office.store.read { try $0.person(of: table.slip.id) } == nil)
        _ = try two.a.desks.retention.enter(
            .fin(personnes: [two.person("b")], le: today.adding(months: -36).adding(days: -1)),
            by: two.a.agent("referent"))
        #expect(try two.purge(two.a).destroyed == 1)
    }

    @Test("effacée, elle attend le tableau corrigé ; la demande ne se clôt pas sans lui")
    func corrected() throws {
        let first = try table("a", "b")
        let n = try open(.effacement)
        #expect(
            try two.a.desks.rights.file(ofRequest: n, for: dpo()).erasure?.toCorrect.map(\.id)
                == [first.slip.id])
        #expect(
            try two.a.desks.rights.file(ofRequest: n, for: dpo()).recipients == [two.b.structure])
        _ = try two.a.desks.rights.enter(
            .execution(contentieux: nil, plis: 0), request: n, by: dpo())
        #expect(try two.purge(two.a).destroyed == 0)
        let refusal = #expect(throws: Refusal.self) {
            try two.a.desks.rights.enter(.cloture(motif: nil), request: n, by: dpo())
        }
        #expect(refusal?.code == .conflit && refusal?.message.contains("tableau") == true)
        let second = try table("b", replacing: first.slip.id)
        #expect(try two.purge(two.a).destroyed == 1)
        #expect(try !held(first.slip.key) && held(second.slip.key))
        _ = try two.a.desks.rights.enter(.cloture(motif: nil), request: n, by: dpo())
    }

    @Test("qu'elle y soit seule, ou seule à avoir un numéro : son effacement ne le détruit pas")
    func alone() throws {
        let table = try table("a")
        let n = try open(.effacement)
        #expect(
            try two.a.desks.rights.file(ofRequest: n, for: dpo()).erasure?.toCorrect.map(\.id)
                == [table.slip.id])
        _ = try two.a.desks.rights.enter(
            .execution(contentieux: nil, plis: 0), request: n, by: dpo())
        #expect(try two.purge(two.a).destroyed == 0)
        #expect(try held(table.slip.key))
        let refusal = #expect(throws: Refusal.self) {
            try two.a.desks.rights.enter(.cloture(motif: nil), request: n, by: dpo())
        }
        #expect(refusal?.code == .conflit && refusal?.message.contains("tableau") == true)
        // Who read that nobody else is in it gives it its last day.
        _ = try two.a.desks.retention.enter(
            .usage(de: table.slip.de, id: table.slip.id, jusquA: today.adding(days: -1)),
            by: two.a.agent("referent"))
        #expect(try two.purge(two.a).destroyed == 1)
        _ = try two.a.desks.rights.enter(.cloture(motif: nil), request: n, by: dpo())
    }

    @Test("à qui une fin d'accompagnement a été dite, depuis qu'elle est saisie sans changer")
    func told() throws {
        _ = try fiche("a")
        let referent = try two.a.agent("referent")
        let amina = [two.person("a")]
        func known() throws -> RetentionDesk.KnownPerson {
            try two.a.desks.retention.known(amina, for: referent)
        }
        #expect(try known().isKnown && known().end == nil && known().told.isEmpty)
        #expect(try !two.a.desks.retention.known([two.person("c")], for: referent).isKnown)
        _ = try two.a.desks.retention.enter(.fin(personnes: amina, le: today), by: referent)
        two.horloge.advance(10)
        let sortie = try two.a.pli(to: two.b) {
            $0.objet = .sortie
            $0.modele = nil
        }
        try two.annotate(sortie, amina[0], at: two.a)
        _ = try two.a.desks.mail.deposit(sortie.bytes, by: referent)
        #expect(try known().end == today && known().told == [two.b.structure])
        // Said again, it is the same end.
        two.horloge.advance(10)
        _ = try two.a.desks.retention.enter(.fin(personnes: amina, le: today), by: referent)
        #expect(try known().told == [two.b.structure])
        // Taken up again and ended the same day, it is another.
        _ = try two.a.desks.retention.enter(
            .reprise(personnes: amina, le: today, motif: two.sealed()), by: referent)
        _ = try two.a.desks.retention.enter(.fin(personnes: amina, le: today), by: referent)
        #expect(try known().end == today && known().told.isEmpty)
    }
}
