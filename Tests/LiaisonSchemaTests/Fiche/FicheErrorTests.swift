import LiaisonSchema
import Testing

@Suite("Erreurs d'une fiche SPE")
struct FicheErrorTests {
    @Test("l'exemple de fiches.md est valide, sans erreur ni avertissement")
    func example() throws {
        let report = try FicheFixture.validate(FicheFixture.example)
        #expect(report.erreurs == [])
        #expect(report.avertissements == [])
        let fiche = try #require(report.fiche)
        #expect(fiche.modele == .spe)
        #expect(fiche.sens == .agirVersPartenaire)
        #expect(fiche.numeroAGDREF?.digits == "3803012345")
        #expect(fiche.nom == "SPECIMEN")
        #expect(fiche.prenom == "Amina")
        #expect(fiche.dateNaissance.description == "2002-03-14")
        #expect(fiche.dateContratAGIR?.description == "2026-10-02")
        #expect(fiche.orientationVers == [.missionLocale])
        #expect(fiche.faitA == "Grenoble")
        #expect(fiche.faitLe.description == "2026-11-23")
        #expect(fiche.content == (try FicheFixture.object()))
    }

    @Test(
        "chaque règle brisée seule donne une erreur à son endroit",
        arguments: required + directions + texts + dates + lists + numbers + unknown)
    func oneRule(_ broken: Case) throws {
        let report = try FicheFixture.report(broken.changes)
        #expect(report.erreurs.map(\.pointeur) == broken.pointers)
        #expect(report.fiche == nil)
        #expect(report.erreurs.allSatisfy { !$0.champ.isEmpty && $0.message.hasSuffix(".") })
    }

