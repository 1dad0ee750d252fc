import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Création d'une structure") struct StructureCreationTests {
    private let equipe: Equipe
    private let poste: Poste
    private var input: StructureCreation.Input

    init() throws {
        equipe = try Equipe.pair().0
        poste = try Poste(empty: equipe)
        input = StructureCreation.Input(
            equipe.structure, libelle: "Opérateur", type: .operateurAGIR, fonction: "Admin",
            kind: .x25519, isProtected: false)
        input.agent = "claire"
        (input.dpoTelephone, input.dpoCourriel) = ("0102030405", "dpo@agir38.example")
        equipe.daemon.on("GET", Routes.localClaim, json: claim().value)
    }

    private func claim(of structure: StructureName? = nil) -> ServiceClaim {
        let keys = equipe.daemonKeys
        return ServiceClaim(
            structure: structure, service: keys.service.publicKey,
            journal: keys.journal.publicKey, temoin: keys.temoin.publicKey, epoch: 1)
    }

    private func create(
        _ input: StructureCreation.Input, _ answers: StructureCreation.Answers = .init(),
        code: String? = nil
    ) throws -> (Carte, [StructureCreation.Recovery]) {
        var shown: [StructureCreation.Recovery] = []
        let plan = try StructureCreation.plan(input, poste.context)
        let card = try StructureCreation.execute(
            plan, answers, code: { code }, poste.context,
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
        #expect(card.daemon == equipe.daemonKeys)
        #expect(card.agents.map(\.roles) == [[.admin, .referent]])
        #expect(try poste.folder.ownCard().carte == card)
        let put = try #require(equipe.daemon.requests.last)
        #expect(put.path == Routes.localCard)
        #expect(put.fields.contains { $0 == (FieldNames.claimCode, "code-unique") })
        #expect(poste.notices == [.trust(.noPassphrase)])
        // The agent it made opens, and holds the first index key.
        #expect(try poste.session().identity.indexKeys[1] != nil)
    }

    @Test(
        "une réponse illisible sur la prise est une erreur, et rien n'est fait",
        arguments: FakeDaemon.unreadable)
    func unreadable(_ text: String) throws {
        equipe.daemon.on("GET", Routes.localClaim, text: text)
        #expect(refusal { _ = try StructureCreation.plan(input, poste.context) } == .data)
        #expect(poste.files.files == [:])
    }

    @Test("un service déjà pris, ou une structure déjà épinglée, est refusé")
    func taken() throws {
        let other = try #require(StructureName("autre.example"))
        equipe.daemon.on("GET", Routes.localClaim, json: claim(of: other).value)
        #expect(refusal { _ = try create(input) } == .notAllowed)
        let held = try Poste("claire", of: equipe)
        #expect(refusal { _ = try StructureCreation.plan(input, held.context) } == .exists)
    }

    @Test("sans service, la carte n'en a pas les clés, à moins qu'il n'ait été nommé")
    func alone() throws {
        equipe.daemon.isDown = true
        var named = input
        named.needsService = true
        #expect(refusal { _ = try create(named) } == .unavailable)
        #expect(poste.files.files == [:])
        #expect(try create(input).0.daemon == nil)
        #expect(poste.notices.first == .trust(.noService))
    }

    @Test("le contact du DPO se demande, sauf si l'agent l'est ; sans réponse, rien n'est fait")
    func dpo() throws {
        var asked = input
        (asked.dpoTelephone, asked.dpoCourriel) = (nil, nil)
        let plan = try StructureCreation.plan(asked, poste.context)
        #expect(plan.questions == [.dpoTelephone, .dpoCourriel])
        #expect(refusal { _ = try create(asked) } == .usage)
        #expect(poste.files.files == [:])
        asked.isDPO = true
        #expect(try StructureCreation.plan(asked, poste.context).questions == [])
        #expect(poste.notices == [.trust(.readsAndControls(isMe: false))])
        asked.isDPO = false
        let answers = StructureCreation.Answers(telephone: "01", courriel: "d@a.example")
        #expect(try create(asked, answers).0.dpo == .init(telephone: "01", courriel: "d@a.example"))
    }

    @Test("coupée avant que le service n'ait pris la carte, elle reprend la même clé")
    func again() throws {
        equipe.daemon.on("PUT", Routes.localCard, refuses: 503)
        #expect(refusal { _ = try create(input) } == .tryAgain)
        let key = try #require(try poste.folder.structureKey(poste.context))
        equipe.daemon.on("PUT", Routes.localCard) { _ in .init(status: 201, body: []) }
        let (card, shown) = try create(input)
        #expect(card.cleStructure.publicKey == key.publicKey)
        #expect(shown == [])
    }

    @Test("une identité d'une autre structure ne crée pas celle-ci")
    func otherIdentity() throws {
        let name = try #require(KeyName(agent: "autre.example/claire"))
        _ = try IdentityCreation(name, fonction: "Agent", kind: .x25519, isProtected: false)
            .run(poste.context)
        #expect(refusal { _ = try create(input) } == .usage)
    }
}
