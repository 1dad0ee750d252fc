import LiaisonSchema
import Testing

@Suite("Pourquoi un partenaire n'est pas joint, en clair")
struct PeerTroubleTests {
    private static let table: [(code: String, french: String)] = [
        ("dns", "son nom n'a pas d'adresse (DNS)"),
        ("refuse", "la connexion est refusée"),
        ("delai", "il ne répond pas à temps"),
        ("certificat-expire", "son certificat a expiré, ou ne vaut pas encore"),
        ("certificat-inconnu", "son certificat n'est d'aucune autorité connue ici"),
        ("nom", "son certificat n'est pas à son nom"),
        (
            "chaine-incomplete",
            "il n'envoie pas son certificat intermédiaire, ou son autorité n'est pas connue ici"
        ),
        ("reponse-illisible", "ce qui répond n'est pas un service agir-liaison"),
        ("statut", "il répond par une erreur"),
    ]

    @Test("chaque cause a son code, que les métriques et « suivi --json » donnent, et sa phrase")
    func table() {
        #expect(PeerTrouble.allCases.map(\.rawValue) == Self.table.map(\.code))
        #expect(PeerTrouble.allCases.map(\.french) == Self.table.map(\.french))
    }
}
