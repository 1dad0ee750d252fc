import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("les demandes des personnes")
struct RequestTests {
    let team: Team
    let partenaire: Team
    let machine: Machine
    private let remises = Remises()

    init() throws {
        (team, partenaire) = try Team.pair()
        machine = try Machine("denis", of: team)
        try machine.knows(partenaire.card())
    }

    private func requests() throws -> Requests { try .handling(machine.context) }

    @discardableResult
    private func dossier(
        _ droit: Droit, _ change: (inout FakeRequest) -> Void = { _ in }
    ) throws -> LocalRequestFile {
        var dossier = FakeRequest(droit, machine)
        change(&dossier)
        try dossier.isTold(by: team.daemon)
        return try dossier.file()
    }

    // MARK: Reading

    @Test(
        "ce qui est illisible est une erreur, et ne change rien", arguments: FakeDaemon.unreadable)
    func unreadable(body: String) throws {
        let requests = try requests()
        let before = machine.files.files
        for (method, path) in [
            ("GET", Routes.localRequests), ("PUT", Routes.localRequests),
            ("GET", Routes.localRequest(3)),
        ] { team.daemon.on(method, path, text: body) }
        if body != "[]" { #expect(failure { _ = try requests.list() }?.code == .data) }
        #expect(failure { _ = try requests.dossier(3) }?.code == .data)
        #expect(failure { try requests.enter(.identite(.piece), 3) }?.code == .data)
        #expect(failure { _ = try AccessReply(3, machine.context) }?.code == .data)
        #expect(machine.files.files == before)
    }

    @Test(
        "une réponse d'accès n'est pas plus courte parce que le service se tait",
        arguments: [
            "fiches", "tableaux", "transmissions", "detruits", "etapes", "destinataires",
        ])
    func shorter(key: String) throws {
        var object = try #require(try dossier(.acces).value.object)
        object[key] = nil
        team.daemon.on("GET", Routes.localRequest(3), json: .object(object))
        #expect(failure { _ = try AccessReply(3, machine.context) }?.code == .data)
    }

    @Test("avant d'effacer, ce qui part se dit, et ce qui reste")
    func foreseen() {
        let day = machine.context.today
        #expect(
            LocalErasure(plis: 1, premier: nil, dernier: nil).report(3)
                == ["Effacement, demande n° 3 : 1 pli sera détruit, sans retour."])
        let held = LocalErasure(
            plis: 2, premier: day, dernier: day, tenus: 1, contentieux: [4, 5], exceptes: 2
        ).report(3)
        #expect(held.count == 3 && held[0].hasSuffix(" du \(day.french) au \(day.french)."))
        #expect(held[1].contains("par le contentieux n° 4, n° 5"))
        #expect(held[2] == "2 plis restent, par une exception légale.")
    }

    @Test("les champs d'une rectification se lisent d'un objet JSON, et de rien d'autre")
    func fields() throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/champs.json"
        try PrivateFile.write(#"{"/beneficiaire/nom": "SPECIMEN"}"#.utf8, to: file)
        #expect(try Requests.fields(in: file).keys == ["/beneficiaire/nom"])
        for text in ["", "[]", "\"texte\"", "{"] {
            let other = "\(folder.path)/autre.json"
            try PrivateFile.write(text.utf8, to: other)
            #expect(failure { _ = try Requests.fields(in: other) }?.code == .data, "\(text)")
            PrivateFile.remove(other)
        }
    }

    @Test("des étapes sans ouverture, ou un autre numéro, sont illisibles")
    func noOpening() throws {
        let requests = try requests()
        var object = try #require(try dossier(.acces).value.object)
        object["etapes"] = .array([])
        team.daemon.on("GET", Routes.localRequest(3), json: .object(object))
        #expect(failure { _ = try requests.dossier(3) }?.code == .data)
        team.daemon.on("GET", Routes.localRequest(8), json: try dossier(.acces).value)
        #expect(failure { _ = try requests.dossier(8) }?.code == .data)
        #expect(failure { _ = try requests.dossier(-1) }?.code == .usage)
    }

    @Test("il faut être DPO")
    func role() throws {
        let referent = try Machine("claire", of: team)
        #expect(failure { _ = try Requests.handling(referent.context) }?.code == .notAllowed)
    }

    // MARK: Opening

