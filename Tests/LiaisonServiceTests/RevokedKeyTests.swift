import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Clés révoquées")
struct RevokedKeyTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    /// The structure's next card, without its referent.
    private func revoked(
        _ house: House, _ motif: Carte.Revocation.Motif = .compromission
    ) throws -> SignedCarte {
        try house.card(serie: 2) { card in
            let lost = card.agents.first { $0.nom == house.name("referent") }!
            card.agents.removeAll { $0.nom == lost.nom }
            card.revocations = [
                Carte.Revocation(cle: lost.cle, depuis: horloge.now, motif: motif)
            ]
        }
    }

    private func records(_ acte: LogActe) throws -> [LogRecord] {
        try a.desks.office.store.read { try $0.leaves(from: 0, count: 10_000) }
            .compactMap { try $0.line.map { try LogRecord(line: $0) } }
            .filter { $0.acte == acte.rawValue }
    }

    @Test("la révocation dit qui l'a faite, de qui, et pourquoi, une fois")
    func who() throws {
        let card = try revoked(a, .depart)
        _ = try a.desks.cards.publish(card.bytes, by: a.name("admin"), mayClaim: false)
        let record = try #require(try records(.revocation).first)
        #expect(record.acteur == "a.example/admin" && record.ref == "a.example/referent")
        #expect(record.detail == "depart")
        // The next card carries it on: nothing new was revoked.
        let next = try a.card(serie: 3) {
            ($0.agents, $0.revocations) = (card.carte.agents, card.carte.revocations)
        }
        _ = try a.desks.cards.publish(next.bytes, by: a.name("admin"), mayClaim: false)
        #expect(try records(.revocation).count == 1)
        #expect(try records(.carte).last?.acteur == "a.example/admin")
    }

    @Test("une clé révoquée se reconnaît à son nom ; l'alarme, une par jour, la nomme")
    func named() throws {
        let key = try #require(a.card().carte.agent(a.name("referent"))?.cle)
        #expect(try a.desks.cards.revokedKey(keyID: key.keyID) == nil)
        _ = try a.desks.cards.publish(revoked(a).bytes, mayClaim: false)
        #expect(try a.desks.cards.revokedKey(keyID: key.keyID) == key)
        for other in ["", "/", "a.example/referent+00000000", "c.example/referent+00000000"] {
            #expect(try a.desks.cards.revokedKey(keyID: other) == nil)
        }
        for _ in 0..<3 { try a.desks.cards.refused(revoked: key) }
        #expect(try records(.refus).map(\.acteur) == Array(repeating: key.name, count: 3))
        #expect(try records(.alarme).map(\.ref) == [key.name])
        horloge.advance(86_400)
        try a.desks.cards.refused(revoked: key)
        #expect(try records(.alarme).count == 2)
    }

    @Test("un accusé d'un agent révoqué du partenaire : refusé par son nom, avec une alarme")
    func receipt() throws {
        let pli = try a.pli(to: b)
        _ = try a.desks.mail.deposit(pli.bytes, by: a.agent("referent"))
        let card = try revoked(b)
        _ = try a.desks.cards.receive(card: card.bytes)
        let opening = try b.opening(of: pli.slip)
        let logged = try a.logged {
            #expect(throws: Refusal.self) {
                try a.desks.mail.receive(receipt: opening, from: card.carte)
            }
        }
        #expect(
            logged == [
                "accuse:refuse:cle-revoquee-utilisee", "alarme:echec:cle-revoquee-utilisee",
            ])
        #expect(try records(.accuse).last?.acteur == "b.example/referent")
        #expect(try a.statut(pli.slip.id, pour: b) == "en-attente")
    }

    @Test("un partenaire qui use de mille clés révoquées : seize alarmes, soixante refus")
    func crowd() throws {
        let keys = try (0..<200).map { _ in
            try SigningKey.generate().verifierKey(name: "b.example/referent")
        }
        for key in keys { try a.desks.cards.refused(revoked: key) }
        #expect(try records(.alarme).count == 16)
        #expect(try records(.refus).count == 60)
    }
}
