import LiaisonBase
import LiaisonSchema
import Testing

private typealias A = ActeFixture

@Suite("La réponse à qui demande ses données")
struct AccessDocumentTests {
    private static func document(_ card: Carte) throws -> AccessDocument {
        AccessDocument(
            responsible: .init(card), demande: 3, recue: try #require(CalendarDate("2026-11-02")),
            faitLe: try #require(CalendarDate("2026-11-23")),
            numeroAGDREF: try #require(AGDREFNumber("3803012345")))
    }

    private static func item(
        _ objet: Objet, _ modele: FicheModele? = nil, _ contenu: JSONObject,
        pieces: [AccessAnswer.Piece] = []
    ) -> AccessAnswer.Item {
        .init(
            de: A.partner, id: A.id, objet: objet, modele: modele, scelle: A.now,
            fonction: "Conseiller", contenu: contenu, pieces: pieces)
    }

    @Test("chaque case de la fiche dit son nom, chaque date s'écrit à la française")
    func boxes() throws {
        var document = try Self.document(A.carte())
        let contenu = PersonExtract.of(
            try FicheFixture.changed([
                Change("demandes.changerRegion", #"["regional"]"#),
                Change("orientation.vers", #"["france-travail"]"#),
            ]), .spe)
        document.plis = [
            Self.item(
                .fiche, .spe, contenu,
                pieces: [
                    .init(type: "application/pdf", taille: 2_049), .init(type: "x/y", taille: 1),
                ])
        ]
        let html = document.html
        for words in [
            "des contraintes familiales dont garde d'enfant(s)", "Marché de l'emploi : Régional",
            "Identifier ses atouts", "Pôle Emploi (France Travail)", "02/10/2026", "14/03/2002",
            "PDF, 3 Kio", "x/y, 1 Kio", "reçue le 02/11/2026",
            "<dt>Fait à\u{A0}:</dt><dd>Grenoble, le 23/11/2026</dd>",
        ] { #expect(html.contains(words), "\(words)") }
        for code in ["france-travail", "regional<", "2026-10-02", "application/pdf", "octets"] {
            #expect(!html.contains(code), "\(code)")
        }
        let without = PersonExtract.lines(
            try FicheFixture.changed([Change("freins.gardeEnfants", "false")]), .spe)
        #expect(without.contains { $0.value.contains("(garde d'enfant(s) : non)") })
    }

    @Test("un message sans formulaire aussi : droit, voie, dates, ce qui est à rectifier")
    func messages() throws {
        var document = try Self.document(A.carte())
        document.plis = [
            Self.item(
                .droits, nil,
                JSONObject([
                    ("numeroAGDREF", .string("3803012345")), ("demande", .string("effacement")),
                    ("champs", .object(JSONObject([("/beneficiaire/nom", .string("ALI"))]))),
                ])),
            Self.item(
                .recu, nil,
                JSONObject([("voie", .string("papier")), ("recuLe", .string("2026-10-02"))])),
        ]
        let html = document.html
        for words in [
            "droit à l'effacement", "remise sur papier", "02/10/2026",
            "Nom et prénom (le nom) : ALI",
        ] { #expect(html.contains(words), "\(words)") }
        #expect(!html.contains("2026-10-02") && !html.contains("/beneficiaire"))
    }

    @Test("le département de la fiche s'y lit par son nom")
    func departement() throws {
        let contenu = PersonExtract.of(
            try FicheFixture.changed([Change("ofii.departement", #""38""#)]), .generique)
        #expect(
            PersonExtract.lines(contenu, .generique).contains {
                $0 == ("Département", "Isère (38)")
            }
        )
    }

    @Test(
        "elle dit comment joindre le délégué, en clair et dans le fichier ; sinon, rien d'inventé")
    func officer() throws {
        let document = try Self.document(A.carte())
        #expect(
            document.html.contains(
                "délégué à la protection des données : dpo@agir38.example, téléphone 04 76 00 00 09)"
            ))
        #expect(
            document.json.object?["responsable"]?.object?["dpo"]?.array?.first
                == .string("dpo@agir38.example"))
        let silent = try Self.document(A.carte { $0.dpo = nil })
        #expect(!silent.html.contains("Délégué à la protection"))
        #expect(silent.json.object?["responsable"]?.object?["dpo"] == nil)
    }
}
