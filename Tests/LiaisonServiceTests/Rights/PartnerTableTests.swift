import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// An erasure that a partner passed on asks for corrected tables as one of ours does.
@Suite("Tableaux mensuels et effacement venu d'un partenaire")
struct PartnerTableTests {
    let two: TwoHouses

    init() throws { two = try TwoHouses() }

    /// A `droits` pli of `a` that `b` received, and the number of the request that it opened.
    private func ask() throws -> (key: PliKey, n: Int) {
        let pli = try two.a.pli(to: two.b, by: "dpo") {
            $0.objet = .droits
            $0.modele = nil
            $0.addressees = .roles([.referent, .dpo])
        }
        try receive(pli)
        let n = try two.b.desks.office.store.read { try $0.request(of: pli.slip.key) }
        return (pli.slip.key, try #require(n))
    }

    private func receive(_ pli: Pli) throws {
        _ = try two.b.desks.mail.receive(
            pli: pli.countersigned(by: two.a.desks.office.keys.service).bytes, id: pli.slip.id,
            from: two.a.card().carte)
    }

    private func erased(_ n: Int) throws -> [PersonIndex] {
        try two.b.desks.rights.file(ofRequest: n, for: two.b.agent("referent")).erased
    }

    private func isHeld(_ pli: Pli) throws -> Bool {
        try two.b.desks.office.store.read { try $0.heldFiche(pli.slip.key) } != nil
    }

    /// A fiche and a table of `b` for `a` about that person.
    private func sent(_ person: String) throws -> Pli {
        let fiche = try two.b.pli(to: two.a)
        let table = try table(person)
        try two.annotate(fiche, two.person(person), at: two.b)
        _ = try two.b.desks.mail.deposit(fiche.bytes, by: two.b.agent("referent"))
        return table
    }

    private func table(_ person: String, replacing: PliID? = nil) throws -> Pli {
        let table = try two.b.pli(to: two.a) {
            $0.objet = .tableauOFII
            $0.modele = nil
            $0.remplace = replacing
        }
        try two.annotate(table, two.person(person), at: two.b)
        _ = try two.b.desks.mail.deposit(table.bytes, by: two.b.agent("referent"))
        return table
    }

    private func confirm(
        _ key: PliKey, _ person: String, _ droit: Droit = .effacement
    ) throws -> RetentionDesk.FactOutcome {
        try two.b.desks.retention.enter(
            .droits(
                de: key.de, id: key.id, personnes: [two.person(person)], demande: droit),
            by: two.b.agent("dpo"))
    }

    private func remindsToCorrect(_ role: String) throws -> Bool {
        try two.b.desks.reminders.lines(for: two.b.agent(role))
            .contains { $0.contains("ofii corriger") }
    }

    @Test(
        "confirmer un effacement dit les tableaux à corriger, et le rappelle jusqu'à ce qu'ils le soient"
    )
    func tables() throws {
        let first = try sent("a")
        let (key, n) = try ask()
        let outcome = try confirm(key, "a")
        #expect(outcome.toCorrect?.request == n)
        #expect(outcome.toCorrect?.tables.map(\.id) == [first.slip.id])
        #expect(try erased(n) == [two.person("a")])
        for role in ["dpo", "referent"] { #expect(try remindsToCorrect(role)) }
        #expect(try !remindsToCorrect("admin"))
        // A later one is none of its business.
        two.horloge.advance(86_400)
        _ = try table("a")
        let second = try table("b", replacing: first.slip.id)
        #expect(try !remindsToCorrect("referent"))
        // The fiche and the table that a referent replaced, thirty days after the reception.
        #expect(try two.purge(two.b).destroyed == 0)
        two.horloge.advance(31 * 86_400)
        #expect(try two.purge(two.b).destroyed == 2)
        #expect(try !isHeld(first) && isHeld(second))
    }

    @Test("un autre droit, ou un refus, ne demande de corriger aucun tableau")
    func noTables() throws {
        _ = try sent("a")
        let (first, second) = (try ask(), try ask())
        #expect(try confirm(first.key, "a", .rectification).toCorrect == nil)
        #expect(try !remindsToCorrect("referent"))
        #expect(try confirm(second.key, "a").toCorrect != nil)
        _ = try two.b.desks.retention.enter(
            .droitsRefus(de: second.key.de, id: second.key.id, motif: two.sealed()),
            by: two.b.agent("dpo"))
        #expect(try !remindsToCorrect("referent"))
        for n in [first.n, second.n] { #expect(try erased(n).isEmpty) }
    }

    @Test("un tableau seul échangé suffit pour que le droit se confirme")
    func tableAlone() throws {
        let pli = try two.a.pli(to: two.b) {
            $0.objet = .tableauOFII
            $0.modele = nil
        }
        try receive(pli)
        let key = try ask().key
        #expect(throws: Refusal.self) { _ = try confirm(key, "a") }
        try two.annotate(pli, two.person("a"), at: two.b)
        // One that was received is its author's to correct.
        #expect(try confirm(key, "a").toCorrect == nil)
    }
}
