import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema
import TestSupport
import Testing

@Suite("Rejoindre sa structure") struct StructureJoiningTests {
    private let (equipe, mission): (Equipe, Equipe)
    private let poste: Poste

    init() throws {
        (equipe, mission) = try Equipe.pair()
        poste = try Poste("claire", of: equipe)
        for file in ["ancre", "carte.note"] { poste.folder.remove(file) }
    }

    private func join(_ card: SignedCarte, heard: SignedCarte? = nil) throws -> Carte {
        let plan = try StructureJoining.plan({ card.bytes }, poste.context)
        #expect(plan.questions == [.fingerprint(of: card.carte.structure)])
        let digits = Fingerprint(structure: (heard ?? card).carte.cleStructure)
        return try StructureJoining.execute(
            plan, heard: HeardFingerprint(digits, tellsGroups: false), poste.context)
    }

    private var isPinned: Bool { poste.folder.exists("ancre") }

    @Test("les bons chiffres épinglent la carte ; d'autres, rien")
    func digits() throws {
        #expect(refusal { _ = try join(equipe.card(), heard: mission.card()) } == .data)
        #expect(!isPinned)
        let card = try equipe.card()
        #expect(try join(card) == card.carte)
        #expect(try poste.session().own == card.carte)
    }

    @Test("une carte d'une autre structure, ou qui ne nomme pas l'agent, n'est pas épinglée")
    func wrongCard() throws {
        #expect(refusal { _ = try join(mission.card()) } == .data)
        let unnamed = try equipe.card { $0.agents.removeAll { $0.nom == equipe.name("claire") } }
        #expect(refusal { _ = try join(unnamed) } == .notAllowed)
        #expect(!isPinned)
    }

    @Test(
        "une carte plus ancienne que celle épinglée est refusée ; une autre clé, entendue, est prise"
    )
    func again() throws {
        _ = try join(equipe.card(serie: 2))
        #expect(refusal { _ = try join(equipe.card(serie: 1)) } == .notAllowed)
        let other = try equipe.card(serie: 1, key: .generate())
        #expect(try join(other) == other.carte)
    }
}
