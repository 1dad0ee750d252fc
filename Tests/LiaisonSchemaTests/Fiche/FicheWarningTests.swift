import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Avertissements d'une fiche SPE")
struct FicheWarningTests {
    @Test(
        "un doute est un avertissement à son endroit, jamais une erreur", arguments: doubts)
    func doubt(_ doubt: Case) throws {
        let report = try FicheFixture.report(doubt.changes)
        #expect(report.erreurs == [])
        #expect(report.avertissements.map(\.pointeur) == doubt.pointers)
        #expect(report.fiche != nil)
    }

    private static let doubts: [Case] = [
        Case(
            Change("beneficiaire.numeroAGDREF", #""380301234""#), at: "/beneficiaire/numeroAGDREF"),
        Case(Change("beneficiaire.telephone", #""12""#), at: "/beneficiaire/telephone"),
        Case(Change("partenaire.telephone", #""le standard""#), at: "/partenaire/telephone"),
        Case(Change("partenaire.courriel", #""jean@mission""#), at: "/partenaire/courriel"),
        Case(Change("partenaire.courriel", #""jean @ ml.example""#), at: "/partenaire/courriel"),
        Case(Change("operateurAGIR.courriel", #""@ml.example""#), at: "/operateurAGIR/courriel"),
        Case(
            Change("beneficiaire.courriel", #""a@b""#),
            Change("beneficiaire.consentementDematerialise", "true"), at: "/beneficiaire/courriel"),
        Case(Change("beneficiaire.nationalite", #""1/2/1990""#), at: "/beneficiaire/nationalite"),
        Case(Change("beneficiaire.nationalite", #""1990-02-01""#), at: "/beneficiaire/nationalite"),
        Case(Change("beneficiaire.nationalite", #""?""#), at: "/beneficiaire/nationalite"),
        Case(Change("beneficiaire.heuresFLE.nombre", "1201"), at: "/beneficiaire/heuresFLE/nombre"),
        Case(Change("beneficiaire.heuresFLE.nombre", "-1"), at: "/beneficiaire/heuresFLE/nombre"),
        Case(
            Change("beneficiaire.positionnementLinguistique", #""A1""#),
            Change("informationsComplementaires", #"" ""#),
            at: "/beneficiaire/positionnementLinguistique"),
        Case(
            Change("beneficiaire.positionnementLinguistique", #""infra-A1""#),
            Change("informationsComplementaires", nil),
            at: "/beneficiaire/positionnementLinguistique"),
        Case(
            Change("orientation.vers", #"["apec"]"#),
            at: "/beneficiaire/positionnementLinguistique"),
        Case(
            Change("beneficiaire.dateNaissance", #""2000-11-23""#), at: "/orientation/vers"),
        Case(
            Change("informationsComplementaires", #""NIR 1 85 05 78 006 084""#),
            at: "/informationsComplementaires"),
        Case(Change("beneficiaire.nom", #""X 7850578006084""#), at: "/beneficiaire/nom"),
        Case(
            Change("informationsComplementaires", #""Diabétiques depuis 2010""#),
            at: "/informationsComplementaires"),
        Case(
            Change("orientation", #"{"vers":["autres"],"autres":"hôpital, HÉPATITE"}"#),
            at: "/orientation/autres"),
    ]

    @Test(
        "sans motif de doute, pas d'avertissement",
        arguments: [
            [Change("beneficiaire.positionnementLinguistique", #""A1""#)],
            [Change("beneficiaire.heuresFLE.nombre", "0")],
            [Change("beneficiaire.heuresFLE.nombre", "1200")],
            [
                Change("orientation.vers", #"["apec"]"#),
                Change("beneficiaire.positionnementLinguistique", #""B1""#),
            ],
            [
                Change("orientation.vers", #"["apec"]"#),
                Change("beneficiaire.positionnementLinguistique", #""non-communique""#),
            ],
            [
                Change("orientation.vers", #"["cap-emploi"]"#),
                Change("beneficiaire.dateNaissance", #""1960""#),
            ],
            [Change("beneficiaire.adressePostale", #""2 rue du Cancer""#)],
            [Change("beneficiaire.nationalite", #""afghane (née à l'étranger en 1990)""#)],
            [Change("partenaire.courriel", #""jean.modele+agir@ml-grenoble.example""#)],
            [Change("informationsComplementaires", #""Diabolo, cancérologue, 2026-11-23.""#)],
        ])
    func quiet(_ changes: [Change]) throws {
        let report = try FicheFixture.report(changes)
        #expect(report.erreurs == [])
        #expect(report.avertissements == [])
    }

    @Test(
        "l'âge pour la mission locale se compte à la date de la fiche, au plus jeune",
        arguments: [
            ("2000-11-24", nil), ("2000-11-23", "handicap"), ("2000-11", nil),
            ("2000-10", "handicap"),
            ("2000", nil), ("1999", "handicap"), ("1996-11-24", "handicap"),
            ("1996-11-23", "pas d'exception"), ("1996", "handicap"), ("1995", "pas d'exception"),
        ] as [(String, String?)])
    func missionLocale(birth: String, expected: String?) throws {
        let report = try FicheFixture.report([
            Change("beneficiaire.dateNaissance", "\"\(birth)\"")
        ])
        #expect(report.erreurs == [])
        #expect(report.avertissements.count == (expected == nil ? 0 : 1))
        if let expected {
            #expect(report.avertissements.first?.message.contains(expected) == true)
        }
    }

    @Test("les avertissements viennent même quand la fiche a des erreurs, dans l'ordre")
    func together() throws {
        let report = try FicheFixture.report([
            Change("faitA", nil), Change("informationsComplementaires", #""VIH""#),
            Change("beneficiaire.telephone", #""?""#),
        ])
        #expect(report.erreurs.map(\.pointeur) == ["/faitA"])
        #expect(
            report.avertissements.map(\.pointeur) == [
                "/beneficiaire/telephone", "/informationsComplementaires",
            ])
    }

    @Test(
        "hors de la fenêtre d'éligibilité, une orientation vers AGIR est un doute, et elle seule",
        arguments: [
            ("2026-01-01", []), ("2025-01-01", []),
            ("2024-12-31", ["/beneficiaire/dateProtection"]),
            ("2019-06-30", ["/beneficiaire/dateProtection"]),
        ])
    func eligibility(protection: String, pointers: [String]) throws {
        func warned(_ changes: [Change], reponseA: Bool = false) throws -> [String] {
            let object = try FicheFixture.changed(
                [Change("beneficiaire.dateProtection", "\"\(protection)\"")] + changes,
                in: FicheCorpus.example(.generique))
            let report = Fiche.validate(
                Array(JSONValue.object(object).text.utf8), today: try FicheFixture.today(),
                reponseA: reponseA)
            #expect(report.erreurs == [])
            return report.avertissements.map(\.pointeur)
        }
        #expect(try warned([]) == pointers)
        // A person who is followed entered when it was time.
        #expect(try warned([Change("beneficiaire.dateContratAGIR", #""2026-10-02""#)]) == [])
        #expect(try warned([], reponseA: true) == [])
        #expect(
            try warned([
                Change("sens", #""agir-vers-partenaire""#),
                Change("operateurAGIR.nom", #""Exemple""#),
                Change("operateurAGIR.prenom", #""Claire""#),
            ]) == [])
    }
}
