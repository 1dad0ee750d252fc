import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Ce que disent les plis de droits")
struct RightsMessageTests {
    fileprivate static let deep =
        String(repeating: "[", count: 40) + String(repeating: "]", count: 40)

    private func read(_ text: String) throws -> RightsMessage {
        try RightsMessage(Array(text.utf8))
    }

    @Test("un message se relit tel quel, avec et sans champs")
    func roundTrip() throws {
        for text in [
            #"{"numeroAGDREF":"0803012345","demande":"effacement"}"#,
            #"{"numeroAGDREF":"380301234","demande":"opposition"}"#,
            """
            {"numeroAGDREF":"3803012345","demande":"rectification",\
            "champs":{"/beneficiaire/nom":"SPÉCIMEN","/freins/developper":["transport"]}}
            """,
            """
            {"numeroAGDREF":"3803012345","demande":"rectification",\
            "champs":[{"chemin":"/nom","valeur":{"ancienne":null,"nouvelle":"A\\r\\nB","n":1}}]}
            """,
            #"{"numeroAGDREF":"3803012345","demande":"rectification","champs":"a"}"#,
        ] {
            let message = try read(text)
            #expect(message.part.content == Array(text.utf8))
            #expect(message.part.nom == "droits.json")
        }
    }

    @Test(
        "ce que la page ne nomme pas est refusé",
        arguments: [
            #"{"numeroAGDREF":"3803012345","demande":"acces"}"#,
            #"{"numeroAGDREF":"3803012345"}"#, #"{"demande":"effacement"}"#,
            #"{"numeroAGDREF":"38","demande":"effacement"}"#,
            #"{"numeroAGDREF":"3803012345","demande":"effacement","motif":"x"}"#,
            #"{"numeroAGDREF":"3803012345","demande":"rectification","champs":{"a":"\u001b[2J"}}"#,
            #"{"numeroAGDREF":"3803012345","demande":"rectification","champs":[{"a":["\u0007"]}]}"#,
            #"{"numeroAGDREF":"3803012345","demande":"rectification","champs":{"a\u0007":1}}"#,
            #"{"numeroAGDREF":"3803012345","demande":"rectification","champs":\#(RightsMessageTests.deep)}"#,
            #"{"numeroAGDREF":"3803012345","demande":"effacement","demande":"effacement"}"#, "[]",
            "",
        ])
    func strict(text: String) {
        #expect(throws: SchemaError.self) { try read(text) }
    }

    @Test("un message est borné, et ce qui s'écrit se relit")
    func bounds() throws {
        let number = try #require(AGDREFNumber("3803012345"))
        func message(_ count: Int) throws -> RightsMessage {
            try RightsMessage(
                numeroAGDREF: number, demande: .rectification,
                champs: .object(
                    JSONObject([("a", .string(String(repeating: "é", count: count)))])))
        }
        #expect(try RightsMessage(message(7_000).part.content) == message(7_000))
        #expect(try RightsMessage(message(8_188).part.content) == message(8_188))
        #expect(throws: SchemaError(.tooLarge, "")) { try message(8_189) }
    }

