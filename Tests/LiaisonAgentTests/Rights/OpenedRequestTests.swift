import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// A request's file, its sealed texts opened.
@Suite("Le dossier d'une demande, lu") struct OpenedRequestTests {
    private let team: Team
    private let partenaire: Team
    private let denis: Machine

    init() throws {
        (team, partenaire) = try Team.pair()
        denis = try Machine("denis", of: team)
        try denis.knows(partenaire.card())
        try team.shows([partenaire.card()])
    }

    private func read(
        answers: [LocalReceivedAnswer] = [], _ more: [RequestFact] = []
    ) throws -> OpenedRequest {
        var dossier = FakeRequest(.effacement, denis)
        dossier.more = more
        try dossier.isTold(by: team.daemon)
        let file = try dossier.file()
        let told = LocalRequestFile(
            request: file.request, personnes: file.personnes, etapes: file.etapes,
            destinataires: [], fiches: [], tableaux: [], transmissions: [], aExaminer: [],
            detruits: [], accuses: [], reponsesRecues: answers)
        team.daemon.on("GET", Routes.localRequest(3), json: told.value)
        let requests = try Requests.handling(denis.context)
        return try OpenedRequest(requests.dossier(3), requests.session)
    }

    private func answer(_ text: String) throws -> LocalReceivedAnswer {
        let sender = try Machine("denis", of: partenaire)
        try sender.knows(team.card())
        let pli = try Samples.pli(from: sender, to: team.card().carte) {
            try $0.seal(.anomalie, AnomalieMessage(texte: text).part())
        }
        Samples.receive(pli, team)
        let step = Course.Step(.reception, par: pli.slip.auteur, le: team.horloge.now)
        team.daemon.on(
            "GET", Routes.localCourse(de: pli.slip.de, id: pli.slip.id),
            json: Course(steps: [step]).value)
        return LocalReceivedAnswer(
            key: pli.slip.key, objet: .anomalie, reponseA: nil, recu: team.horloge.now)
    }

    @Test("qui demande, et pourquoi, s'ouvre pour qui peut le lire")
    func texts() throws {
        let mine = try SealedText("Complexe", to: [team.identities["denis"]!.age.recipient])
        let other = try SealedText("Autre", to: [team.identities["claire"]!.age.recipient])
        let opened = try read([.prolongation(motif: mine), .refus(motif: other)])
        #expect(opened.steps.map(\.motif) == [nil, "Complexe", "(scellé pour un autre DPO)"])
        #expect(opened.steps[0].details?.numeroAGDREF == FakeRequest.number)
        #expect(opened.steps[1].details == nil && opened.answers.isEmpty)
        let report = opened.report
        #expect(report.count == 4 && report[0].hasPrefix("Demande n° 3 "))
        #expect(report[1].hasSuffix("  \(FakeRequest.number.digits)"))
        #expect(report[2].hasSuffix("  Complexe"))
    }

    @Test("la réponse d'un partenaire se lit ; celle qui ne s'ouvre pas ici reste sans texte")
    func answers() throws {
        let row = try answer("Rien n'est détenu.")
        #expect(try read(answers: [row]).answers.map(\.texte) == ["Rien n'est détenu."])
        team.daemon.on("GET", Routes.localPli(de: row.key.de, id: row.key.id), refuses: 410)
        #expect(try read(answers: [row]).answers.map(\.texte) == [nil])
        #expect(
            try read(answers: [row]).report.last
                == "Réponse de \(row.key.de) : (ne s'ouvre pas)")
    }

    @Test("un pli à demi répondu n'est pas une réponse qui ne s'ouvre pas")
    func halfAnswer() throws {
        let row = try answer("Rien n'est détenu.")
        for text in FakeDaemon.unreadable {
            team.daemon.on(
                "GET", Routes.localCourse(de: row.key.de, id: row.key.id), text: text)
            #expect(Samples.code { _ = try read(answers: [row]) } == .data)
        }
        team.daemon.isDown = true
        #expect(Samples.code { _ = try read(answers: [row]) } == .unavailable)
    }
}
