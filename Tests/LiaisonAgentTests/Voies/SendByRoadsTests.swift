import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import Testing

@Suite("une fiche et ses copies, chacune par sa voie")
struct SendByRoadsTests {
    private let partnership: Partnership
    private let session: Session
    private let daemon: FakeDaemon
    private let office: Team

    init() throws {
        partnership = try Partnership(.missionLocale)
        session = try partnership.conseillere.session()
        daemon = partnership.ml.daemon
        office = try Team("dt38.example", .dtOFII, partnership.ml.horloge)
    }

    private var deposits: [FakeDaemon.Request] {
        daemon.requests.filter { $0.method == "PUT" && $0.path == Routes.localSend }
    }

    private func addressees() throws -> [String] {
        try deposits.map { try Pli($0.body).slip.pour.text }
    }

    /// An orientation of an actor of the SPE, which the DT OFII has a copy of.
    private func input() throws -> FicheInput {
        try Partnership.input(
            Partnership.fiche(
                "spe",
                [
                    ("agir-vers-partenaire", "partenaire-vers-agir"),
                    (#""dateContratAGIR":"2026-10-02","#, ""),
                    (#""faitA""#, #""consentementOrientation":true,"faitA""#),
                ]), session)
    }

    private var answers: FicheAnswers {
        var answers = FicheAnswers()
        (answers.confirmsWarnings, answers.isCIRSigned) = (true, true)
        return answers
    }

    /// The plan once the copy that it proposes is agreed to, as the dialogue does.
    private func agreed(_ sending: SendByRoads) throws -> FichePlan {
        let plan = try sending.plan(input())
        guard case .copy(.dtOFII, let known)? = plan.questions.first, let copy = known.first else {
            Issue.record("la copie devait être proposée")
            return plan
        }
        return try sending.plan(plan.input.copying(copy))
    }

    private func declareOffice(_ voie: Voie?) throws {
        var input = ContactDeclaration.Input(office.structure)
        (input.libelle, input.type, input.voie) = ("DT OFII de Grenoble", .dtOFII, voie)
        _ = try ContactDeclaration(partnership.conseillere.context).add(input)
    }

    @Test("acceptée, la copie part par le service à côté d'une autre voie, avec son délai")
    func copyByService() throws {
        try partnership.conseillere.knows(office.card())
        let sending = try SendByRoads(session, by: .papier)
        let remises = Remises()
        var sent: [SendByRoads.Sent] = []
        try sending.execute(
            agreed(sending), answers, isDelayed: true, by: remises.hands,
            copyHands: remises.hands
        ) { sent.append($0) }
        #expect(try addressees() == ["agir38.example", "dt38.example"])
        #expect(deposits[0].query.hasSuffix("voie=papier"))
        #expect(!deposits[0].query.contains("partirApres"))
        #expect(deposits[1].query.hasSuffix("partirApres=delai"))
        #expect(sent.map(\.voie) == [.papier, .service] && sent[0].id != sent[1].id)
        #expect(sent.map { $0.made != nil } == [true, false] && remises.files.count == 1)
    }

    @Test("la page en clair est notée avant d'être là : un arrêt brutal n'en laisse pas d'inconnue")
    func notedBefore() throws {
        try partnership.conseillere.knows(office.card())
        let (sending, folder) = (try SendByRoads(session, by: .papier), session.folder)
        let plan = try agreed(sending)
        let before = folder.names(in: "copies").count
        let remises = Remises(before: { _ in
            #expect(folder.names(in: "copies").count == before + 1)
        })
        try sending.execute(
            plan, answers, by: remises.hands, copyHands: remises.hands
        ) { _ in }
        #expect(remises.files.count == 1)
    }

    @Test("par le service, la fiche et la copie sont un même pli")
    func together() throws {
        try partnership.conseillere.knows(office.card())
        let sending = try SendByRoads(session, by: .service)
        var sent: [SendByRoads.Sent] = []
        try sending.execute(
            agreed(sending), answers, by: Remises().hands, copyHands: Remises().hands
        ) { sent.append($0) }
        #expect(try addressees() == ["agir38.example", "dt38.example"])
        #expect(sent.map(\.pour) == [[partnership.operateur.structure, office.structure]])
    }

    @Test("une DT OFII sans clé a sa copie, par la voie qui y mène")
    func declaredCopy() throws {
        try declareOffice(.papier)
        let sending = try SendByRoads(session, by: .service)
        let (remises, copies) = (Remises(), Remises())
        var sent: [SendByRoads.Sent] = []
        try sending.execute(
            agreed(sending), answers, by: remises.hands, copyHands: copies.hands
        ) { sent.append($0) }
        #expect(try addressees() == ["agir38.example", "dt38.example"])
        #expect(deposits[1].query.hasSuffix("voie=papier"))
        #expect(sent.map(\.voie) == [.service, .papier])
        #expect(remises.files.isEmpty && copies.files.count == 1)
    }

    @Test("une copie sous phrase, sans terminal : rien n'est confié à personne")
    func noScreen() throws {
        try declareOffice(nil)
        let sending = try SendByRoads(session, by: .service)
        let plan = try agreed(sending)
        let remises = Remises(hasScreen: false)
        #expect(
            code {
                try sending.execute(
                    plan, answers, by: remises.hands, copyHands: remises.hands
                ) { _ in }
            } == .usage)
        #expect(deposits.isEmpty)
    }

    /// Sends on paper; the daemon takes that copy of ours, and nothing else.
    private func failing(
        _ remises: Remises, _ sent: inout [SendByRoads.Sent]
    ) throws -> AgentError? {
        let sending = try SendByRoads(session, by: .papier)
        let plan = try agreed(sending)
        let first = partnership.operateur.structure
        daemon.on("PUT", Routes.localSend) { request in
            guard let slip = try? Pli(request.body).slip, slip.pour == first else {
                return .problem(503)
            }
            let row = BoxEntry(
                slip, recu: nil,
                place: .envoi(.aTransmettre, retenu: false, accuses: [], voie: .papier))
            return .init(status: 201, body: Array(row.value.text.utf8))
        }
        return failure {
            try sending.execute(
                plan, answers, by: remises.hands, copyHands: remises.hands
            ) { sent.append($0) }
        }
    }

    private func rest(_ error: AgentError?) throws -> FicheRemainder {
        var found: FicheRemainder?
        if case .fiche(.finish(let rest))? = error?.next { found = rest }
        return try #require(found)
    }

    @Test("une copie qui échoue laisse dire ce qui est fait, et ce qui reste")
    func failingCopy() throws {
        try partnership.conseillere.knows(office.card())
        let remises = Remises()
        var sent: [SendByRoads.Sent] = []
        let error = try failing(remises, &sent)
        #expect(error?.code == .tryAgain)
        let rest = try rest(error)
        // It goes by the service unless more is said.
        #expect(rest.addressees == ["dt38.example"] && rest.voie == nil)
        let name = try #require(remises.files.first).name
        #expect(sent.map(\.made?.path) == ["/ailleurs/\(name)"])
    }

    @Test("ce qui reste garde sa voie, quand l'habitude du contact en est une autre")
    func remainingRoad() throws {
        try partnership.conseillere.knows(office.card())
        try declareOffice(.pli)
        var sent: [SendByRoads.Sent] = []
        let error = try failing(Remises(), &sent)
        let rest = try rest(error)
        // Its copy was on its way by the service: « envoyer » alone would have it carried by hand.
        #expect(rest.addressees == ["dt38.example"] && rest.voie == .service)
        #expect(sent.map(\.voie) == [.papier])
    }

    @Test("le CIR se demande par toutes les voies, et « sceller » ne le demande pas")
    func cir() throws {
        let partnership = try Partnership()
        let session = try partnership.conseillere.session()
        let input = try Partnership.input(
            Partnership.fiche("generique", Partnership.withoutCIR), session)
        let remises = Remises()
        for voie in Voie.sortantes {
            let sending = try SendByRoads(session, by: voie)
            let plan = try sending.plan(input)
            #expect(plan.questions == [.isCIRSigned], "\(voie)")
            for isSigned in [nil, false] {
                var answers = FicheAnswers()
                answers.isCIRSigned = isSigned
                #expect(
                    code {
                        try sending.execute(
                            plan, answers, by: remises.hands, copyHands: remises.hands
                        ) { _ in }
                    } == .data, "\(voie)")
            }
        }
        #expect(remises.files.isEmpty)
        #expect(partnership.ml.daemon.bodies("PUT", Routes.localSend).isEmpty)
        #expect(try SealFiche(session).plan(input).questions == [])
    }
}