    @Test("ce qu'un autre programme met dans les champs se lit")
    func shown() throws {
        func lines(_ champs: String) throws -> [String] {
            try read(
                #"{"numeroAGDREF":"3803012345","demande":"rectification","champs":\#(champs)}"#
            ).lines
        }
        #expect(
            try lines(#"{"nom":"A\r\nB","freins":["x","y"],"enfants":2,"fle":{"heures":null}}"#)
                == ["nom : A\nB", "freins : x ; y", "enfants : 2", #"fle : {"heures":null}"#])
        #expect(try lines(#"["a",{"b":1}]"#) == ["a", #"{"b":1}"#])
        #expect(try lines("true") == ["true"])
    }

    @Test("les champs à rectifier portent les mots des formulaires, et leurs valeurs aussi")
    func labelled() throws {
        let message = try read(
            #"""
            {"numeroAGDREF":"3803012345","demande":"rectification","champs":{\#
            "/beneficiaire/prenom":"AMINA","/beneficiaire/dateNaissance":"2002-03-14",\#
            "/ofii/departement":"38","/beneficiaire/heuresFLE":{"etat":"realisees"},\#
            "/freins/difficultes/0":"logement","/inconnu/a~1b":"c"}}
            """#)
        #expect(
            message.lines == [
                "Nom et prénom (le prénom) : AMINA",
                "Date de naissance (JJ/MM/AAAA) : 14/03/2002", "Département : Isère (38)",
                "Nombre d'heures de FLE prescrites ou réalisées (prescrites ou réalisées) : réalisées",
                "Faire face à des difficultés : de logement", "/inconnu/a~1b : c",
            ])
    }

    @Test("une personne n'a d'une fiche que ce qui la concerne")
    func extract() throws {
        var fiche = try FicheFixture.object()
        fiche["informationsComplementaires"] = .string(
            "Vue par Claire Exemple (EXEMPLE) ; 3803012345, pas 3803099999 ; conjoint : 0612345678."
        )
        let kept = PersonExtract.of(fiche, .spe)
        let text = JSONValue.object(kept).text
        #expect(kept["beneficiaire"] == fiche["beneficiaire"])
        #expect(kept["operateurAGIR"]?.object?.keys == ["structure", "fonction"])
        for mark in ["Claire", "EXEMPLE", "Jean", "3803099999", "0612345678", "@"] {
            #expect(!text.contains(mark), "\(mark)")
        }
        #expect(text.contains("[tiers]") && text.contains("3803012345, pas"))
        let lines = PersonExtract.lines(kept, .spe)
        #expect(
            lines.contains { $0.label.hasSuffix("Nom et prénom") && $0.value == "SPECIMEN Amina" })
        #expect(lines.contains { $0.value.contains("14/03/2002") })
    }

    @Test(
        "les deux contacts ne se lisent dans aucun texte, de quelque façon qu'ils soient écrits",
        arguments: [
            "Vue avec Claire Exemple ; Mme Exemple a promis de rappeler au 04.76.00.00.01",
            "CLAIRE a appelé", "M. Modele, sans accent", "jean-modèle", "C. EXEMPLE",
            "au +33 4 76 00 00 01.", "au +33(0)476000001", "0033 4 76 00 00 01", "04-76-00-00-01",
            "0476 00 00 01", "04 760 000 01", "04/76/00/00/01",
            "écrire à Claire.EXEMPLE@agir38.example", "rappeler le 06 98 76 54 32",
            "le +33 6 98 76 54 32",
        ])
    func strangers(text: String) throws {
        let kept = try extract(text)
        #expect(kept.contains("[tiers]"), "\(kept)")
        for mark in ["claire", "exemple", "jean", "mod", "476", "76.00", "760", "98"] {
            #expect(!kept.lowercased().contains(mark), "\(kept)")
        }
    }

    @Test(
        "ce qui est de la personne, ou de personne, reste",
        arguments: [
            "Amina SPECIMEN, 3803012345, jointe au 06 00 00 00 01",
            "jointe au +33 6 00 00 00 01", "Vue le 12/03/2026 et le 14/04/2026 à 10 h 30",
            "du 2026-03-12 au 2026-04-14", "par exemplaire, clairement modelable",
            "38000 Grenoble, 120 000 euros en 2025 2026",
        ])
    func hers(text: String) throws {
        #expect(try extract(text) == text)
    }

    private func extract(_ text: String) throws -> String {
        var fiche = try FicheFixture.object()
        fiche["informationsComplementaires"] = .string(text)
        return try #require(PersonExtract.of(fiche, .spe)["informationsComplementaires"]?.string)
    }

    @Test("d'un tableau mensuel, la ligne de la personne et aucune autre")
    func table() throws {
        func line(_ number: String, _ name: String) throws -> OFIITable.Row {
            var fiche = try FicheFixture.object()
            var person = try #require(fiche["beneficiaire"]?.object)
            person["numeroAGDREF"] = .string(number)
            person["nom"] = .string(name)
            fiche["beneficiaire"] = .object(person)
            let valid = try FicheFixture.validate(fiche)
            return OFIITable.Row(try #require(valid.fiche), completed: JSONObject())
        }
        let table = OFIITable(
            operateur: "Opérateur", departement: "Isère", au: try FicheFixture.today(),
            capacite: "",
            rows: [try line("0803012345", "UNE; \"Autre\""), try line("3803012345", "=SPECIMEN")])
        func found(_ text: String) -> JSONObject? {
            AGDREFNumber(text).flatMap { OFIITable.row(of: $0, in: table.csv) }
        }
        let row = try #require(found("3803012345"))
        #expect(row["Nom"]?.string == "=SPECIMEN")
        #expect(row["N° AGDREF"]?.string == "3803012345")
        #expect(!JSONValue.object(row).text.contains("UNE"))
        #expect(found("3803012346") == nil)
        #expect(found("803012345") != nil)
    }

    @Test("une réponse se relit telle quelle, et ce qu'elle ne nomme pas est refusé")
    func answer() throws {
        let item = AccessAnswer.Item(
            de: try #require(StructureName("agir38.example")), id: ActeFixture.id, objet: .fiche,
            modele: .spe, scelle: Instant(seconds: 1_795_000_000), fonction: "Référente",
            contenu: try FicheFixture.object(), pieces: [.init(type: "application/pdf", taille: 12)]
        )
        let answer = AccessAnswer(
            demande: 3, numeroAGDREF: try #require(AGDREFNumber("3803012345")), plis: [item],
            nonOuverts: [PliKey(de: item.de, id: item.id)])
        #expect(try AccessAnswer(answer.part.content) == answer)
        var object = try #require(try JSONValue.parse(answer.part.content).object)
        object["secret"] = .string("x")
        #expect(throws: SchemaError(.unknownKey, "")) {
            try AccessAnswer(Array(JSONValue.object(object).text.utf8))
        }
    }
}
