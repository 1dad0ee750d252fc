import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Les boîtes, comme les agents les lisent")
struct BoxTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House
    private let c: House

    init() throws {
        (a, b) = try House.pair(horloge)
        c = try House("c.example", horloge)
        try a.meet(c)
        try c.meet(a)
    }

    /// Sent by `a`, received there, and its receipt taken here.
    private func deliver(_ pli: Pli, to other: House) throws {
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        let sent = try pli.countersigned(by: a.desks.office.keys.service)
        let receipt = try other.desks.mail.receive(
            pli: sent.bytes, id: pli.slip.id, from: a.card().carte
        ).receipt
        _ = try a.desks.mail.receive(receipt: receipt, from: other.card().carte)
    }

    @Test("chaque envoi a les accusés de son destinataire, et d'aucun autre")
    func receipts() throws {
        let (one, two) = (try a.pli(to: b), try a.pli(to: c))
        try deliver(one, to: b)
        horloge.advance(10)
        try deliver(two, to: c)
        let waiting = try a.pli(to: b)
        horloge.advance(10)
        _ = try a.desks.mail.deposit(waiting.bytes, by: a.agent("referent"))
        let box = try a.desks.mail.outbox(for: a.agent("referent"))
        #expect(box.map(\.row.slip.id) == [waiting.slip.id, two.slip.id, one.slip.id])
        #expect(box.map { $0.receipts.map(\.pour) } == [[], [c.structure], [b.structure]])
        let found = try a.desks.mail.sent(one.slip.id, for: a.agent("referent"))
        #expect(found.map { $0.receipts.map(\.statut) } == [["remis"]])
        let page = try a.desks.mail.outbox(
            .beginning(String(one.slip.id.text.prefix(8)), limit: 1), for: a.agent("referent"))
        #expect(page.map(\.row.slip.id) == [one.slip.id])
    }

    @Test("une fiche que la même structure remplace se voit, qu'une autre prétend remplacer non")
    func replaced() throws {
        let first = try a.pli(to: b)
        try deliver(first, to: b)
        try b.meet(c)
        try c.meet(b)
        let liar = try c.pli(to: b) { $0.remplace = first.slip.id }
        _ = try b.desks.mail.receive(
            pli: liar.countersigned(by: c.desks.office.keys.service).bytes, id: liar.slip.id,
            from: c.card().carte)
        func isReplaced() throws -> [PliID: Bool] {
            let box = try b.desks.mail.inbox(for: b.agent("referent"))
            return Dictionary(uniqueKeysWithValues: box.map { ($0.row.slip.id, $0.isReplaced) })
        }
        #expect(try isReplaced() == [first.slip.id: false, liar.slip.id: false])
        let second = try a.pli(to: b) { $0.remplace = first.slip.id }
        try deliver(second, to: b)
        #expect(
            try isReplaced()
                == [first.slip.id: true, liar.slip.id: false, second.slip.id: false])
    }

    @Test("le suivi dit le dépôt, la réception et les accusés ; un inconnu n'en a pas")
    func track() throws {
        let pli = try a.pli(to: b)
        try deliver(pli, to: b)
        let sent = try a.desks.mail.track(pli.slip.id, de: a.structure, for: a.agent("referent"))
        #expect(sent.sent?.slip.id == pli.slip.id && sent.received == nil)
        #expect(sent.receipts.map(\.statut) == ["remis"])
        let received = try b.desks.mail.track(
            pli.slip.id, de: a.structure, for: b.agent("referent"))
        #expect(received.sent == nil && received.received?.slip.id == pli.slip.id)
        let refusal = #expect(throws: Refusal.self) {
            try b.desks.mail.track(.random(), de: a.structure, for: b.agent("referent"))
        }
        #expect(refusal?.code == .introuvable)
    }
}
