import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Une fiche question par question")
struct FormInterviewTests {
    /// Answers every question through its label; what is not named is passed.
    private static func fill(
        _ modele: FicheModele, from content: JSONObject = JSONObject(),
        _ answers: [(label: String, typed: String)]
    ) throws -> (interview: FormInterview, refusals: [String], labels: [String]) {
        var interview = FormInterview(
            modele: modele, content: content, today: try FicheFixture.today())
        var answers = answers[...]
        var refusals: [String] = []
        var labels: [String] = []
        while let question = interview.question, labels.count < 200 {
            labels.append(question.label)
            let isNamed = answers.first.map { question.label.contains($0.label) } ?? false
            let typed = isNamed ? answers.removeFirst().typed : ""
            if let refusal = interview.answer(typed) { refusals.append(refusal) }
        }
        #expect(answers.isEmpty)
        return (interview, refusals, labels)
    }

    @Test("Entrée partout ne change rien à une fiche entière", arguments: FicheModele.allCases)
    func unchanged(modele: FicheModele) throws {
        let example = try FicheFixture.object()
        let (interview, refusals, labels) = try Self.fill(modele, from: example, [])
        #expect(refusals == [])
        #expect(Set(labels).count > 25)
        if modele == .spe {
            // Nobody is asked for a consent without an address; the answer given is kept.
            #expect(interview.content == example)
        }
    }

