import LiaisonBase
import LiaisonSchema
import Testing

private typealias A = ActeFixture

@Suite("Le procès-verbal tel qu'on le lit et le signe")
struct PurgeDocumentTests {
    private static func acte(
        nombre: Int = 5, controle: PurgeActe.Controle = .conforme, suspendus: Int = 2
    ) -> PurgeActe {
        PurgeActe(
            numero: 3, structure: A.structure, regle: "convention-v1,personne-v1", le: A.now,
            nombre: nombre, parModele: ["spe": 3, "sortie": 2],
            premier: CalendarDate("2026-01-05")!, dernier: CalendarDate("2026-11-22")!,
            magasins: [
                .init("liaison.sqlite"), .init("cles.sqlite"),
                .init("sauvegardes-des-cles", jusquA: CalendarDate("2026-12-23")!),
                .init("hors-controle:copies-des-destinataires"),
            ],
            methode: ["cle-detruite", "contenu-ecrase", "journal-wal-tronque", "tombe-inscrite"],
            controle: controle, suspendus: suspendus, nonLus: 1,
            avant: "agir38.example/journal/1\n3\nAAAA\n",
            apres: "agir38.example/journal/1\n9\nBBBB\n")
    }

    /// Without the breaks of its lines.
    private static func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test("il dit en phrases qui, quand, quoi, pourquoi, comment, et se signe")
    func sentences() {
        let document = PurgeDocument(Self.acte(), A.carte())
        let text = Self.words(document.text)
        for sentence in [
            "Procès-verbal de destruction n° 3",
            "Le 23/11/2026 à 13:00, le service de « Opérateur AGIR de l'Isère » (agir38.example) a "
                + "constaté que 5 plis scellés portant des données personnelles étaient arrivés au terme de leur "
                + "conservation, et les a détruits.",
            "ne nomme personne", "Plis détruits : 5", "du 05/01/2026 au 22/11/2026",
            "2, pour un contentieux, un incident ou une demande",
            "deux mois au plus après la fin de la convention (annexe 6.1, art. 3 ; annexe 6.2, art. 4)",
            "la clé sans laquelle le pli ne se lit pas a été détruite la première",
            "à détruire au plus tard le 23/12/2026", "3 enregistrements, racine AAAA",
            "9 enregistrements, racine BBBB", "Nom et qualité du signataire",
            "Signature, pour Opérateur AGIR de l'Isère",
        ] { #expect(text.contains(sentence), "\(sentence)") }
        // What only a programmer reads.
        for code in ["secure_delete", "sqlite", "wal", "convention-v1", "hors-controle"] {
            #expect(!text.contains(code), "\(code)")
            #expect(!document.html.contains(code), "\(code)")
        }
        #expect(document.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(document.html.contains("<h2>Signature</h2>"))
    }

    @Test("un seul pli, rien de suspendu, un contrôle à refaire : les mots suivent")
    func one() {
        let acte = Self.acte(nombre: 1, controle: .aVerifier, suspendus: 0)
        let text = Self.words(PurgeDocument(acte, A.carte()).text)
        #expect(text.contains("un pli scellé portant"))
        #expect(text.contains("Gardés au-delà du terme : aucun"))
        #expect(text.contains("à vérifier. Un lecteur"))
    }
}
