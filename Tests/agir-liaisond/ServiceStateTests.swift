import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("L'état du service, à qui l'administre")
struct ServiceStateTests {
    @Test("chaque carte qui finit est dite, la nôtre d'abord, avec ce qu'il faut faire")
    func endingCards() throws {
        let (a, _) = try House.pair(TestClock())
        let cards = try a.desks.cards.cardsInForce()
        let own = try #require(cards.first)
        #expect(own.structure == a.structure)
        func state(at now: Instant) throws -> ServiceState {
            ServiceState(
                try a.desks.figures(), cards: cards, unreachable: [], certificate: nil, since: now,
                now: now)
        }
        let warned = try state(at: own.expire + -5 * 86_400).cards
        #expect(warned.count == 2)
        #expect(warned.first?.hasSuffix("« agir-liaison structure renouveler ».") == true)
        #expect(warned.last?.hasSuffix("Demandez la nouvelle à cette structure.") == true)
        #expect(try state(at: own.expire + -90 * 86_400).cards == [])
    }
}
