import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What an administrator does with the card.
@Suite("Carte de la structure") struct StructureCardTests {
    private let (team, mission): (Team, Team)
    private let machine: Machine

    init() throws {
        (team, mission) = try Team.pair()
        machine = try Machine("alice", of: team)
        // What is published is what the directory shows from then on.
        let (team, daemon) = (team, team.daemon)
        daemon.on("PUT", Routes.localCard) { request in
            try? team.shows(own: SignedCarte(request.body))
            return .init(status: 201, body: [])
        }
    }

    private var published: [Carte] {
        team.daemon.bodies("PUT", Routes.localCard).compactMap { try? SignedCarte($0).carte }
    }

    private func note(_ name: KeyName) throws -> (acte: AgentActe, bytes: [UInt8]) {
        let identity = try AgentIdentity.generate(.x25519)
        let acte = AgentActe(
            nom: name, fonction: "Référente",
            cle: try identity.signing.verifierKey(name: name.description),
            destinataire: identity.age.recipient)
        return (acte, try acte.signed(by: identity.signing).bytes)
    }

    private func heard(_ acte: AgentActe) -> HeardFingerprint {
        HeardFingerprint(
            Fingerprint(agent: acte.cle, recipient: acte.destinataire), tellsGroups: false)
    }

    // MARK: Agents

    @Test("un collègue dont les chiffres sont bons entre dans la carte")
    func adds() throws {
        let (acte, bytes) = try note(team.name("sara"))
        let plan = try AgentAddition.plan({ bytes }, roles: [.referent], machine.context)
        #expect(plan.questions == [.fingerprint(of: acte.nom)])
        #expect(plan.isNew)
        let card = try AgentAddition.execute(plan, heard: heard(acte), file: "sara.note")
        #expect(card.serie == 2)
        #expect(card.agent(acte.nom)?.cle == acte.cle)
        #expect(published == [card])
        #expect(try machine.folder.ownCard().carte == card)
    }

