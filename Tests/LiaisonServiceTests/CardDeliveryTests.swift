import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

/// Cards, before and between plis.
extension DeliveryTests {
    @Test(
        "la carte qui révoque une clé va à qui cette clé seule avait vérifié")
    func revokedVerifier() async throws {
        horloge.advance(60)
        let thief = try #require(a.card().carte.agent(a.name("referent"))).cle
        let depuis = horloge.now
        let card = try a.card(serie: 2) { card in
            card.agents.removeAll { $0.cle == thief }
            card.revocations = [.init(cle: thief, depuis: depuis, motif: .compromission)]
        }
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
        horloge.advance(1)
        let wire = Wire(
            plis: { _, _ in throw Wire.Cut() },
            cards: { bytes in bytes == card.bytes ? .taken([]) : .refused(.request("400")) })
        for _ in 0..<3 { try await delivery(a, wire).deliverDue() }
        #expect(wire.calls == ["carte b.example"])
        #expect(
            try a.desks.office.store.read { try $0.cardExchange(with: b.structure)?.transmission }
                == nil)
    }

    @Test("une nouvelle carte part après ce que la précédente a signé, et avant le reste")
    func cardInOrder() async throws {
        let before = try deposit()
        // It failed a moment ago: it is not due yet.
        try await delivery(a, Wire { _, _ in throw Wire.Cut() }).deliverDue()
        horloge.advance(1)
        let card = try a.card(serie: 2)
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
        horloge.advance(1)
        let after = try deposit()
        let wire = Wire(from: a, to: b)
        for _ in 0..<2 { try await delivery(a, wire).deliverDue() }
        let countersigned = try [before, after].map {
            try $0.countersigned(by: a.desks.office.keys.service).bytes
        }
        #expect(wire.sent == [countersigned[0], card.bytes, countersigned[1]])
        let held = try b.desks.office.store.read { try $0.card(of: a.structure) }
        #expect(held?.bytes == card.bytes)
        // Given once.
        horloge.advance(60)
        try await delivery(a, wire).deliverDue()
        #expect(wire.sent.count == 3)
    }

    @Test(
        "la carte prise avant l'envoi révoque un destinataire : le pli ne part plus, ni plus tard")
    func heldByPull() async throws {
        let pli = try deposit()
        horloge.advance(86_401)
        let card = try b.card(serie: 2) { card in
            let lost = card.agents.first { $0.nom == b.name("referent") }!
            card.agents.removeAll { $0.nom == lost.nom }
            card.revocations = [
                Carte.Revocation(cle: lost.cle, depuis: horloge.now, motif: .perte)
            ]
        }
        let wire = Wire(
            plis: { _, _ in .unreachable(.status("500")) }, pulled: card.bytes)
        for _ in 0..<3 {
            try await delivery(a, wire).deliverDue()
            horloge.advance(7_200)
        }
        #expect(wire.sent.isEmpty)
        let row = try a.desks.office.store.read { try $0.outgoing(pli.slip.id, pour: b.structure) }
        #expect(row?.statut == "en-attente" && row?.prochain == nil)
    }

    @Test("une carte ne reste pas derrière un pli que personne ne prend")
    func urgentCard() async throws {
        _ = try deposit()
        horloge.advance(1)
        let card = try a.card(serie: 2)
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
        let wire = Wire(
            plis: { _, _ in throw Wire.Cut() }, cards: { _ in .taken([]) }
        )
        try await delivery(a, wire).deliverDue()
        #expect(!wire.sent.contains(card.bytes))
        horloge.advance(601)
        try await delivery(a, wire).deliverDue()
        #expect(wire.sent.contains(card.bytes))
    }

    @Test("une carte qui n'arrive pas est redonnée ; refusée, elle ne l'est plus")
    func cardRetried() async throws {
        let card = try a.card(serie: 2)
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
        let dead = Wire { _, _ in throw Wire.Cut() }
        try await delivery(a, dead).deliverDue()
        try await delivery(a, dead).deliverDue()
        #expect(dead.sent.count == 1)
        horloge.advance(10)
        let refusing = Wire(
            plis: { _, _ in throw Wire.Cut() },
            cards: { _ in .refused(.request("403")) })
        try await delivery(a, refusing).deliverDue()
        horloge.advance(3_600)
        try await delivery(a, refusing).deliverDue()
        #expect(refusing.sent == [card.bytes])
    }
}
