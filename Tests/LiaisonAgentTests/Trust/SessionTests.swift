import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct SessionTests {
    private let equipe: Equipe
    private let poste: Poste

    init() throws {
        equipe = try Equipe.pair().0
        poste = try Poste("claire", of: equipe)
    }

    @Test("une identité que la carte nomme s'ouvre, sans rien demander au service")
    func opens() throws {
        let session = try poste.session()
        #expect(session.agent.nom == equipe.name("claire"))
        #expect(session.me?.roles == [.referent])
        #expect(equipe.daemon.asked == [])
        #expect(poste.notices == [])
    }

    @Test("une carte qui ne nomme pas l'agent ne l'ouvre pas")
    func unnamed() throws {
        let card = try equipe.card { $0.agents.removeAll { $0.nom == equipe.name("claire") } }
        equipe.daemon.on("GET", Routes.card) { _ in .init(status: 200, body: card.bytes) }
        let poste = try Poste("claire", of: equipe, card: card)
        #expect(refusal { _ = try poste.session() } == .notAllowed)
    }

    @Test("la carte que le service donne à tous, plus récente, nomme le nouvel agent")
    func newer() throws {
        let first = try equipe.card { $0.agents.removeAll { $0.nom == equipe.name("claire") } }
        let second = try equipe.card(serie: 2)
        equipe.daemon.on("GET", Routes.card) { _ in .init(status: 200, body: second.bytes) }
        let poste = try Poste("claire", of: equipe, card: first)
        #expect(try poste.session().own.serie == 2)
        #expect(try poste.folder.ownCard().carte.serie == 2)
    }

    @Test("une carte signée par une autre clé que celle épinglée ne s'ouvre pas")
    func otherKey() throws {
        let other = try equipe.card(serie: 2, key: .generate())
        try poste.folder.write(other.bytes, to: "carte.note", replacing: true)
        #expect(refusal { _ = try poste.session() } == .notAllowed)
    }
}
