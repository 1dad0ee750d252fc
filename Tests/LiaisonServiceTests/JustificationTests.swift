import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// Why an author does otherwise than asked: kept sealed, before the deposit (formats.md, «Facts»).
@Suite("Motifs d'un envoi")
struct JustificationTests {
    let two: TwoHouses

    init() throws { two = try TwoHouses() }

    private func reason(
        _ pli: PliKey, _ text: String = "motif", _ declaration: LogDetail = .sansCopieOFII
    ) throws -> RetentionFact {
        .justification(
            de: pli.de, id: pli.id, declaration: declaration, motif: try two.sealed(text))
    }

    private func enter(_ fact: RetentionFact, by local: String = "referent") throws -> Int {
        try two.b.desks.retention.enter(fact, by: two.b.agent(local)).n
    }

    private func refused(_ code: Refusal.Code, _ body: () throws -> Void) {
        let refusal = #expect(throws: Refusal.self) { try body() }
        #expect(refusal?.code == code)
    }

    @Test("il est gardé avant l'envoi, une fois, se suit avec lui ; le journal dit qu'il y en a un")
    func kept() throws {
        let pli = try two.b.pli(to: two.a)
        let fact = try reason(pli.slip.key)
        var n = 0
        #expect(try two.b.logged { n = try enter(fact) } == ["declaration:fait:motif-scelle"])
        // What was handed over in vain comes again.
        var again = 0
        #expect(try two.b.logged { again = try enter(fact) } == [])
        #expect(again == n)
        _ = try two.b.desks.mail.deposit(
            pli.bytes, by: two.b.agent("referent"), declarations: [.sansCopieOFII])
        let track = try two.b.desks.mail.track(
            pli.slip.id, de: two.b.structure, for: two.b.agent("dpo"))
        #expect(track.justifications.map(\.fact) == [fact])
        #expect(track.justifications.map(\.par) == [pli.slip.auteur])
    }

    @Test("un référent seul le dit, d'un envoi de sa structure, et pas sans fin")
    func bounds() throws {
        let pli = try two.b.pli(to: two.a).slip.key
        for other in ["dpo", "admin"] {
            refused(.interdit) { _ = try enter(reason(pli), by: other) }
        }
        refused(.invalide) {
            _ = try enter(reason(PliKey(de: two.a.structure, id: pli.id)))
        }
        for index in 0..<8 { _ = try enter(reason(pli, "motif \(index)")) }
        refused(.conflit) { _ = try enter(reason(pli, "un de trop")) }
    }
}