    private static let required: [Case] = [
        Case(Change("version", nil), at: "/version"),
        Case(Change("version", "2"), at: "/version"),
        Case(Change("version", #""1""#), at: "/version"),
        Case(Change("sens", nil), at: "/sens"),
        Case(Change("sens", #""""#), at: "/sens"),
        Case(Change("sens", #""ailleurs""#), at: "/sens"),
        Case(Change("modele", nil), at: "/modele"),
        Case(Change("modele", #""autre""#), at: "/modele"),
        Case(Change("operateurAGIR.structure", nil), at: "/operateurAGIR/structure"),
        Case(Change("partenaire.structure", #""  ""#), at: "/partenaire/structure"),
        Case(Change("operateurAGIR.nom", nil), at: "/operateurAGIR/nom"),
        Case(Change("operateurAGIR.prenom", nil), at: "/operateurAGIR/prenom"),
        Case(Change("partenaire", nil), at: "/partenaire/structure"),
        Case(Change("beneficiaire.numeroAGDREF", nil), at: "/beneficiaire/numeroAGDREF"),
        Case(Change("beneficiaire.nom", nil), at: "/beneficiaire/nom"),
        Case(Change("beneficiaire.prenom", "[]"), at: "/beneficiaire/prenom"),
        Case(Change("beneficiaire.dateNaissance", "{}"), at: "/beneficiaire/dateNaissance"),
        Case(Change("faitA", nil), at: "/faitA"),
        Case(Change("faitLe", nil), at: "/faitLe"),
        Case(Change("beneficiaire.dateContratAGIR", nil), at: "/beneficiaire/dateContratAGIR"),
        Case(Change("orientation", nil), at: "/orientation/vers"),
        Case(Change("orientation.vers", "[]"), at: "/orientation/vers"),
    ]

    private static let directions: [Case] = [
        Case(
            Change("sens", #""partenaire-vers-agir""#), Change("partenaire.nom", nil),
            Change("operateurAGIR.nom", nil), at: "/partenaire/nom"),
        Case(
            Change("sens", #""partenaire-vers-agir""#),
            Change("beneficiaire.dateContratAGIR", nil), at: "/consentementOrientation"),
        Case(
            Change("sens", #""partenaire-vers-agir""#),
            Change("beneficiaire.dateContratAGIR", nil), Change("consentementOrientation", "false"),
            at: "/consentementOrientation"),
        Case(
            Change("beneficiaire.courriel", #""a@b.example""#), at: "/beneficiaire/courriel"),
        Case(
            Change("beneficiaire.courriel", #""a@b.example""#),
            Change("beneficiaire.consentementDematerialise", nil), at: "/beneficiaire/courriel"),
    ]

    private static let texts: [Case] = [
        Case(Change("beneficiaire.numeroAGDREF", #""38030123""#), at: "/beneficiaire/numeroAGDREF"),
        Case(
            Change("beneficiaire.numeroAGDREF", #""38030123456""#), at: "/beneficiaire/numeroAGDREF"
        ),
        Case(
            Change("beneficiaire.numeroAGDREF", #""380301234X""#), at: "/beneficiaire/numeroAGDREF"),
        Case(
            Change("beneficiaire.numeroAGDREF", #""38/03012345""#), at: "/beneficiaire/numeroAGDREF"
        ),
        Case(
            Change("beneficiaire.numeroAGDREF", #""٣٨٠٣٠١٢٣٤٥""#), at: "/beneficiaire/numeroAGDREF"),
        Case(Change("beneficiaire.numeroAGDREF", "3803012345"), at: "/beneficiaire/numeroAGDREF"),
        Case(Change("beneficiaire.nom", #""A\u001b[2J""#), at: "/beneficiaire/nom"),
        Case(Change("beneficiaire.nom", #""A\u007f""#), at: "/beneficiaire/nom"),
        Case(Change("beneficiaire.nom", #""A\u009b""#), at: "/beneficiaire/nom"),
        Case(Change("beneficiaire.nom", #""A\nB""#), at: "/beneficiaire/nom"),
        Case(Change("beneficiaire.nom", "null"), at: "/beneficiaire/nom"),
        Case(
            Change("informationsComplementaires", #""a\u0000b""#),
            at: "/informationsComplementaires"
        ),
        Case(
            Change("informationsComplementaires", "\"\(String(repeating: "a", count: 10_001))\""),
            at: "/informationsComplementaires"),
        Case(Change("faitA", "\"\(String(repeating: "é", count: 201))\""), at: "/faitA"),
        Case(Change("operateurAGIR", #""Claire""#), at: "/operateurAGIR"),
        Case(Change("beneficiaire.heuresFLE", "200"), at: "/beneficiaire/heuresFLE"),
    ]

    private static let dates: [Case] = [
        Case(
            Change("beneficiaire.dateNaissance", #""14/03/2002""#),
            at: "/beneficiaire/dateNaissance"
        ),
        Case(
            Change("beneficiaire.dateNaissance", #""2002-02-30""#),
            at: "/beneficiaire/dateNaissance"
        ),
        Case(
            Change("beneficiaire.dateNaissance", #""2002-13""#), at: "/beneficiaire/dateNaissance"),
        Case(Change("beneficiaire.dateNaissance", #""1900""#), at: "/beneficiaire/dateNaissance"),
        Case(Change("beneficiaire.dateNaissance", "2002"), at: "/beneficiaire/dateNaissance"),
        Case(
            Change("beneficiaire.dateNaissance", #""2026-11-24""#),
            at: "/beneficiaire/dateNaissance"
        ),
        Case(Change("beneficiaire.dateNaissance", #""2027""#), at: "/beneficiaire/dateNaissance"),
        Case(
            Change("beneficiaire.dateNaissance", #""2026-10-02""#),
            at: "/beneficiaire/dateNaissance"
        ),
        Case(
            Change("beneficiaire.dateNaissance", #""2026-11""#), at: "/beneficiaire/dateNaissance"),
        Case(
            Change("beneficiaire.dateContratAGIR", #""2026-11-24""#),
            at: "/beneficiaire/dateContratAGIR"),
        Case(
            Change("beneficiaire.dateContratAGIR", #""2026-10""#),
            at: "/beneficiaire/dateContratAGIR"),
        Case(Change("faitLe", #""2026-11-25""#), at: "/faitLe"),
        Case(Change("faitLe", #""23/11/2026""#), at: "/faitLe"),
    ]

    private static let lists: [Case] = [
        Case(
            Change("orientation.vers", #"["mission-locale","mission-locale"]"#),
            at: "/orientation/vers/1"),
        Case(
            Change("orientation.vers", #"["pole-emploi","france-travail"]"#),
            at: "/orientation/vers/1"),
        Case(
            Change("orientation.vers", #"["mission-locale","siao",null]"#),
            at: "/orientation/vers/1", "/orientation/vers/2"),
        Case(Change("orientation.vers", #""mission-locale""#), at: "/orientation/vers"),
        Case(
            Change("orientation.vers", #"["mission-locale","autres"]"#), at: "/orientation/autres"),
        Case(Change("orientation.autres", #""PLIE""#), at: "/orientation/autres"),
        Case(Change("freins.prendreEnCompte", #"["sante"]"#), at: "/freins/gardeEnfants"),
        Case(Change("freins.gardeEnfants", #""oui""#), at: "/freins/gardeEnfants"),
        Case(Change("freins.difficultes", #"["sante"]"#), at: "/freins/difficultes/0"),
        Case(Change("demandes.autresLangues", #""arabe""#), at: "/demandes/autresLangues"),
        Case(
            Change("demandes.ameliorerCompetences", #"["autres-langues"]"#),
            Change("demandes.autresLangues", "\"\(String(repeating: "a", count: 201))\""),
            at: "/demandes/autresLangues"),
        Case(Change("demandes.seFormer", "true"), at: "/demandes/seFormer"),
        Case(Change("demandes.changerRegion", #"["fle"]"#), at: "/demandes/changerRegion/0"),
        Case(
            Change("beneficiaire.positionnementLinguistique", #""a2""#),
            at: "/beneficiaire/positionnementLinguistique"),
        Case(
            Change("beneficiaire.situationFamille", #""veuf""#),
            at: "/beneficiaire/situationFamille"),
    ]

    private static let numbers: [Case] = [
        Case(
            Change("beneficiaire.enfantsACharge.nombre", "31"),
            at: "/beneficiaire/enfantsACharge/nombre"),
        Case(
            Change("beneficiaire.enfantsACharge.nombre", "-1"),
            at: "/beneficiaire/enfantsACharge/nombre"),
        Case(
            Change("beneficiaire.enfantsACharge.nombre", "1.5"),
            at: "/beneficiaire/enfantsACharge/nombre"),
        Case(
            Change("beneficiaire.heuresFLE.nombre", #""200""#),
            at: "/beneficiaire/heuresFLE/nombre"),
        Case(
            Change("beneficiaire.heuresFLE.etat", #""prevues""#),
            at: "/beneficiaire/heuresFLE/etat"),
        Case(
            Change("beneficiaire.consentementDematerialise", #""non""#),
            at: "/beneficiaire/consentementDematerialise"),
    ]

    private static let unknown: [Case] = [
        Case(Change("secret", #""""#), at: "/secret"),
        Case(Change("a/b~c", "1"), at: "/a~1b~0c"),
        Case(Change("/\u{301}~", "1"), at: "/~1\u{301}~0"),
        Case(Change("besoinsEtMotifs", #""x""#), at: "/besoinsEtMotifs"),
        Case(Change("ofii", #"{"emploi":true}"#), at: "/ofii"),
        Case(
            Change("beneficiaire.dateProtection", #""2025-01-01""#),
            at: "/beneficiaire/dateProtection"),
        Case(
            Change("beneficiaire.enfantsACharge.mineurs", "1"),
            at: "/beneficiaire/enfantsACharge/mineurs"),
        Case(Change("operateurAGIR.nir", #""x""#), at: "/operateurAGIR/nir"),
        Case(Change("demandes.fle", "[]"), at: "/demandes/fle"),
    ]
}
