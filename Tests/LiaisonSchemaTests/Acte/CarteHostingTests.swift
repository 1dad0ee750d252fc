import LiaisonCrypto
import Testing

@testable import LiaisonSchema

private typealias A = ActeFixture

@Suite("Ce qu'une carte dit des bureaux hébergés")
struct CarteHostingTests {
    private static func card(_ day: String?) throws -> Carte {
        var card = try SignedCarte(A.signed().bytes).carte
        card.bureauHeberge = day.flatMap { CalendarDate($0) }
        return try SignedCarte(card, key: A.key(1)).carte
    }

    @Test("une ligne pour les partenaires, ou rien")
    func line() throws {
        #expect(try Self.card(nil).hostingFrench == nil)
        let line = try #require(try Self.card("2027-01-04").hostingFrench)
        #expect(line.contains("04/01/2027") && line.contains("dans un navigateur"))
    }

    @Test("les deux documents remis ne promettent plus ce qui n'est plus vrai")
    func documents() throws {
        let before = CarteDocuments(try Self.card(nil))
        let after = CarteDocuments(try Self.card("2027-01-04"))
        let promises = ["le serveur ne tient aucune clé qui l'ouvre", "ne peut pas la lire"]
        #expect(before.security.contains(promises[0]) && before.notice.contains(promises[1]))
        #expect(!after.security.contains(promises[0]) && !after.notice.contains(promises[1]))
        #expect(after.security.contains("depuis le 04/01/2027"))
        #expect(after.notice.contains("tant que c'est ouvert."))
        // Nothing else changes.
        #expect(
            before.security.split(separator: "\n").count
                == after.security.split(separator: "\n").count)
    }
}
