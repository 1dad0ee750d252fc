import LiaisonSchema
import LiaisonStore
import Synchronization
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Combien de cartes d'un partenaire sont prises et gardées")
struct CardBoundTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    private func give(_ serie: Int) throws -> Bool {
        try a.desks.cards.receive(card: b.card(serie: serie).bytes)
    }

    private func series() throws -> [Int] {
        try a.desks.office.store.read { try $0.cards(of: b.structure) }.map(\.card.carte.serie)
    }

    @Test("vingt cartes en un jour ; la suivante est refusée et notée, et prise le lendemain")
    func perDay() throws {
        // The first one came by an agent.
        for serie in 2...20 { #expect(try give(serie)) }
        let logged = try a.logged {
            for serie in [21, 22] {
                let refusal = #expect(throws: Refusal.self) { try give(serie) }
                #expect(refusal?.code == .tropDeDemandes)
            }
            let carried = #expect(throws: Refusal.self) {
                try a.desks.cards.importContact(b.card(serie: 23).bytes, by: a.agent("admin"))
            }
            #expect(carried?.code == .tropDeDemandes)
            // The one in force is no change.
            let isNew = try give(20)
            #expect(!isNew)
        }
        #expect(logged == Array(repeating: "contact:refuse:trop-de-cartes", count: 3))
        #expect(try series() == Array(1...20))
        // Others have their own.
        let c = try House("c.example", horloge)
        try a.meet(c)
        #expect(try a.desks.cards.receive(card: c.card(serie: 2).bytes))
        // What was forgotten meanwhile makes no room.
        #expect(try a.desks.cards.forgetCards() == 0)
        #expect(throws: Refusal.self) { try give(21) }
        horloge.advance(86_400)
        #expect(try give(21))
    }

    @Test(
        "d'une carte remplacée depuis un jour, ce qui est venu sous elle la garde, et rien d'autre")
    func forgotten() throws {
        var kept: Pli?
        for serie in 2...6 {
            horloge.advance(3_600)
            #expect(try give(serie))
            horloge.advance(60)
            guard serie == 3 else { continue }
            let pli = try b.pli(to: a).countersigned(by: b.desks.office.keys.service)
            _ = try a.desks.mail.receive(
                pli: pli.bytes, id: pli.slip.id, from: b.card(serie: 3).carte)
            kept = pli
        }
        #expect(try a.desks.cards.forgetCards() == 0)
        horloge.advance(86_400)
        #expect(try a.desks.cards.forgetCards() == 4)
        #expect(try series() == [3, 6])
        #expect(try a.desks.office.store.card(of: b.structure)?.carte.serie == 6)
        #expect(try a.desks.cards.forgetCards() == 0)
        // Our own stay, however old.
        for serie in 2...4 {
            _ = try a.desks.cards.publish(a.card(serie: serie).bytes, mayClaim: false)
        }
        horloge.advance(400 * 86_400)
        #expect(try a.desks.cards.forgetCards() == 0)
        #expect(
            try a.desks.office.store.read { try $0.cards(of: a.structure) }.map(\.card.carte.serie)
                == [1, 2, 3, 4])
        // Once the pli is no more, nothing needs its card.
        let id = try #require(kept).slip.id
        try a.desks.office.store.tamper("DELETE FROM receptions WHERE id = '\(id)'")
        #expect(try a.desks.cards.forgetCards() == 1)
        #expect(try series() == [6])
    }

    @Test("les cartes d'une structure viennent par pages, dans l'ordre, chacune une fois")
    func pages() throws {
        for day in 0..<3 {
            horloge.advance(86_400)
            for serie in 1...12 { #expect(try give(1 + day * 12 + serie)) }
        }
        var (seen, sizes, after): ([Int], [Int], Int64?) = ([], [], 0)
        while let from = after {
            let page = try a.desks.cards.cards(of: b.structure, after: from, for: a.agent("dpo"))
            seen += page.cards.map(\.card.carte.serie)
            sizes.append(page.cards.count)
            after = page.next
        }
        #expect(seen == Array(1...37))
        #expect(sizes == [16, 16, 5])
        let unknown = try #require(StructureName("x.example"))
        let none = try a.desks.cards.cards(of: unknown, after: 0, for: a.agent("dpo"))
        #expect(none.cards.isEmpty && none.next == nil)
    }

    @Test("disque presque plein : ni carte, ni accusé, ni époque d'un partenaire")
    func full() throws {
        let isFree = Mutex(true)
        let d = try House(
            "d.example", horloge, capacity: Capacity(hasRoom: { isFree.withLock { $0 } }))
        try d.meet(b)
        try b.meet(d)
        let pli = try d.pli(to: b)
        _ = try d.desks.mail.deposit(pli.bytes, by: d.agent("referent"))
        let sent = try pli.countersigned(by: d.desks.office.keys.service)
        let receipt = try b.desks.mail.receive(
            pli: sent.bytes, id: pli.slip.id, from: d.card().carte
        ).receipt
        isFree.withLock { $0 = false }
        for body: () throws -> Bool in [
            { try d.desks.cards.receive(card: b.card(serie: 2).bytes) },
            { try d.desks.mail.receive(receipt: receipt, from: b.card().carte) },
        ] {
            let refusal = #expect(throws: Refusal.self) { try body() }
            #expect(refusal?.code == .disquePlein)
        }
        isFree.withLock { $0 = true }
        #expect(try d.desks.cards.receive(card: b.card(serie: 2).bytes))
        #expect(try d.desks.mail.receive(receipt: receipt, from: b.card().carte))
    }
}