    @Test("ce qui est tapé devient ce que la fiche garde")
    func typed() throws {
        let (interview, refusals, _) = try Self.fill(
            .spe,
            [
                ("Sens", "1"), ("N° AGDREF", "38 03 01 23 45"), ("Date de naissance", "00/00/1990"),
                ("@mail (uniquement", "a@b.example"), ("Consentement aux", "oui"),
                ("Positionnement", "3"), ("le nombre d'heures", "1\u{A0}200"),
                ("Date du contrat", "2.10.2026"),
                ("surmonter", "2, 1"), ("garde", "n"), ("Orientation", "5"), ("vers qui", "PLIE"),
                ("Choisir", "0"), ("Améliorer", "2"), ("autres langues", "dari"),
            ])
        #expect(refusals == [])
        let content = interview.content
        func value(_ path: String) -> JSONValue? { content[path: FormPath(stringLiteral: path)] }
        #expect(value("sens") == .string("agir-vers-partenaire"))
        #expect(value("beneficiaire.numeroAGDREF") == .string("3803012345"))
        #expect(value("beneficiaire.dateNaissance") == .string("1990"))
        #expect(value("beneficiaire.consentementDematerialise") == .bool(true))
        #expect(value("beneficiaire.positionnementLinguistique") == .string("A2"))
        #expect(value("beneficiaire.heuresFLE.nombre") == .integer(1_200))
        #expect(value("beneficiaire.dateContratAGIR") == .string("2026-10-02"))
        #expect(
            value("freins.prendreEnCompte")
                == .array([.string("sante"), .string("contraintes-familiales")]))
        #expect(value("freins.gardeEnfants") == .bool(false))
        #expect(value("orientation.autres") == .string("PLIE"))
        #expect(value("demandes.choisirMetier") == .array([]))
        #expect(value("demandes.autresLangues") == .string("dari"))
    }

    @Test(
        "une mauvaise réponse est dite, et la question reste",
        arguments: [
            ("Sens", "3", "Tapez un numéro de 1 à 2, ou les mots d'une ligne."),
            ("Sens", "1 2", "Tapez un numéro de 1 à 2, ou les mots d'une ligne."),
            ("Positionnement", "A", "Tapez un numéro de 1 à 8, ou les mots d'une ligne."),
            (
                "N° AGDREF", "12",
                "Il faut 9 ou 10 chiffres, et rien d'autre que des espaces ou des tirets ; chiffres trouvés : 2."
            ),
            (
                "N° AGDREF", "38 03 O1-23-45",
                "Il faut 9 ou 10 chiffres, et rien d'autre que des espaces ou des tirets ; chiffres trouvés : 9."
            ),
            (
                "N° AGDREF", "\u{2014} -",
                "Il faut 9 ou 10 chiffres, et rien d'autre que des espaces ou des tirets ; chiffres trouvés : 0."
            ),
            ("Nombre d'enfant", "un", "Tapez un nombre entier, par exemple 2."),
            (
                "Date de naissance", "30/02/2000",
                "Cette date n'existe pas, ou n'est pas écrite JJ/MM/AAAA."
            ),
            (
                "Date de naissance", "01/01/2030",
                "Trouvé : une date à venir. Attendu : une date passée."
            ),
            ("le nombre d'heures", "deux", "Tapez un nombre entier, par exemple 200."),
            (
                "Orientation", "6",
                "Tapez des numéros de 1 à 5, par exemple « 1 2 », ou les mots des lignes, une virgule "
                    + "entre deux."
            ),
            (
                "Choisir", "4",
                "Tapez des numéros de 1 à 3 ou les mots des lignes, ou 0 pour cocher la case seule."
            ),
            ("Fonction", String(repeating: "x", count: 201), ""),
        ])
    func refused(label: String, typed: String, message: String) throws {
        var interview = FormInterview(
            modele: .spe, content: JSONObject(), today: try FicheFixture.today())
        while let question = interview.question, !question.label.contains(label) {
            _ = interview.answer("")
        }
        let before = interview.content
        let answer = interview.answer(typed)
        let refusal = try #require(answer)
        #expect(message.isEmpty ? refusal.contains("201") : refusal == message)
        #expect(interview.question?.label.contains(label) == true)
        #expect(interview.content == before)
    }

    @Test(
        "des blancs seuls sont une réponse vide : ils gardent ce qui est là, et ne s'enregistrent pas"
    )
    func blank() throws {
        let example = try FicheFixture.object()
        for blank in [" ", "\t ", "\u{A0}", " \n \u{2003}\n"] {
            for content in [example, JSONObject()] {
                var interview = FormInterview(
                    modele: .spe, content: content, today: try FicheFixture.today())
                let before = interview.content
                var asked = 0
                while interview.question != nil {
                    #expect(interview.answer(blank) == nil)
                    asked += 1
                }
                #expect(interview.content == before && asked > 20)
            }
        }
    }

    @Test(
        "les mots d'une ligne l'emportent sur les numéros",
        arguments: [
            ("Positionnement", "A2", #""A2""#), ("Positionnement", "2", #""A1""#),
            ("Positionnement", "a2", #""A2""#), ("Positionnement", "infra", #""infra-A1""#),
            ("Positionnement", "non communiqué", #""non-communique""#),
            ("Sens", "du partenaire", #""partenaire-vers-agir""#),
            ("Situation", "en couple", #""en-couple""#),
            ("Orientation", "mission locale, APEC", #"["mission-locale","apec"]"#),
            ("Orientation", "france-travail", #"["pole-emploi"]"#),
            ("Orientation", "apec 2", #"["mission-locale","apec"]"#),
            ("Choisir", "s’informer ; 2", #"["s-informer","atouts"]"#),
            ("Améliorer", "Langues : FLE", #"["fle"]"#),
        ])
    func words(label: String, typed: String, json: String) throws {
        var interview = FormInterview(
            modele: .spe, content: JSONObject(), today: try FicheFixture.today())
        var before = interview.content
        while let question = interview.question, !question.label.contains(label) {
            _ = interview.answer("")
            before = interview.content
        }
        #expect(interview.answer(typed) == nil)
        #expect(interview.content != before)
        #expect(JSONValue.object(interview.content).text.contains(json), "\(typed)")
    }

    @Test(
        "qui n'a qu'un nom le dit au prénom, et « ? » l'explique",
        arguments: ["sans", "Aucun", "(sans prénom)", " SANS PRÉNOM "])
    func singleName(typed: String) throws {
        var interview = FormInterview(
            modele: .spe, content: JSONObject(), today: try FicheFixture.today())
        var labels: [String] = []
        // The person's, after the two contacts.
        while let question = interview.question {
            if question.label == "Nom et prénom : le prénom" { labels.append(question.label) }
            if labels.count == 3 {
                #expect(question.help.contains { $0.contains("« sans »") })
                break
            }
            #expect(interview.answer(question.label.hasSuffix("prénom") ? typed : "") == nil)
        }
        #expect(interview.answer(typed) == nil)
        let person = interview.content["beneficiaire"]?.object
        #expect(person?["prenom"]?.string == SingleName.prenom)
        // A conseiller has a first name, or none is said.
        let conseiller = interview.content["operateurAGIR"]?.object
        #expect(conseiller?["prenom"]?.string != SingleName.prenom || typed == SingleName.prenom)
        // Typed in a file or a page, and sent again: the same.
        let fiche = try FicheFixture.fiche([
            Change("beneficiaire.prenom", JSONValue.string(typed).text)
        ])
        #expect(fiche.prenom == SingleName.prenom)
        #expect(Fiche.validate(fiche.json, today: try FicheFixture.today()).fiche == fiche)
        var entries = FormEntries(modele: .spe, content: try FicheFixture.object())
        entries["beneficiaire.prenom"] = try #require(FormEntry(typed: typed))
        let pages = FormPages(entries, today: try FicheFixture.today(), isReply: false)
        #expect(pages.fiche?.prenom == SingleName.prenom)
    }

    @Test("sans consentement, l'adresse est retirée ; une case décochée perd ses précisions")
    func dependents() throws {
        let (interview, _, labels) = try Self.fill(
            .spe, from: FicheFixture.changed([Change("beneficiaire.courriel", #""a@b.example""#)]),
            [("Consentement aux", "non"), ("surmonter", "1")])
        #expect(interview.content["beneficiaire"]?.object?["courriel"] == nil)
        #expect(interview.content["freins"]?.object?["gardeEnfants"] == nil)
        #expect(!labels.contains { $0.contains("garde d'enfant") })
        #expect(!labels.contains { $0.contains("Accord de la personne") })
    }

    @Test("une erreur d'ensemble ramène à son champ")
    func seek() throws {
        var (interview, _, _) = try Self.fill(
            .spe,
            from: FicheFixture.changed([Change("beneficiaire.dateContratAGIR", #""2026-11-24""#)]),
            [])
        let report = try FicheFixture.validate(interview.content)
        let error = try #require(report.erreurs.first)
        interview.seek([error])
        #expect(interview.question?.label == "Date du contrat d'engagement AGIR")
        #expect(interview.question?.current == "24/11/2026")
    }
}
