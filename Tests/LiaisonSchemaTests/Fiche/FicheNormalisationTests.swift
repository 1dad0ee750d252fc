import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Normalisation d'une fiche")
struct FicheNormalisationTests {
    @Test("les octets de fiche.json tiennent sur une ligne et redonnent la même fiche")
    func idempotence() throws {
        let fiche = try FicheFixture.fiche([
            Change("beneficiaire.nom", #""Éloi\u0301""#), Change("demandes.trouverEmploi", "[]"),
            Change("orientation.vers", #"["france-travail","apec"]"#),
            Change("beneficiaire.adressePostale", #""a\r\nb\rc""#),
        ])
        #expect(!fiche.json.contains(UInt8(ascii: "\n")))
        let again = Fiche.validate(fiche.json, today: try FicheFixture.today())
        #expect(again.fiche == fiche)
        #expect(again.fiche?.json == fiche.json)
    }

    @Test(
        "une valeur vide compte comme absente et tombe",
        arguments: [
            Change("beneficiaire.nationalite", #""""#),
            Change("beneficiaire.nationalite", #"" \n""#),
            Change("freins.developper", "[]"), Change("beneficiaire.telephone", "{}"),
            Change("beneficiaire.heuresFLE", #"{"nombre":"","etat":""}"#),
            Change("freins", #"{"difficultes":[],"gardeEnfants":""}"#),
            Change("demandes.seFormer", #""""#), Change("beneficiaire.enfantsACharge", "[]"),
        ])
    func empties(_ change: Change) throws {
        let fiche = try FicheFixture.fiche([change])
        let removed = try FicheFixture.fiche([Change(change.path, nil)])
        #expect(fiche.json == removed.json)
    }

    @Test("un groupe de demandes vide est une case cochée et reste")
    func tickedGroup() throws {
        let fiche = try FicheFixture.fiche([Change("demandes", #"{"seFormer":[]}"#)])
        #expect(fiche.content["demandes"]?.object?["seFormer"] == .array([]))
    }

    @Test("les clés prennent l'ordre du formulaire")
    func order() throws {
        let object = try FicheFixture.object()
        var reversed = JSONObject()
        for member in object.members.reversed() {
            var inner = JSONObject()
            for member in member.value.object?.members.reversed() ?? [] {
                inner[member.key] = member.value
            }
            reversed[member.key] = inner.isEmpty ? member.value : .object(inner)
        }
        let fiche = try #require(try FicheFixture.validate(reversed).fiche)
        #expect(fiche.json == Array(JSONValue.object(object).text.utf8))
    }

    @Test(
        "un texte est enregistré en NFC, avec des LF, et l'AGDREF sans ce qui sépare ses chiffres",
        arguments: [
            ("beneficiaire.nom", #""Zoe\u0308""#, "Zo\u{eb}"),
            ("beneficiaire.adressePostale", #""a\r\n\rb\r\r\nc\n""#, "a\n\nb\n\nc\n"),
            ("informationsComplementaires", #""a\tb""#, "a\tb"),
            ("beneficiaire.numeroAGDREF", #""00 0301\u00a02345""#, "0003012345"),
            ("beneficiaire.numeroAGDREF", #""38-03-01-23-45""#, "3803012345"),
            ("beneficiaire.numeroAGDREF", #""\u200e38.03\u201101\u202f23\u221245""#, "3803012345"),
        ])
    func texts(path: String, json: String, stored: String) throws {
        let fiche = try FicheFixture.fiche([Change(path, json)])
        let path = FormPath(keys: path.split(separator: ".").map(String.init))
        let value = try #require(fiche.content[path: path]?.string)
        #expect(Array(value.utf8) == Array(stored.utf8))
    }

    @Test("france-travail devient pole-emploi")
    func alias() throws {
        let fiche = try FicheFixture.fiche([Change("orientation.vers", #"["france-travail"]"#)])
        #expect(fiche.orientationVers == [.poleEmploi])
        #expect(fiche.content["orientation"]?.object?["vers"] == .array([.string("pole-emploi")]))
    }

    @Test(
        "ce que les règles permettent est accepté",
        arguments: [
            [Change("faitLe", #""2026-11-24""#)],
            [Change("beneficiaire.dateContratAGIR", #""2026-11-23""#)],
            [Change("beneficiaire.dateNaissance", #""2002-03""#)],
            [Change("beneficiaire.dateNaissance", #""2002""#)],
            [
                Change("beneficiaire.courriel", #""a@b.example""#),
                Change("beneficiaire.consentementDematerialise", "true"),
            ],
            [Change("partenaire", #"{"structure":"Agence"}"#)],
            [
                Change("sens", #""partenaire-vers-agir""#), Change("orientation", nil),
                Change("beneficiaire.dateContratAGIR", nil),
                Change("consentementOrientation", "true"), Change("operateurAGIR.nom", nil),
            ],
            [
                Change("demandes.ameliorerCompetences", #"["autres-langues"]"#),
                Change("demandes.autresLangues", "\"\(String(repeating: "é", count: 200))\""),
            ],
            [Change("demandes.ameliorerCompetences", #"["autres-langues"]"#)],
            [
                Change("orientation", #"{"vers":["autres"],"autres":"PLIE"}"#)
            ],
        ])
    func allowed(_ changes: [Change]) throws {
        let report = try FicheFixture.report(changes)
        #expect(report.erreurs == [])
        #expect(report.avertissements == [])
        #expect(report.fiche != nil)
    }

    @Test("le modèle vierge tient toutes les clés, rien de coché, et n'a que des manques")
    func blank() throws {
        let blank = Fiche.blankModel(modele: .spe)
        #expect(
            blank.keys == [
                "version", "modele", "sens", "operateurAGIR", "partenaire", "beneficiaire",
                "freins",
                "orientation", "demandes", "informationsComplementaires", "consentementOrientation",
                "faitA", "faitLe",
            ])
        #expect(
            blank["demandes"]?.object?.members.map(\.value)
                == Array(repeating: .string(""), count: 9))
        #expect(blank["freins"]?.object?["difficultes"] == .array([]))
        let report = try FicheFixture.validate(blank)
        #expect(
            report.erreurs.map(\.pointeur) == [
                "/sens", "/operateurAGIR/structure", "/partenaire/structure",
                "/beneficiaire/numeroAGDREF", "/beneficiaire/nom", "/beneficiaire/prenom",
                "/beneficiaire/dateNaissance", "/consentementOrientation", "/faitA", "/faitLe",
            ])
        #expect(report.erreurs.allSatisfy { $0.message.hasPrefix("Trouvé : rien.") })
    }
}
