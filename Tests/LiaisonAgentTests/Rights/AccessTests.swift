import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import Testing

@Suite("répondre à une demande d'accès")
struct AccessTests {
    let team: Team
    let referent: Machine
    let officer: Machine

    init() throws {
        team = try Team.pair().0
        referent = try Machine("claire", of: team)
        officer = try Machine("denis", of: team)
    }

    private func dossier(_ change: (inout FakeRequest) -> Void = { _ in }) throws {
        var dossier = FakeRequest(.acces, officer)
        change(&dossier)
        try dossier.isTold(by: team.daemon)
    }

    private func assembled(
        _ number: AGDREFNumber?
    ) throws -> (AssembleAnswer.Plan, AssembleAnswer.Result) {
        let assembling = try AssembleAnswer(referent.context)
        let plan = try assembling.plan(3)
        return (plan, try assembling.execute(plan, number: number))
    }

    @Test("un tableau peut nommer la personne : son numéro est demandé, et doit être le sien")
    func number() throws {
        try dossier { $0.tableaux = [$0.held(.tableauOFII)] }
        let assembling = try AssembleAnswer(referent.context)
        let plan = try assembling.plan(3)
        #expect(plan.questions == [.number])
        team.daemon.forget()
        #expect(failure { _ = try assembling.execute(plan) }?.code == .data)
        let other = try #require(AGDREFNumber("9876543210"))
        #expect(failure { _ = try assembling.execute(plan, number: other) }?.code == .data)
        #expect(team.daemon.deposits == 0)
        let result = try assembling.execute(plan, number: FakeRequest.number)
        #expect(result.answer.nonOuverts.count == 1 && team.daemon.deposits == 1)
        #expect(try team.daemon.requestFacts() == [.reponse(id: result.id)])
    }

    @Test("sans fiche ni tableau, rien n'est demandé, et rien ne part")
    func nothing() throws {
        try dossier()
        let assembling = try AssembleAnswer(referent.context)
        let plan = try assembling.plan(3)
        #expect(plan.questions.isEmpty)
        #expect(
            failure { _ = try assembling.execute(plan, number: FakeRequest.number) }?.code == .data)
        #expect(team.daemon.deposits == 0)
    }

    @Test("un service qui ne répond plus n'est pas un pli illisible")
    func unreachable() throws {
        try dossier { $0.fiches = [$0.held(.fiche)] }
        let assembling = try AssembleAnswer(referent.context)
        let daemon = team.daemon
        let file = try JSONValue.parse(
            #require(try? referent.session().client.request("GET", Routes.localRequest(3))).body)
        daemon.on("GET", Routes.localRequest(3)) { _ in
            daemon.isDown = true
            return .init(status: 200, body: Array(file.text.utf8))
        }
        #expect(failure { _ = try assembling.plan(3) }?.code == .unavailable)
    }

    @Test("tant qu'aucun référent n'a regardé, rien n'est remis à la personne")
    func notYet() throws {
        try dossier { $0.fiches = [$0.held(.fiche)] }
        let reply = try AccessReply(3, officer.context)
        #expect(
            failure { _ = try reply.document() }
                == AgentError(.tryAgain, "", next: .rights(.assemble(3))))
        try dossier { $0.identite = .aVerifier }
        #expect(
            failure { _ = try AccessReply(3, officer.context) }?.next
                == .rights(.verifyIdentity(3)))
    }

    @Test("ce que le référent a assemblé entre dans la réponse ; ce qui manque y est dit")
    func document() throws {
        let table = FakeRequest(.acces, officer).held(.tableauOFII)
        try dossier { $0.tableaux = [table] }
        let (_, result) = try assembled(FakeRequest.number)
        // As the service hands it out: it countersigned the deposit.
        let pli = try Pli(#require(team.daemon.bodies("PUT", Routes.localSend).first))
            .countersigned(by: team.serviceKey).bytes
        team.daemon.on("GET", Routes.localPli(de: team.structure, id: result.id)) { _ in
            .init(status: 200, body: pli)
        }
        try dossier {
            $0.tableaux = [table]
            $0.fiches = [$0.held(.fiche)]
            $0.more = [.reponse(id: result.id)]
        }
        _ = officer.notices
        let document = try AccessReply(3, officer.context).document()
        #expect(document.numeroAGDREF == FakeRequest.number && document.plis.isEmpty)
        // The fiche that came since, and the table that the referent could not open.
        #expect(document.manquants.count == 2 && officer.notices.isEmpty)
    }

    @Test("ce qu'un partenaire nous a remis vient de lui, et se dit déclaré, par sa voie")
    func takenIn() throws {
        let partner = try #require(StructureName("ft.example"))
        let own = team.structure
        try dossier {
            $0.transmissions = [
                LocalTransmission(
                    key: PliKey(de: own, id: .random()), pour: partner, objet: .recu,
                    scelle: officer.context.now(), recu: nil, ouvert: nil, voie: .courriel),
                LocalTransmission(
                    key: PliKey(de: own, id: .random()), pour: partner, objet: .fiche,
                    scelle: officer.context.now(), recu: nil, ouvert: nil),
            ]
        }
        let lines = try AccessReply(3, officer.context).document()
        #expect(lines.transmissions.map(\.de) == [partner, own])
        #expect(lines.transmissions.map(\.pour) == [own, partner])
        #expect(lines.html.contains("par ft.example, à "))
        #expect(lines.html.contains(", courriel (déclaré)"))
        let said = lines.json.object?["transmissions"]?.array ?? []
        #expect(said.map { $0.object?["declare"]?.bool } == [true, nil])
        #expect(said.first?.object?["voie"]?.string == "courriel")
    }

    @Test("un pli que personne n'a le droit de lire ainsi est nommé, sans arrêter le reste")
    func wrongAnswer() throws {
        let id = PliID.random()
        team.daemon.on("GET", Routes.localPli(de: team.structure, id: id), text: "<html>")
        try dossier { $0.more = [.reponse(id: id)] }
        _ = officer.notices
        let document = try AccessReply(3, officer.context).document()
        #expect(document.plis.isEmpty)
        #expect(
            officer.notices.contains {
                if case .rights(.unreadableAnswer(id, _)) = $0 { return true }
                return false
            })
    }
}
