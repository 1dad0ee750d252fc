import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Création d'une structure") struct StructureCreationTests {
    private let team: Team
    private let machine: Machine
    private var input: StructureCreation.Input

    init() throws {
        team = try Team.pair().0
        machine = try Machine(empty: team)
        input = StructureCreation.Input(
            team.structure, libelle: "Opérateur", type: .operateurAGIR, fonction: "Admin",
            kind: .x25519, isProtected: false)
        input.agent = "claire"
        (input.dpoTelephone, input.dpoCourriel) = ("0102030405", "dpo@agir38.example")
        team.daemon.on("GET", Routes.localClaim, json: claim().value)
    }

    private func claim(of structure: StructureName? = nil) -> ServiceClaim {
        let keys = team.daemonKeys
        return ServiceClaim(
            structure: structure, service: keys.service.publicKey,
            journal: keys.journal.publicKey, temoin: keys.temoin.publicKey, epoch: 1)
    }

    private func create(
        _ input: StructureCreation.Input, _ answers: StructureCreation.Answers = .init(),
        code: String? = nil
    ) throws -> (Carte, [StructureCreation.Recovery]) {
        var shown: [StructureCreation.Recovery] = []
        let plan = try StructureCreation.plan(input, machine.context)
        let card = try StructureCreation.execute(
            plan, answers, code: { code }, machine.context,
            show: { what, code in
                shown.append(what)
                #expect(!code.isEmpty)
            })
        return (card, shown)
    }

    @Test("la carte nomme l'agent et les clés du service, qui la prend ; les codes sont montrés")
    func creates() throws {
        let (card, shown) = try create(input, code: "code-unique")
        #expect(shown == [.identity, .structureKey])
        #expect(card.daemon == team.daemonKeys)
        #expect(card.agents.map(\.roles) == [[.admin, .referent]])
        #expect(try machine.folder.ownCard().carte == card)
        let put = try #require(team.daemon.requests.last)
        #expect(put.path == Routes.localCard)
        #expect(put.fields.contains { $0 == (FieldNames.claimCode, "code-unique") })
        #expect(machine.notices == [.trust(.noPassphrase)])
        // The agent it made opens, and holds the first index key.
        #expect(try machine.session().identity.indexKeys[1] != nil)
    }

    @Test(
        "une réponse illisible sur la prise est une erreur, et rien n'est fait",
        arguments: FakeDaemon.unreadable)
    func unreadable(_ text: String) throws {
        team.daemon.on("GET", Routes.localClaim, text: text)
        #expect(refusal { _ = try StructureCreation.plan(input, machine.context) } == .data)
        #expect(machine.files.files == [:])
    }

    @Test("un service déjà pris, ou une structure déjà épinglée, est refusé")
    func taken() throws {
        let other = try #require(StructureName("autre.example"))
        team.daemon.on("GET", Routes.localClaim, json: claim(of: other).value)
        #expect(refusal { _ = try create(input) } == .notAllowed)
        let held = try Machine("claire", of: team)
        #expect(refusal { _ = try StructureCreation.plan(input, held.context) } == .exists)
    }

    @Test("sans service, la carte n'en a pas les clés, à moins qu'il n'ait été nommé")
    func alone() throws {
        team.daemon.isDown = true
        var named = input
        named.needsService = true
        #expect(refusal { _ = try create(named) } == .unavailable)
        #expect(machine.files.files == [:])
        #expect(try create(input).0.daemon == nil)
        #expect(machine.notices.first == .trust(.noService))
    }

    @Test("le contact du DPO se demande, sauf si l'agent l'est ; sans réponse, rien n'est fait")
    func dpo() throws {
        var asked = input
        (asked.dpoTelephone, asked.dpoCourriel) = (nil, nil)
        let plan = try StructureCreation.plan(asked, machine.context)
        #expect(plan.questions == [.dpoTelephone, .dpoCourriel])
        #expect(refusal { _ = try create(asked) } == .usage)
        #expect(machine.files.files == [:])
        asked.isDPO = true
        #expect(try StructureCreation.plan(asked, machine.context).questions == [])
        #expect(machine.notices == [.trust(.readsAndControls(isMe: false))])
        asked.isDPO = false
        let answers = StructureCreation.Answers(telephone: "01", courriel: "d@a.example")
        #expect(try create(asked, answers).0.dpo == .init(telephone: "01", courriel: "d@a.example"))
    }

    @Test("coupée avant que le service n'ait pris la carte, elle reprend la même clé")
    func again() throws {
        team.daemon.on("PUT", Routes.localCard, refuses: 503)
        #expect(refusal { _ = try create(input) } == .tryAgain)
        let key = try #require(try machine.folder.structureKey(machine.context))
        team.daemon.on("PUT", Routes.localCard) { _ in .init(status: 201, body: []) }
        let (card, shown) = try create(input)
        #expect(card.cleStructure.publicKey == key.publicKey)
        #expect(shown == [])
    }

    @Test("une identité d'une autre structure ne crée pas celle-ci")
    func otherIdentity() throws {
        let name = try #require(KeyName(agent: "autre.example/claire"))
        _ = try IdentityCreation(name, fonction: "Agent", kind: .x25519, isProtected: false)
            .run(machine.context)
        #expect(refusal { _ = try create(input) } == .usage)
    }
}
