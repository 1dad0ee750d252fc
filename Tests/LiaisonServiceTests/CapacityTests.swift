import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Synchronization
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Ce que le service prend, et ce qu'il ne prend plus")
struct CapacityTests {
    private func send(_ pli: Pli, _ a: House, _ b: House) throws -> MailDesk.Received {
        let bytes = try pli.countersigned(by: a.desks.office.keys.service).bytes
        return try b.desks.mail.receive(pli: bytes, id: pli.slip.id, from: a.card().carte)
    }

    @Test("au-delà du quota d'un partenaire : refusé pour l'instant, le reste et les autres vont")
    func quota() throws {
        let horloge = TestClock()
        let (a, b) = try House.pair(horloge, capacity: Capacity(perPartner: 50_000))
        let c = try House("c.example", horloge)
        try b.meet(c)
        let plis = try (0..<3).map { _ in try a.pli(to: b) }
        #expect(plis.allSatisfy { (16_384...20_000).contains($0.slip.taille) })
        for pli in plis[..<2] { #expect(try send(pli, a, b).outcome == .new) }
        let refusal = #expect(throws: Refusal.self) { try send(plis[2], a, b) }
        #expect(refusal?.code == .quota)
        // What is held is answered again; the quota is each partner's own.
        #expect(try send(plis[0], a, b).outcome == .known)
        #expect(try send(c.pli(to: b), c, b).outcome == .new)
        #expect(try b.inbox().count == 3)
    }

    @Test("bordereaux, accusés et lignes comptent ; d'un quota plein, la première ouverture passe")
    func allBytes() throws {
        let horloge = TestClock()
        let (b, a) = try House.pair(horloge, capacity: Capacity(perPartner: 64_000))
        // Here `a` has the quota; `b` is the partner.
        let sent = try a.pli(to: b)
        _ = try a.desks.mail.deposit(sent.bytes, by: a.agent("referent"))
        func occupied() throws -> Int64 {
            try a.store.read { try $0.occupied(by: b.structure) }
        }
        #expect(try occupied() == 0)
        var last: Refusal?
        var count = 0
        while last == nil, count < 10 {
            let before = try occupied()
            let pli = try b.pli(to: a)
            do {
                let taken = try send(pli, b, a)
                let bytes = try pli.countersigned(by: b.desks.office.keys.service).acte.bytes.count
                let place = Int64(pli.age.count + bytes + taken.receipt.count) + 2 * 1_024
                #expect(try occupied() == before + place)
                count += 1
            } catch let refusal as Refusal {
                last = refusal
            }
        }
        #expect(last?.code == .quota && (1...3).contains(count))
        // Refusals that an agent signed leave rows too.
        var refused = 0
        while refused < 100 {
            let pli = try b.pli(to: a) {
                $0.conserverJusquA = CalendarDate(year: 2026, month: 11, day: 1)!
            }
            guard (try? send(pli, b, a)) != nil else { break }
            refused += 1
        }
        #expect(refused < 20)
        func open(by local: String) throws -> Bool {
            let receipt = try Accuse(
                de: a.structure, id: sent.slip.id, pour: b.structure, sha256: sent.slip.sha256,
                statut: .ouvert, le: horloge.now, par: b.name(local)
            ).signed(by: #require(b.identities[local]).signing)
            return try a.desks.mail.receive(receipt: receipt.bytes, from: b.card().carte)
        }
        #expect(try open(by: "referent"))
        let second = #expect(throws: Refusal.self) { try open(by: "dpo") }
        #expect(second?.code == .quota)
        #expect(try a.statut(sent.slip.id, pour: b) == "ouvert")
    }

    @Test(
        "disque presque plein : rien de nouveau, mais ce qui est gardé est servi, puis tout reprend"
    )
    func room() throws {
        let horloge = TestClock()
        let isFull = FlagBox()
        let (a, b) = try House.pair(horloge, capacity: Capacity(hasRoom: { !isFull.value }))
        let first = try a.pli(to: b)
        #expect(try send(first, a, b).outcome == .new)
        let sent = try b.pli(to: a)
        _ = try b.desks.mail.deposit(sent.bytes, by: b.agent("referent"))
        isFull.value = true
        let second = try a.pli(to: b)
        #expect(throws: Refusal.self) { try send(second, a, b) }
        let deposit = try b.pli(to: a)
        let refusal = #expect(throws: Refusal.self) {
            try b.desks.mail.deposit(deposit.bytes, by: b.agent("referent"))
        }
        #expect(refusal?.code == .disquePlein)
        #expect(try !b.desks.figures().hasRoom)
        #expect(try b.inbox().count == 1)
        // Known plis, reading and receipts go on.
        #expect(try send(first, a, b).outcome == .known)
        #expect(try b.desks.mail.deposit(sent.bytes, by: b.agent("referent")).isNew == false)
        _ = try b.desks.mail.handOut(first.slip.id, de: a.structure, to: b.agent("referent"))
        try b.desks.mail.recordOpening(b.opening(of: first.slip), by: b.agent("referent"))
        isFull.value = false
        #expect(try send(second, a, b).outcome == .new)
    }

    @Test("un pli qui ne sera jamais pris : un accusé « refuse » signé, le même à chaque fois")
    func objections() throws {
        let horloge = TestClock()
        let (a, b) = try House.pair(horloge)
        let cases: [(Accuse.Motif, String, (inout Slip) -> Void)] = [
            (
                .perime, "perime",
                { $0.conserverJusquA = CalendarDate(year: 2026, month: 11, day: 1)! }
            ),
            (
                .destinataireInconnu, "destinataire",
                { $0.addressees = .agents([KeyName(agent: "b.example/partie")!]) }
            ),
        ]
        for (motif, detail, change) in cases {
            let pli = try a.pli(to: b, change: change)
            _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
            let logged = try b.logged {
                let answers = try (0..<2).map { _ in try send(pli, a, b) }
                #expect(answers[0] == answers[1] && answers[0].outcome == .refused)
                let receipt = try Accuse(answers[0].receipt, addressee: b.card().carte)
                #expect(receipt.statut == .refuse && receipt.motif == motif)
                #expect(try a.desks.mail.receive(receipt: answers[0].receipt, from: b.card().carte))
            }
            #expect(logged == ["reception:refuse:\(detail)"])
            #expect(try a.statut(pli.slip.id, pour: b) == "refuse")
            // Another content under that identity stays a conflict.
            let other = try a.pli(to: b, id: pli.slip.id, content: "autre", change: change)
            let refusal = #expect(throws: Refusal.self) { try send(other, a, b) }
            #expect(refusal?.code == .conflit)
        }
        #expect(try b.inbox().isEmpty)
    }
}

private final class FlagBox: Sendable {
    private let flag = Mutex(false)
    var value: Bool {
        get { flag.withLock { $0 } }
        set { flag.withLock { $0 = newValue } }
    }
}
