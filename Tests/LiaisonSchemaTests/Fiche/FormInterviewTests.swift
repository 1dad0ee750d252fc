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
                "Il faut 10 chiffres, et rien d'autre que des espaces ou des tirets ; chiffres trouvés : 2."
            ),
            (
                "N° AGDREF", "38 03 O1-23-45",
                "Il faut 10 chiffres, et rien d'autre que des espaces ou des tirets ; chiffres trouvés : 9."
            ),
            (
                "N° AGDREF", "\u{2014} -",
                "Il faut 10 chiffres, et rien d'autre que des espaces ou des tirets ; chiffres trouvés : 0."
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

    @Test("on revient par le chemin que l'on a pris, et un tiret efface")
    func back() throws {
        var interview = FormInterview(
            modele: .spe, content: try FicheFixture.object(), today: try FicheFixture.today())
        let atStart = interview.back()
        #expect(!atStart)
        var labels: [String] = []
        while let question = interview.question {
            labels.append(question.label)
            _ = interview.answer("")
        }
        for label in labels.reversed() {
            let went = interview.back()
            #expect(went)
            #expect(interview.question?.label == label)
        }
        let refusal = interview.answer("-")
        #expect(refusal == nil)
        #expect(interview.content["sens"] == nil)
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

    private static func interview(
        _ content: JSONObject, onlyNewAnd others: Set<FormPath>? = nil,
        at place: InterviewPlace? = nil
    ) throws -> FormInterview {
        FormInterview(
            modele: .spe, content: content, today: try FicheFixture.today(), onlyNewAnd: others,
            at: place)
    }

    /// Passes what is left, and says what was asked.
    private static func pass(_ interview: inout FormInterview) -> [String] {
        var labels: [String] = []
        while let question = interview.question, labels.count < 200 {
            labels.append(question.label)
            _ = interview.answer("")
        }
        return labels
    }

    @Test("un brouillon reprend où il s'est arrêté, partout, et l'on y revient en arrière")
    func resumes() throws {
        let example = try FicheFixture.object()
        var whole = try Self.interview(example)
        let labels = Self.pass(&whole)
        var interview = try Self.interview(example)
        for rank in labels.indices {
            let kept = InterviewPlace(interview.place.object)
            #expect(kept == interview.place)
            var again = try Self.interview(interview.content, at: kept)
            #expect(again.question?.label == labels[rank])
            let isBack = again.back()
            #expect(isBack == (rank > 0))
            if rank > 0 { #expect(again.question?.label == labels[rank - 1]) }
            _ = interview.answer("")
        }
        // All were asked: at the whole fiche.
        var end = try Self.interview(interview.content, at: interview.place)
        #expect(end.question == nil)
        let isBack = end.back()
        #expect(isBack && end.question?.label == labels.last)
        // A question that the form has not, a place of another version: it begins.
        for json in [#"{"question":"nir"}"#, #"{"question":7,"repris":["x",1]}"#] {
            let object = try #require(try JSONValue.parse(Array(json.utf8)).object)
            let other = try Self.interview(example, at: InterviewPlace(object))
            #expect(other.question?.label == (json.contains("nir") ? labels[0] : nil))
        }
    }

    @Test("une erreur se corrige à son champ, puis l'on est au bout ; ce qui manque se redemande")
    func corrected() throws {
        let wrong = try FicheFixture.changed([
            Change("beneficiaire.numeroAGDREF", nil),
            Change("beneficiaire.dateContratAGIR", #""2026-11-24""#), Change("faitA", nil),
        ])
        var interview = try Self.interview(wrong)
        _ = Self.pass(&interview)
        let errors = try FicheFixture.validate(interview.content).erreurs
        #expect(errors.count == 3)
        interview.seek(errors)
        // Left then, it goes on at the whole fiche.
        #expect(InterviewPlace(interview.place.object).object["question"] == nil)
        #expect(
            Self.pass(&interview) == [
                "N° AGDREF", "Date du contrat d'engagement AGIR", "Fait à …, le … : le lieu",
            ])
        interview.seek(errors)
        for typed in ["3803012345", "02/10/2026", "Grenoble"] {
            #expect(interview.answer(typed) == nil)
        }
        #expect(interview.question == nil)
        #expect(try FicheFixture.validate(interview.content).erreurs == [])
    }

    @Test("corriger une réponse ne fait reposer que ce qu'elle appelle")
    func called() throws {
        var interview = try Self.interview(FicheFixture.object())
        _ = Self.pass(&interview)
        #expect(interview.seek(label: "orientation", most: 8) == 1)
        #expect(interview.answer("autres") == nil)
        #expect(interview.question?.label.contains("vers qui") == true)
        #expect(interview.answer("PLIE") == nil)
        #expect(interview.question == nil)
        // An address without consent: both are asked, so that one of them can be changed.
        interview = try Self.interview(
            FicheFixture.changed([
                Change("beneficiaire.courriel", #""a@b.example""#),
                Change("beneficiaire.consentementDematerialise", nil),
            ]))
        _ = Self.pass(&interview)
        interview.seek(try FicheFixture.validate(interview.content).erreurs)
        let labels = Self.pass(&interview)
        #expect(labels.count == 2 && labels[1] == "Consentement aux échanges dématérialisés")
    }

    @Test("les mots d'une question la font reposer ; trop de questions n'en sont aucune")
    func named() throws {
        var interview = try Self.interview(FicheFixture.object())
        _ = Self.pass(&interview)
        for (typed, count) in [
            ("NATIONALITÉ", 1), ("telephone", 3), ("télé", 3), ("prénom : le nom", 6), ("zzz", 0),
            ("", 0), (String(repeating: "nom ", count: 200), 0),
        ] {
            var interview = interview
            #expect(interview.seek(label: typed, most: 8) == count, "\(typed.prefix(20))")
            #expect(Self.pass(&interview).count == count)
        }
        #expect(interview.seek(label: "le", most: 8) > 8)
        #expect(interview.question == nil)
    }

    @Test("une réponse ne demande que ce qui est nouveau, et le brouillon s'en souvient")
    func onlyNew() throws {
        let content = try FicheFixture.changed([
            Change("beneficiaire.nationalite", nil), Change("beneficiaire.numeroAGDREF", #""1""#),
            Change("freins", nil),
        ])
        var interview = try Self.interview(content, onlyNewAnd: ["partenaire.telephone"])
        var again = try Self.interview(
            interview.content, at: InterviewPlace(interview.place.object))
        let labels = Self.pass(&interview)
        #expect(labels == Self.pass(&again))
        // What fits no field is not known.
        #expect(labels.first == "Téléphone" && labels.dropFirst().first == "N° AGDREF")
        #expect(labels.contains("Nationalité") && labels.count { $0 == "Téléphone" } == 1)
        #expect(labels.contains { $0.contains("surmonter") })
        for known in ["Sens de la fiche", "Date de naissance", "le prénom", "le lieu"] {
            #expect(!labels.contains { $0.contains(known) }, "\(known)")
        }
        // Any of it can be named at the end.
        #expect(interview.seek(label: "date de naissance", most: 8) == 1)
        #expect(interview.question?.current == "14/03/2002")
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