    @Test("ouvrir : qui demande est scellé pour le DPO, le service voit des pseudonymes")
    func opening() throws {
        try dossier(.rectification)
        let requests = try requests()
        let indices = try IndexKeyring.required(requests.session).indices(of: FakeRequest.number)
        let outcome = try requests.open(
            .rectification, recue: machine.context.today, number: FakeRequest.number,
            indices: indices,
            identite: .verifiee, texte: "Mon nom", champs: nil)
        #expect(outcome.request.n == 3)
        let body = try #require(team.daemon.bodies("PUT", Routes.localRequests).last)
        #expect(!String(decoding: body, as: UTF8.self).contains(FakeRequest.number.digits))
        guard
            case .ouverture(_, _, let persons, let details, _)? =
                try team.daemon.requestFacts().last
        else {
            Issue.record("aucune ouverture")
            return
        }
        #expect(persons == indices)
        #expect(
            RequestDetails(try #require(details), with: team.identities["denis"]!.all)?
                .numeroAGDREF == FakeRequest.number)
        #expect(
            RequestDetails(try #require(details), with: team.identities["claire"]!.all) == nil)
    }

    // MARK: Carrying out

    private func carryOut(_ confirmed: Int? = nil) throws -> RequestExecution.Outcome {
        let requests = try requests()
        let execution = RequestExecution(
            session: requests.session, classical: false, by: remises.hands)
        return try execution.run(execution.plan(requests.dossier(3)), confirmed: confirmed)
    }

    @Test("sans identité vérifiée, close, ou d'accès : rien ne s'exécute")
    func refused() throws {
        try dossier(.effacement) { $0.identite = .aVerifier }
        #expect(failure { _ = try carryOut() }?.next == .rights(.verifyIdentity(3)))
        try dossier(.effacement) { $0.more = [.cloture(motif: nil)] }
        #expect(failure { _ = try carryOut() }?.next == .rights(.openAnother))
        try dossier(.acces)
        #expect(failure { _ = try carryOut() }?.next == .rights(.answerAccess(3)))
        #expect(try team.daemon.requestFacts().isEmpty && team.daemon.deposits == 0)
    }

    @Test("un effacement s'exécute ici, et se dit à qui a reçu une fiche")
    func erasure() throws {
        try dossier(.effacement) { $0.destinataires = [partenaire.structure] }
        let outcome = try carryOut()
        #expect(outcome.isExecuted && outcome.due == 1 && outcome.failures.isEmpty)
        #expect(outcome.told == [partenaire.structure])
        #expect(try team.daemon.requestFacts().map(\.etape) == [.execution, .envoi])
        let pli = try Pli(#require(team.daemon.bodies("PUT", Routes.localSend).first))
        #expect(pli.slip.objet == .droits && pli.slip.pour == partenaire.structure)
    }

    @Test("rien n'est détruit sans le nombre de l'aperçu, que le service compare au sien")
    func confirmation() throws {
        try dossier(.effacement) {
            $0.fiches = [$0.held(.fiche)]
            $0.effacement = LocalErasure(plis: 5, premier: nil, dernier: nil, tenus: 1)
        }
        let requests = try requests()
        let plan = try RequestExecution(
            session: requests.session, classical: false, by: remises.hands
        )
        .plan(requests.dossier(3))
        #expect(plan.number == 5 && plan.erasure?.tenus == 1)
        for wrong in [nil, 0, 3, 6] {
            let error = failure { _ = try carryOut(wrong) }
            #expect(error?.code == .usage)
            #expect(error?.next == .rights(.confirmErasure(3, plis: 5)))
        }
        #expect(try team.daemon.requestFacts().isEmpty && team.daemon.deposits == 0)
        #expect(try carryOut(5).isExecuted)
        #expect(try team.daemon.requestFacts() == [.execution(contentieux: nil, plis: 5)])
    }

    @Test("un numéro que rien ne porte : 66, avec les plis qui n'ont pas pu être regardés")
    func nobody() throws {
        try dossier(.effacement) { $0.aExaminer = [$0.held(.fiche).key, $0.held(.fiche).key] }
        let error = failure { _ = try carryOut() }
        #expect(error?.code == .noInput && error?.message.contains("2 plis") == true)
        #expect(error?.next == .rights(.closeWithReason(3)))
        #expect(failure { _ = try close(nil) }?.code == .noInput)
        #expect(try team.daemon.requestFacts().isEmpty)
        // With a reason it ends, and nothing is carried out.
        _ = try close("Rien n'est conservé")
        #expect(try team.daemon.requestFacts().map(\.etape) == [.cloture])
    }

    @Test("la demande d'un partenaire ne s'exécute pas : on répond à son pli")
    func received() throws {
        let pli = PliKey(de: partenaire.structure, id: .random())
        try dossier(.effacement) { $0.received = pli }
        let listed = try requests().dossier(3).file.request
        #expect(listed.droit == nil && listed.pli == pli)
        #expect(listed.french.contains(partenaire.structure.text))
        for act in [{ _ = try carryOut() }, { _ = try AccessReply(3, machine.context).document() }]
            as [() throws -> Void]
        {
            #expect(failure(act)?.next == .rights(.answerPartner(pli.id)))
        }
        #expect(try team.daemon.requestFacts().isEmpty)
    }

    @Test("trois mois après sa clôture, une demande ne nomme plus personne, et le dit")
    func anonymised() throws {
        try dossier(.acces) {
            $0.isAnonymised = true
            $0.more = [.reponse(id: .random()), .cloture(motif: nil)]
        }
        #expect(failure { _ = try AccessReply(3, machine.context).document() }?.code == .noInput)
        let opened = try OpenedRequest(requests().dossier(3), requests().session)
        #expect(opened.steps.allSatisfy { $0.details == nil && $0.motif == nil })
        #expect(opened.dossier.request.personnes.isEmpty)
    }

    @Test("fait de nouveau, ce qui est fait ne l'est pas deux fois")
    func again() throws {
        try dossier(.effacement) {
            $0.destinataires = [partenaire.structure]
            $0.more = [
                .execution(contentieux: nil), .envoi(pour: partenaire.structure, id: .random()),
            ]
        }
        let outcome = try carryOut()
        #expect(!outcome.isExecuted && outcome.told.isEmpty)
        #expect(try team.daemon.requestFacts().isEmpty && team.daemon.deposits == 0)
    }

    @Test("un partenaire sans service l'est par un fichier ; un inconnu n'est pas prévenu")
    func elsewhere() throws {
        try machine.knows(partenaire.card(serie: 2) { $0.daemon = nil })
        let stranger = try #require(StructureName("autre.example"))
        try dossier(.opposition) { $0.destinataires = [partenaire.structure, stranger] }
        let outcome = try carryOut()
        #expect(outcome.elsewhere == [partenaire.structure] && outcome.told.isEmpty)
        let made = try #require(outcome.made.first)
        #expect(made.voie == .fichier && remises.files.count == 1)
        #expect(
            team.daemon.requests.filter { $0.path == Routes.localSend }.map(\.query) == [
                "voie=fichier"
            ])
        #expect(
            try team.daemon.requestFacts().last
                == .envoi(pour: partenaire.structure, id: made.manifest.id))
        #expect(outcome.failures.map(\.name) == [stranger])
        #expect(failure { try outcome.requireAll() }?.next == .rights(.executeAgain))
    }

    // MARK: Closing

    private func close(_ reason: String?) throws -> LocalRequestOutcome {
        let closing = CloseRequest(try requests(), by: remises.hands)
        return try closing.execute(
            closing.plan(3, reason: reason, classical: false), confirmed: nil, classical: false
        ) { _ in }
    }

    @Test("clore exécute d'abord ; sans motif, tous sont prévenus, ou la demande reste ouverte")
    func closing() throws {
        let stranger = try #require(StructureName("autre.example"))
        try dossier(.opposition) { $0.destinataires = [stranger] }
        #expect(failure { _ = try close(nil) }?.next == .rights(.executeAgain))
        #expect(try team.daemon.requestFacts().map(\.etape) == [.execution])
        team.daemon.forget()
        _ = try close("Prévenue par lettre")
        #expect(try team.daemon.requestFacts().map(\.etape) == [.execution, .cloture])
    }

    @Test("clore un accès que personne n'a assemblé : la demande est close, et c'est dit")
    func closingAccess() throws {
        try dossier(.acces)
        _ = machine.notices
        _ = try close(nil)
        #expect(machine.notices.contains(.rights(.noAnswer)))
        #expect(try team.daemon.requestFacts() == [.cloture(motif: nil)])
    }
}
