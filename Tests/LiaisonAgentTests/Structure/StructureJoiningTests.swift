import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema
import TestSupport
import Testing

@Suite("Rejoindre sa structure") struct StructureJoiningTests {
    private let (team, mission): (Team, Team)
    private let machine: Machine

    init() throws {
        (team, mission) = try Team.pair()
        machine = try Machine("claire", of: team)
        for file in ["ancre", "carte.note"] { machine.folder.remove(file) }
    }

    private func join(_ card: SignedCarte, heard: SignedCarte? = nil) throws -> Carte {
        let plan = try StructureJoining.plan({ card.bytes }, machine.context)
        #expect(plan.questions == [.fingerprint(of: card.carte.structure)])
        let digits = Fingerprint(structure: (heard ?? card).carte.cleStructure)
        return try StructureJoining.execute(
            plan, heard: HeardFingerprint(digits, tellsGroups: false), machine.context)
    }

    private var isPinned: Bool { machine.folder.exists("ancre") }

    @Test("les bons chiffres épinglent la carte ; d'autres, rien")
    func digits() throws {
        #expect(refusal { _ = try join(team.card(), heard: mission.card()) } == .data)
        #expect(!isPinned)
        let card = try team.card()
        #expect(try join(card) == card.carte)
        #expect(try machine.session().own == card.carte)
    }

    @Test("une carte d'une autre structure, ou qui ne nomme pas l'agent, n'est pas épinglée")
    func wrongCard() throws {
        #expect(refusal { _ = try join(mission.card()) } == .data)
        let unnamed = try team.card { $0.agents.removeAll { $0.nom == team.name("claire") } }
        #expect(refusal { _ = try join(unnamed) } == .notAllowed)
        #expect(!isPinned)
    }

    @Test("une clé révoquée se lit « révoquée », un nom pris par d'autres clés se dit tel")
    func unnamed() throws {
        func said(_ card: SignedCarte) throws -> AgentError? {
            do {
                _ = try join(card)
                return nil
            } catch { return AgentError(error) }
        }
        let own = try team.agent("claire")
        let revoked = try said(
            team.card { card in
                card.agents.removeAll { $0.nom == own.nom }
                card.revocations = [
                    Carte.Revocation(cle: own.cle, depuis: team.horloge.now, motif: .perte)
                ]
            })
        #expect(revoked?.code == .notAllowed && revoked?.message.contains("révoquée") == true)
        let other = try AgentIdentity.generate(.x25519)
        let taken = try said(
            team.card { card in
                card.agents.removeAll { $0.nom == own.nom }
                card.agents.append(
                    Carte.Agent(
                        nom: own.nom, fonction: own.fonction, roles: own.roles,
                        cle: try other.signing.verifierKey(name: own.nom.description),
                        destinataire: other.age.recipient))
            })
        #expect(taken == AgentError(.notAllowed, "", next: .trust(.takeUpIdentity(own.nom))))
        #expect(!isPinned)
    }

    @Test(
        "une carte plus ancienne que celle épinglée est refusée ; une autre clé, entendue, est prise"
    )
    func again() throws {
        _ = try join(team.card(serie: 2))
        #expect(refusal { _ = try join(team.card(serie: 1)) } == .notAllowed)
        let other = try team.card(serie: 1, key: .generate())
        #expect(try join(other) == other.carte)
    }
}
