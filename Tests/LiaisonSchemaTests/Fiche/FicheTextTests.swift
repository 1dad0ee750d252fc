import LiaisonBase
import LiaisonSchema
import Testing

@Suite("La fiche SPE en texte")
struct FicheTextTests {
    private func lines(_ changes: [Change] = []) throws -> [String] {
        FicheText.render(try FicheFixture.fiche(changes), signature: "Signé par Claire Exemple")
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test("l'exemple s'imprime comme le formulaire du guide, dans son ordre")
    func example() throws {
        let text = try lines().joined(separator: "\n")
        #expect(text == FicheTextTests.expected)
    }

    @Test(
        "une naissance incomplète s'imprime comme on la dicte",
        arguments: [
            ("1990", "00/00/1990"), ("1990-03", "00/03/1990"), ("1990-03-04", "04/03/1990"),
        ])
    func birth(stored: String, printed: String) throws {
        let lines = try lines([Change("beneficiaire.dateNaissance", "\"\(stored)\"")])
        #expect(lines.contains("Date de naissance (JJ/MM/AAAA) : \(printed)"))
    }

    @Test("les compléments s'impriment à côté de leur case")
    func companions() throws {
        let lines = try lines([
            Change("orientation", #"{"vers":["france-travail","autres"],"autres":"PLIE"}"#),
            Change(
                "demandes", #"{"ameliorerCompetences":["autres-langues"],"autresLangues":"dari"}"#),
            Change("demandes.creerEntreprise", "[]"),
        ])
        #expect(lines.contains("☒ Pôle Emploi (France Travail)"))
        #expect(lines.contains("☐ Mission Locale"))
        #expect(lines.contains("☒ Autres : PLIE"))
        #expect(lines.contains("☒ Créer une entreprise :"))
        #expect(lines.contains("      ☒ autres : dari"))
    }

    @Test("aucune ligne ne dépasse 80 colonnes, même d'un seul mot")
    func width() throws {
        let long = String(repeating: "mot ", count: 400) + String(repeating: "x", count: 500)
        let lines = try lines([
            Change("informationsComplementaires", "\"\(long)\""),
            Change("beneficiaire.adressePostale", "\"\(String(repeating: "漢", count: 99))\""),
        ])
        #expect(lines.map(\.count).max() == 80)
        #expect(lines.allSatisfy { line in line.reduce(0) { $0 + ($1 == "漢" ? 2 : 1) } <= 80 })
        #expect(lines.joined().count { $0 == "漢" } == 99)
        #expect(lines.joined().count { $0 == "x" } >= 500)
    }

    @Test("une fiche qui ne valide pas est montrée avec ses défauts, et rien n'en est perdu")
    func unvalidated() throws {
        let changes = [
            Change("version", "2"), Change("nouveaute", #""visible""#),
            Change("beneficiaire.nom", "[1,2]"), Change("orientation.vers", #"["cph"]"#),
            Change("beneficiaire.situationFamille", #""veuf""#),
            Change("freins", #""texte""#), Change("demandes.seFormer", #"["neuf"]"#),
            Change("beneficiaire.dateProtection", #""2025-01-01""#),
        ]
        let report = try FicheFixture.report(changes)
        #expect(report.fiche == nil)
        let text = FicheText.render(
            unvalidated: try FicheFixture.changed(changes), findings: report.erreurs,
            signature: nil)
        #expect(text.hasPrefix("ATTENTION : cette fiche ne respecte pas le formulaire."))
        for expected in [
            "Version du format : 2", "Nom et prénom : [1,2] Amina", "valeur inattendue : cph",
            "valeur inattendue : veuf", "- /freins : texte", "- /nouveaute : visible",
            "- /beneficiaire/dateProtection : 2025-01-01", "valeur inattendue : neuf",
            "- Version du format : Trouvé", "☒ Se former :",
        ] {
            #expect(text.contains(expected), "\(expected)")
        }
    }

    @Test("ni ESC, ni C1, ni inversion du sens de lecture ne sortent d'une fiche reçue")
    func hostile() throws {
        let changes = [
            Change("beneficiaire.nom", #""a\u001b[31m\u202eb\u2066c\u009bd\u0007""#),
            Change("beneficiaire.adressePostale", #""x\r\u001b]0;t\u0007\ny""#),
            Change("cle", #""\u001b[2J""#), Change("orientation.vers", #"["\u001b"]"#),
            Change("faitA", #"{"\u001b":1}"#),
        ]
        let text = FicheText.render(
            unvalidated: try FicheFixture.changed(changes),
            findings: [Finding(champ: "\u{1b}", pointeur: "/\u{1b}", message: "\u{202e}")],
            signature: "\u{1b}[0m")
        let forbidden = text.unicodeScalars.filter {
            [.control, .format].contains($0.properties.generalCategory) && $0 != "\n"
        }
        #expect(forbidden.isEmpty)
        #expect(text.contains("a‹U+001B›[31m‹U+202E›b‹U+2066›c‹U+009B›d‹U+0007›"))
    }

    @Test(
        "chaque signe dangereux est montré par son code",
        arguments: [
            0x00, 0x07, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E,
            0x2028, 0x2029, 0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F, 0x61C,
            0xE0001,
        ] as [UInt32])
    func dangerous(_ value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        var object = try FicheFixture.object()
        object["faitA"] = .string("a\(Character(scalar))b")
        let text = FicheText.render(unvalidated: object, findings: [], signature: nil)
        let hex = String(value, radix: 16, uppercase: true)
        let code = String(repeating: "0", count: max(0, 4 - hex.count)) + hex
        #expect(text.contains("Fait à a‹U+\(code)›b, le 23/11/2026"))
        #expect(!text.unicodeScalars.contains(scalar))
    }

    @Test("l'accord de la personne s'imprime quand la fiche le porte")
    func consent() throws {
        let line = "Accord de la personne recueilli : oui"
        #expect(try lines([Change("consentementOrientation", "true")]).contains(line))
        #expect(try !lines().contains { $0.hasPrefix("Accord") })
    }

    @Test("des heures réalisées ne s'impriment pas sous « prescrites », même au PIC IPR")
    func realisedHours() throws {
        func lines(_ etat: String) throws -> [String] {
            FicheText.render(
                unvalidated: try FicheFixture.changed([
                    Change("modele", #""pic-ipr""#),
                    Change("beneficiaire.heuresFLE.etat", "\"\(etat)\""),
                ]), findings: [], signature: nil
            ).split(separator: "\n").map(String.init).filter { $0.contains("FLE") }
        }
        #expect(
            try lines("realisees") == [
                "Nombre d'heures de FLE prescrites ou réalisées : 200 (réalisées)"
            ])
        #expect(
            try lines("prescrites") == ["Nombre d'heure de FLE prescrites : 200 (prescrites)"])
        let extract = PersonExtract.lines(try FicheFixture.object(), .picIPR)
        #expect(
            extract.filter { $0.value.hasPrefix("200 ") }.map(\.label) == [
                "Nombre d'heures de FLE prescrites ou réalisées"
            ])
    }

    @Test("un formulaire presque vide garde ses libellés et ses places")
    func blank() throws {
        let blank = Fiche.blankModel(modele: .spe)
        let text = FicheText.render(unvalidated: blank, findings: [], signature: nil)
        #expect(!text.contains("☒"))
        #expect(text.contains("\nTéléphone :\n"))
        #expect(text.contains("Fait à ………………, le ………………"))
        #expect(!text.contains("valeur inattendue"))
        #expect(!text.contains("ne prévoit pas"))
    }
}
