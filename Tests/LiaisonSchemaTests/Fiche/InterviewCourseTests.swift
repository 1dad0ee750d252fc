import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Une fiche question par question : où l'on en est, et comment l'on y revient")
struct InterviewCourseTests {
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
}