    @Test(
        "une seconde identité sous un nom pris est refusée ; des clés renouvelées, signées par celles d'avant, entrent"
    )
    func secondIdentity() throws {
        let (_, other) = try note(team.name("claire"))
        #expect(
            throws: AgentError(.exists, "", next: .trust(.replaceIdentity(team.name("claire"))))
        ) { try AgentAddition.plan({ other }, roles: [], machine.context) }
        let claire = try Machine("claire", of: team)
        // Renewed twice before a card named the first ones: those in use answer for both.
        for _ in 0..<2 {
            let (acte, _) = try IdentityCare.renew(.x25519, claire.context)
            let bytes = try claire.folder.read("agent.nouveau.note", limit: 1 << 20)
            let plan = try AgentAddition.plan({ bytes }, roles: [], machine.context)
            #expect(plan.agent == acte && !plan.isNew && plan.roles == [.referent])
        }
        // The way: what is lost is revoked first.
        _ = try AgentRevocation.run("claire", motif: .perte, since: nil, machine.context)
        let plan = try AgentAddition.plan({ other }, roles: [.referent], machine.context)
        #expect(plan.isNew)
    }

    @Test("une carte publiée entre-temps arrête ce qui était prévu sur l'ancienne")
    func overtaken() throws {
        let (acte, bytes) = try note(team.name("sara"))
        let plan = try AgentAddition.plan({ bytes }, roles: [.referent], machine.context)
        try machine.folder.pin(team.card(serie: 2))
        #expect(
            refusal { _ = try AgentAddition.execute(plan, heard: heard(acte), file: "n") }
                == .tryAgain)
        #expect(published == [])
        #expect(try machine.folder.ownCard().carte.serie == 2)
    }

    @Test("d'autres chiffres laissent la carte comme elle est")
    func wrongDigits() throws {
        let (acte, bytes) = try note(team.name("sara"))
        let (other, _) = try note(team.name("sara"))
        let plan = try AgentAddition.plan({ bytes }, roles: [.referent], machine.context)
        #expect(acte != other)
        #expect(
            refusal { _ = try AgentAddition.execute(plan, heard: heard(other), file: "n") } == .data
        )
        #expect(published == [])
        #expect(try machine.folder.ownCard().carte.serie == 1)
    }

    @Test("un agent d'une autre structure, ou sans rôle, n'entre pas ; deux rôles s'avertissent")
    func refused() throws {
        let foreign = try note(mission.name("sara")).bytes
        let own = try note(team.name("sara")).bytes
        #expect(
            refusal {
                _ = try AgentAddition.plan({ foreign }, roles: [.referent], machine.context)
            } == .data)
        #expect(
            refusal { _ = try AgentAddition.plan({ own }, roles: [], machine.context) } == .usage)
        _ = try AgentAddition.plan({ own }, roles: [.referent, .dpo], machine.context)
        #expect(machine.notices == [.trust(.readsAndControls(isMe: false))])
    }

    @Test("sans le rôle ou sans la clé, rien ne se publie, et la note n'est pas lue")
    func allowed() throws {
        let claire = try Machine("claire", of: team)
        machine.folder.remove("structure.age")
        for machine in [claire, machine] {
            var wasRead = false
            #expect(
                refusal {
                    _ = try AgentAddition.plan(
                        {
                            wasRead = true
                            return []
                        }, roles: [], machine.context)
                } == .notAllowed)
            #expect(!wasRead)
        }
    }

    @Test(
        "un agent révoqué sort de la carte ; ses vérifications sont nommées si sa clé est compromise"
    )
    func revokes() throws {
        let card = try mission.card()
        try machine.folder.save(contact: card)
        try machine.folder.save(
            verification: team.verification(of: card, by: "claire"), of: mission.structure)
        let result = try AgentRevocation.run(
            "claire", motif: .compromission, since: nil, machine.context)
        #expect(result.voided == [mission.structure])
        #expect(result.card.agent(team.name("claire")) == nil)
        #expect(result.card.revocations.map(\.motif) == [.compromission])
        #expect(refusal { _ = try machine.session().trustedCard(mission.structure) } == .notAllowed)
        let again = try AgentRevocation.run("claire", motif: .depart, since: nil, machine.context)
        #expect(again.isAgain)
        #expect(published.count == 1)
    }

    @Test("un départ n'annule pas ses vérifications ; une date à venir, un inconnu sont refusés")
    func departs() throws {
        let future = team.horloge.now + 10
        func revoke(_ name: String, _ since: Instant?) throws -> AgentRevocation.Result {
            try AgentRevocation.run(name, motif: .depart, since: since, machine.context)
        }
        #expect(refusal { _ = try revoke("claire", future) } == .usage)
        #expect(refusal { _ = try revoke("inconnu", nil) } == .noInput)
        #expect(published == [])
        #expect(try revoke("claire", nil).voided == nil)
    }

    @Test(
        "un départ : ses vérifications sont signées de nouveau ; celle qui vient après ne compte plus"
    )
    func signsAgain() throws {
        let card = try mission.card()
        let old = try team.verification(of: card, by: "claire")
        try machine.folder.save(contact: card)
        try machine.folder.save(verification: old, of: mission.structure)
        for route in [Routes.localContacts, Routes.localVerifications] {
            team.daemon.on("PUT", route) { _ in .init(status: 200, body: []) }
        }
        // What it signed is from before it left.
        team.horloge.advance(60)
        let result = try AgentRevocation.run("claire", motif: .depart, since: nil, machine.context)
        #expect(result.voided == nil && result.signedAgain == [mission.structure])
        let signed = try #require(team.daemon.bodies("PUT", Routes.localVerifications).last)
        let again = try Verification(signed, own: result.card)
        #expect(again.structure == mission.structure && again.cle == card.carte.cleStructure)
        #expect(try machine.folder.verification(of: mission.structure) == signed)
        // Nobody reads the departed agent's own any more, whenever it says that it was made.
        let earlier = machine.folder.earlierOwnCards().map(\.carte)
        #expect(throws: SchemaError.self) {
            try Verification(
                old, own: result.card, earlier: earlier, keepingDeparted: false)
        }
        _ = try Verification(old, own: result.card, earlier: earlier)
        #expect(try machine.session().restingOnDeparted().isEmpty)
        // Where it had not been signed again, it still counts, and is named.
        try machine.folder.save(verification: old, of: mission.structure)
        let session = try machine.session()
        #expect(session.restingOnDeparted() == [mission.structure])
        #expect(try session.trustedCard(mission.structure) == card.carte)
    }

    // MARK: The key

    @Test("la clé confiée à un administrateur est celle qu'il reçoit ; à un autre, jamais")
    func handsOver() throws {
        #expect(
            refusal { _ = try StructureKeyCare.seal(for: "claire", machine.context) } == .notAllowed
        )
        let (sealed, _) = try StructureKeyCare.seal(for: "alice", machine.context)
        #expect(
            refusal { _ = try StructureKeyCare.take({ sealed }, machine.context) } == .exists)
        machine.folder.remove("structure.age")
        let identity = try #require(team.identities["alice"])
        let other = try Age.seal(
            AgentFolder.structureKeyFile(.generate()), to: [identity.age.recipient])
        #expect(refusal { _ = try StructureKeyCare.take({ other }, machine.context) } == .data)
        #expect(!machine.folder.exists("structure.age"))
        #expect(try !StructureKeyCare.take({ sealed }, machine.context).isEmpty)
        #expect(
            try machine.folder.structureKey(machine.context)?.publicKey
                == team.structureKey.publicKey)
    }

    @Test("un remplacement se confirme ; refusé, la clé reste")
    func replaces() throws {
        let plan = try StructureKeyCare.planReplacement(machine.context)
        #expect(plan.questions == [.replaceKey(of: team.structure)])
        #expect(
            refusal {
                _ = try StructureKeyCare.execute(plan, isConfirmed: false) { _ in }
            } == .usage)
        #expect(published == [])
        var codes: [String] = []
        let card = try StructureKeyCare.execute(plan, isConfirmed: true) { codes.append($0) }
        #expect(codes.count == 1)
        #expect(card.remplace?.publicKey == team.structureKey.publicKey)
        #expect(try machine.folder.ownCard().carte == card)
    }

    @Test("un remplacement dont la réponse s'est perdue reprend la clé que le service a prise")
    func replacedUnheard() throws {
        let team = team
        team.daemon.on("PUT", Routes.localCard) { request in
            team.daemon.on("GET", Routes.card) { _ in .init(status: 200, body: request.body) }
            return .problem(503)
        }
        let plan = try StructureKeyCare.planReplacement(machine.context)
        var codes: [String] = []
        func replace() throws -> Carte {
            try StructureKeyCare.execute(plan, isConfirmed: true) { codes.append($0) }
        }
        #expect(refusal { _ = try replace() } == .tryAgain)
        #expect(try machine.folder.ownCard().carte.serie == 1)
        team.daemon.on("GET", Routes.card, text: "<html></html>")
        #expect(refusal { _ = try replace() } == .data)
        let sent = try #require(team.daemon.bodies("PUT", Routes.localCard).first)
        team.daemon.on("GET", Routes.card) { _ in .init(status: 200, body: sent) }
        #expect(try replace() == SignedCarte(sent).carte)
        #expect(codes.count == 1)
        #expect(try machine.folder.ownCard().bytes == sent)
    }
}
