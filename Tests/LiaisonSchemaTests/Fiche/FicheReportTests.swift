import LiaisonSchema
import Testing

@Suite("Compte rendu de validation")
struct FicheReportTests {
    @Test("toutes les erreurs viennent ensemble, dans l'ordre du formulaire")
    func order() throws {
        let report = try FicheFixture.report([
            Change("faitLe", nil), Change("zzz", "1"), Change("version", "3"),
            Change("demandes.inconnu", "1"), Change("beneficiaire.nir", #""x""#),
            Change("beneficiaire.enfantsACharge.nombre", "99"), Change("beneficiaire.nom", "5"),
            Change("operateurAGIR.nom", nil), Change("freins.difficultes", #"["x"]"#),
        ])
        #expect(
            report.erreurs.map(\.pointeur) == [
                "/version", "/operateurAGIR/nom", "/beneficiaire/nom",
                "/beneficiaire/enfantsACharge/nombre", "/beneficiaire/nir",
                "/freins/difficultes/0", "/demandes/inconnu", "/faitLe", "/zzz",
            ])
    }

    @Test(
        "un texte illisible est une seule erreur, sans pointeur",
        arguments: [
            "", "{", "[]", "null", "\"fiche\"", #"{"version":1,"version":1}"#, "{} {}",
            String(repeating: "[", count: 40),
        ])
    func unreadable(_ text: String) throws {
        let report = try FicheFixture.validate(text)
        #expect(report.erreurs.map(\.pointeur) == [""])
        #expect(report.fiche == nil)
    }

    @Test("256 Kio passent, un octet de plus est refusé avant la lecture")
    func size() throws {
        let room = Fiche.maximumBytes - FicheFixture.example.utf8.count
        let padded = FicheFixture.example + String(repeating: " ", count: room)
        #expect(try FicheFixture.validate(padded).fiche != nil)
        let report = try FicheFixture.validate(padded + " ")
        #expect(
            report.erreurs.map(\.message) == [
                "Trouvé : 262145 octets. Attendu : 262144 octets (256 Kio) au plus."
            ])
    }

    @Test("un message nomme le champ du formulaire et ce qui manque")
    func words() throws {
        let report = try FicheFixture.report([
            Change("beneficiaire.numeroAGDREF", #""38030123""#),
            Change("operateurAGIR.prenom", nil),
        ])
        #expect(
            report.erreurs.map(\.description) == [
                "Opérateur AGIR, Nom et prénom : Trouvé : rien. Attendu : le prénom (obligatoire "
                    + "quand l'opérateur AGIR écrit au partenaire).",
                "N° AGDREF : Trouvé : 8 chiffres. Attendu : 9 ou 10 chiffres ; les espaces et les "
                    + "tirets ne comptent pas, les zéros du début comptent.",
            ])
        #expect(
            report.erreurs.map(\.message).last
                == "Trouvé : 8 chiffres. Attendu : un texte de 9 ou 10 chiffres, entre guillemets.")
    }

    @Test("une erreur ne répète pas les données de la personne")
    func discretion() throws {
        let report = try FicheFixture.report([
            Change("beneficiaire.numeroAGDREF", #""99887766554""#),
            Change("beneficiaire.dateNaissance", #""31/12/1987""#),
            Change("beneficiaire.situationFamille", #""divorce-conflictuel""#),
            Change("beneficiaire.courriel", #""amina@exemple.example""#),
            Change("informationsComplementaires", #""cancer, 1 85 05 78 006 084 91""#),
        ])
        #expect(report.erreurs.count == 4)
        let texts = (report.erreurs + report.avertissements).map(\.description).joined()
        for datum in ["9988", "1987", "divorce", "amina@", "cancer", "1 85"] {
            #expect(!texts.contains(datum))
        }
    }

    @Test("une clé étrangère ne commande pas le terminal")
    func hostileKey() throws {
        let report = try FicheFixture.validate(
            FicheFixture.example.replacing(
                #"{"version":1"#, with: #"{"a\u001b[2J\n":0,"version":1"#))
        let finding = try #require(report.erreurs.first)
        #expect(finding.pointeur == "/a\u{1b}[2J\n")
        #expect(finding.description.contains("«a‹U+001B›[2J‹U+000A›»"))
    }

    @Test("un champ refusé n'est pas en plus déclaré manquant")
    func noCascade() throws {
        let report = try FicheFixture.report([
            Change("beneficiaire", "[1]"), Change("orientation", #""x""#),
        ])
        #expect(report.erreurs.map(\.pointeur) == ["/beneficiaire", "/orientation"])
    }

    @Test("des milliers de clés en trop sont toutes nommées")
    func manyKeys() throws {
        let keys = (0..<5_000).map { "\"k\($0)\":0," }.joined()
        let report = try FicheFixture.validate(
            FicheFixture.example.replacing(#"{"version""#, with: "{\(keys)\"version\""))
        #expect(report.erreurs.count == 5_000)
        #expect(report.erreurs.last?.pointeur == "/k4999")
    }
}
