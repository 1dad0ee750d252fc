import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Pourquoi un partenaire n'est pas joint")
struct UnreachableTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws { (a, b) = try House.pair(horloge) }

    @Test(
        "la cause, depuis quand et le dernier essai, jusqu'à ce qu'il réponde ; une alarme après un jour"
    )
    func kept() throws {
        let start = horloge.now
        func note(_ trouble: PeerTrouble?) throws {
            try a.desks.office.noteReach(b.structure, trouble)
        }
        func alarms() throws -> Int {
            try a.log().filter { $0 == "alarme:echec:injoignable" }.count
        }
        try note(nil)
        #expect(try a.desks.office.unreachablePartners().isEmpty)
        for cause in PeerTrouble.allCases {
            try note(cause)
            horloge.advance(60)
        }
        let known = try #require(try a.desks.office.unreachablePartners().first)
        #expect(known.structure == b.structure && known.cause == .statut && known.since == start)
        #expect(known.last == horloge.now + -60)
        #expect(try !lines(a).contains { $0.contains("injoignable") })
        horloge.advance(600)
        try note(.dns)
        let said = try #require(try lines(a).first { $0.contains("injoignable") })
        #expect(said.contains(b.structure.text) && said.contains(PeerTrouble.dns.french))
        #expect(try a.desks.figures().unreachable == [.dns: 1])
        #expect(try a.desks.figures().lastUnreached == [.dns: horloge.now])
        horloge.advance(86_400)
        #expect(try alarms() == 0)
        for _ in 0..<3 { try note(.dns) }
        #expect(try alarms() == 1)
        try note(nil)
        #expect(try a.desks.office.unreachablePartners().isEmpty)
        #expect(try !lines(a).contains { $0.contains("injoignable") })
        // A day from the next failure on, not from the first ever.
        try note(.delai)
        horloge.advance(86_399)
        try note(.delai)
        #expect(try alarms() == 1)
    }

    private func lines(_ house: House) throws -> [String] {
        #expect(
            try !house.desks.reminders.lines(for: house.agent("referent")).contains {
                $0.contains("injoignable")
            })
        return try house.desks.reminders.lines(for: house.agent("admin"))
    }

    @Test("d'un partenaire suspendu, que nul n'essaie plus, rien n'est dit")
    func suspended() throws {
        try a.desks.office.noteReach(b.structure, .dns)
        try a.desks.cards.suspend(b.structure, for: .incident, by: a.agent("admin"))
        #expect(try a.desks.office.unreachablePartners().isEmpty)
        try a.desks.cards.resume(b.structure, by: a.agent("admin"))
        #expect(try a.desks.office.unreachablePartners().map(\.structure) == [b.structure])
    }

    @Test("le suivi et la boîte d'un envoi qui attend disent pourquoi ; d'un envoi remis, rien")
    func course() throws {
        let pli = try a.pli(to: b)
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        func unreachable() throws -> PeerTrouble? {
            let agent = try a.agent("referent")
            let track = try a.desks.mail.track(pli.slip.id, de: a.structure, for: agent)
            let row = try #require(
                try a.desks.mail.outbox(for: agent).first)
            #expect(row.unreachable == track.unreachable)
            #expect(
                try a.desks.mail.sent(pli.slip.id, for: agent).first?.unreachable == row.unreachable
            )
            return row.unreachable?.cause
        }
        #expect(try unreachable() == nil)
        try a.desks.office.noteReach(b.structure, .certificatExpire)
        #expect(try unreachable() == .certificatExpire)
        let signed = try pli.countersigned(by: a.desks.office.keys.service)
        let taken = try b.desks.mail.receive(
            pli: signed.bytes, id: pli.slip.id, from: a.card().carte)
        _ = try a.desks.mail.receive(receipt: taken.receipt, from: b.card().carte)
        #expect(try unreachable() == nil)
    }
}
