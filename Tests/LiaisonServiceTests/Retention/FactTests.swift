import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Faits de conservation")
struct FactTests {
    let two: TwoHouses
    var today: CalendarDate { ParisTime.date(at: two.horloge.now) }

    init() throws { two = try TwoHouses() }

    private func refused(
        _ code: Refusal.Code, _ fact: RetentionFact, by local: String
    ) throws {
        let before = try two.b.desks.office.store.read { try $0.facts() }.count
        let refusal = #expect(throws: Refusal.self) {
            try two.b.desks.retention.enter(fact, by: two.b.agent(local))
        }
        #expect(refusal?.code == code, "\(fact)")
        #expect(try two.b.desks.office.store.read { try $0.facts() }.count == before)
    }

    private func convention(_ reference: String = "R") -> RetentionFact {
        .convention(
            Convention(
                reference: reference, type: .spe, avec: [two.a.structure],
                debut: today.adding(months: -1), echeance: .commun(.accordCadre)))
    }

    @Test("chaque fait demande son rôle, et laisse une ligne au journal")
    func roles() throws {
        let pli = try two.send()
        let fiche = RetentionFact.Portee.fiche(de: pli.slip.de, id: pli.slip.id)
        let motif = try two.sealed()
        let facts: [(RetentionFact, String, String)] = [
            (convention(), "admin", "convention:fait"),
            (
                .contacts(reference: "R", structure: two.a.structure, .init(dpo: "Mme Modèle")),
                "admin", "convention:fait:contacts"
            ),
            (
                .avenant(reference: "R", signe: today, echeance: .date(today.adding(months: 9))),
                "admin", "convention:fait:avenant"
            ),
            (
                .resiliation(reference: "R", courrierRecu: today, effet: nil), "admin",
                "convention:fait:resiliation"
            ),
            (.terme(.accordCadre, le: today), "admin", "convention:fait:terme"),
            (.fin(personnes: [two.person("a")], le: today), "referent", "accompagnement:fait:clos"),
            (
                .reprise(personnes: [two.person("a")], le: today, motif: motif), "referent",
                "accompagnement:fait:rouvert"
            ),
            (
                .usage(de: pli.slip.de, id: pli.slip.id, jusquA: today), "referent", "usage:fait"
            ),
            (
                .contentieux(fiche, revue: today.adding(months: 6), motif: motif), "dpo",
                "contentieux:fait"
            ),
            (
                .exception(fiche, jusquA: today.adding(months: 60), motif: motif), "dpo",
                "exception:fait"
            ),
        ]
        for (fact, role, line) in facts {
            for other in ["referent", "dpo", "admin"] where other != role {
                try refused(.interdit, fact, by: other)
            }
            let logged = try two.b.logged {
                _ = try two.b.desks.retention.enter(fact, by: two.b.agent(role))
            }
            #expect(logged == [line])
        }
    }

    @Test("un fait qui contredit ce qui est connu est refusé, et rien n'est écrit")
    func checks() throws {
        _ = try two.b.desks.retention.enter(convention(), by: two.b.agent("admin"))
        let motif = try two.sealed()
        try refused(.conflit, convention(), by: "admin")
        try refused(
            .introuvable, .resiliation(reference: "X", courrierRecu: today, effet: nil), by: "admin"
        )
        try refused(
            .invalide,
            .resiliation(reference: "R", courrierRecu: today.adding(days: 1), effet: nil),
            by: "admin")
        try refused(
            .invalide,
            .avenant(reference: "R", signe: today.adding(days: 1), echeance: .date(today)),
            by: "admin")
        try refused(
            .invalide,
            .avenant(
                reference: "R", signe: today, echeance: .date(today.adding(months: -2))),
            by: "admin")
        try refused(
            .introuvable,
            .contacts(reference: "X", structure: two.a.structure, .init(dpo: "X")), by: "admin")
        try refused(
            .introuvable,
            .contacts(reference: "R", structure: two.b.structure, .init(dpo: "X")), by: "admin")
        try refused(
            .invalide,
            .contacts(
                reference: "R", structure: two.a.structure,
                .init(quatreHeures: .init(personne: "X"))), by: "admin")
        let amina = [two.person("a")]
        try refused(.invalide, .fin(personnes: amina, le: today.adding(days: 1)), by: "referent")
        try refused(
            .conflit, .reprise(personnes: amina, le: today, motif: motif), by: "referent")
        _ = try two.b.desks.retention.enter(
            .fin(personnes: amina, le: today.adding(days: -9)), by: two.b.agent("referent"))
        // A later end without reopening would start the clock again, silently.
        try refused(.conflit, .fin(personnes: amina, le: today), by: "referent")
        try refused(
            .introuvable, .usage(de: two.a.structure, id: .random(), jusquA: today), by: "referent")
        for months in [0, 7] {
            try refused(
                .invalide,
                .contentieux(
                    .personne(amina), revue: today.adding(months: months).adding(days: 0),
                    motif: motif), by: "dpo")
        }
        try refused(
            .introuvable,
            .contentieux(.convention("X"), revue: today.adding(months: 1), motif: motif), by: "dpo")
        try refused(.invalide, .exception(.personne(amina), jusquA: today, motif: motif), by: "dpo")
        try refused(.introuvable, .levee(99), by: "dpo")
    }

    @Test(
        "une fiche SPE sans convention laisse une ligne, sous une convention finie elle est refusée"
    )
    func sending() throws {
        func deposit() throws -> [String] {
            let pli = try two.b.pli(to: two.a) { $0.modele = .spe }
            return try two.b.logged {
                _ = try two.b.desks.mail.deposit(pli.bytes, by: two.b.agent("referent"))
            }
        }
        #expect(try deposit().last == "declaration:fait:sans-convention")
        _ = try two.b.desks.retention.enter(convention(), by: two.b.agent("admin"))
        #expect(try deposit() == ["depot:fait:classique"])
        _ = try two.b.desks.retention.enter(
            .terme(.accordCadre, le: today), by: two.b.agent("admin"))
        #expect(try deposit() == ["depot:fait:classique"])
        two.horloge.advance(86_400)
        let logged = try two.b.logged {
            let refusal = #expect(throws: Refusal.self) { try deposit() }
            #expect(refusal?.code == .interdit)
        }
        #expect(logged == ["depot:refuse:convention-echue"])
        // What comes is never refused for it.
        try two.send()
        #expect(try two.b.inbox().count == 1)
    }

    @Test("un contentieux sur une personne ne se clôt qu'une fois chaque pli rattaché ou exclu")
    func examination() throws {
        let (one, other) = (try two.send(), try two.send())
        let dpo = try two.b.agent("dpo")
        let hold = try two.b.desks.retention.enter(
            .contentieux(
                .personne([two.person("a")]), revue: today.adding(months: 1), motif: two.sealed()),
            by: dpo)
        #expect(Set(hold.toExamine.map(\.id)) == [one.slip.id, other.slip.id])
        try refused(.conflit, .levee(hold.n), by: "dpo")
        try two.annotate(one, two.person("b"), at: two.b)
        try refused(.conflit, .levee(hold.n), by: "dpo")
        try refused(
            .conflit, .exclusion(hold.n, de: one.slip.de, id: one.slip.id), by: "referent")
        _ = try two.b.desks.retention.enter(
            .exclusion(hold.n, de: other.slip.de, id: other.slip.id), by: two.b.agent("referent"))
        _ = try two.b.desks.retention.enter(.levee(hold.n), by: dpo)
        try refused(.introuvable, .levee(hold.n), by: "dpo")
    }

    /// A monthly table of `a` that `b` received.
    private func table() throws -> Pli {
        let pli = try two.a.pli(to: two.b) {
            $0.objet = .tableauOFII
            $0.modele = nil
        }
        _ = try two.b.desks.mail.receive(
            pli: pli.countersigned(by: two.a.desks.office.keys.service).bytes, id: pli.slip.id,
            from: two.a.card().carte)
        return pli
    }

    private func hold(_ person: String) throws -> RetentionDesk.FactOutcome {
        try two.b.desks.retention.enter(
            .contentieux(
                .personne([two.person(person)]), revue: today.adding(months: 1),
                motif: two.sealed()), by: two.b.agent("dpo"))
    }

    @Test("un tableau à demi rattaché est tenu par le contentieux d'une autre, et la purge le dit")
    func halfTable() throws {
        let table = try table()
        try two.annotate(table, two.person("b"), of: 2, at: two.b)
        let hold = try hold("a")
        #expect(hold.toExamine.map(\.id) == [table.slip.id])
        try two.condemn(table, at: two.b)
        let kept = try two.purge(two.b)
        #expect(kept.destroyed == 0 && kept.suspended == 1)
        let preview = try two.b.desks.retention.previewPurge(
            on: today, after: nil, by: two.b.agent("dpo"))
        #expect(preview.due.map(\.verdict.holds) == [[hold.n]])
        try refused(.conflit, .levee(hold.n), by: "dpo")
        // The second one is somebody else: nobody is left whom it could hide.
        try two.annotate(table, two.person("c"), of: 2, at: two.b)
        #expect(try two.purge(two.b).destroyed == 1)
        _ = try two.b.desks.retention.enter(.levee(hold.n), by: two.b.agent("dpo"))
    }

    @Test("un référent exclut un tableau à demi rattaché, sauf s'il nomme la personne tenue")
    func halfTableExcluded() throws {
        let table = try table()
        try two.annotate(table, two.person("b"), of: 2, at: two.b)
        let (other, own) = (try hold("a"), try hold("b"))
        #expect(own.toExamine.isEmpty)
        try refused(
            .conflit, .exclusion(own.n, de: table.slip.de, id: table.slip.id), by: "referent")
        _ = try two.b.desks.retention.enter(
            .exclusion(other.n, de: table.slip.de, id: table.slip.id), by: two.b.agent("referent"))
        _ = try two.b.desks.retention.enter(.levee(other.n), by: two.b.agent("dpo"))
        try two.condemn(table, at: two.b)
        #expect(try two.purge(two.b).destroyed == 0)
        _ = try two.b.desks.retention.enter(.levee(own.n), by: two.b.agent("dpo"))
        #expect(try two.purge(two.b).destroyed == 1)
    }

    @Test(
        "une fiche tenue par un contentieux ne change pas de personne ; sans cela, le journal le note"
    )
    func attachment() throws {
        let pli = try two.send()
        try two.annotate(pli, two.person("a"), at: two.b)
        let logged = try two.b.logged {
            try two.annotate(pli, two.person("a"), at: two.b)
            try two.annotate(pli, two.person("b"), at: two.b)
            // The same person under another key of the index is no change.
            try two.annotate(pli, two.person("b", version: 4), at: two.b)
        }
        #expect(logged == ["rattachement:fait"])
        _ = try two.b.desks.retention.enter(
            .contentieux(
                .personne([two.person("b")]), revue: today.adding(months: 1), motif: two.sealed()),
            by: two.b.agent("dpo"))
        let refusal = #expect(throws: Refusal.self) {
            try two.annotate(pli, two.person("c"), at: two.b)
        }
        #expect(refusal?.code == .conflit)
    }

    @Test("les enregistrements qu'un contentieux cite ne sont pas élagués tant qu'il dure")
    func cited() throws {
        let pli = try two.send()
        try two.annotate(pli, two.person("a"), at: two.b)
        let dpo = try two.b.agent("dpo")
        let hold = try two.b.desks.retention.enter(
            .contentieux(
                .personne([two.person("a")]), revue: today.adding(months: 6), motif: two.sealed()),
            by: dpo)
        try two.b.desks.logbook.signCheckpoint(isUrgent: true)
        two.horloge.advance(400 * 86_400)
        try two.b.desks.logbook.pruneLog(months: 6)
        try two.b.desks.logbook.pruneLog(months: 6)
        func about() throws -> [String] {
            var filter = LogFilter()
            filter.ref = pli.slip.id.text
            return try two.b.desks.office.store.read { try $0.records(filter, count: 10) }
                .compactMap { try $0.line.map { try LogRecord(line: $0).acte } }
        }
        #expect(try about() == ["reception"])
        _ = try two.b.desks.retention.enter(.levee(hold.n), by: dpo)
        try two.b.desks.logbook.pruneLog(months: 6)
        #expect(try about() == [])
    }
}
