import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct SessionTests {
    private let team: Team
    private let machine: Machine

    init() throws {
        team = try Team.pair().0
        machine = try Machine("claire", of: team)
    }

    @Test("une identité que la carte nomme s'ouvre, sans rien demander au service")
    func opens() throws {
        let session = try machine.session()
        #expect(session.agent.nom == team.name("claire"))
        #expect(session.me?.roles == [.referent])
        #expect(team.daemon.asked == [])
        #expect(machine.notices == [])
    }

    @Test("une carte qui ne nomme pas l'agent ne l'ouvre pas")
    func unnamed() throws {
        let card = try team.card { $0.agents.removeAll { $0.nom == team.name("claire") } }
        team.daemon.on("GET", Routes.card) { _ in .init(status: 200, body: card.bytes) }
        let machine = try Machine("claire", of: team, card: card)
        #expect(refusal { _ = try machine.session() } == .notAllowed)
    }

    @Test("la carte que le service donne à tous, plus récente, nomme le nouvel agent")
    func newer() throws {
        let first = try team.card { $0.agents.removeAll { $0.nom == team.name("claire") } }
        let second = try team.card(serie: 2)
        team.daemon.on("GET", Routes.card) { _ in .init(status: 200, body: second.bytes) }
        let machine = try Machine("claire", of: team, card: first)
        #expect(try machine.session().own.serie == 2)
        #expect(try machine.folder.ownCard().carte.serie == 2)
    }

    @Test("la fin d'une carte est dite à qui la fait renouveler, et à nul autre")
    func expiry() throws {
        let day: Int64 = 86_400
        let own = try team.card { $0.expire = team.horloge.now + 40 * day }
        let partner = try Team("ml.example", .missionLocale, team.horloge)
            .card { $0.expire = team.horloge.now + 20 * day }
        let ends = AgentNotice.trust(
            .cardExpires(
                try #require(own.carte.expiryWarning(at: team.horloge.now)), isOwn: true))
        let theirs = AgentNotice.trust(
            .cardExpires(
                try #require(partner.carte.expiryWarning(at: team.horloge.now)), isOwn: false))
        for (name, expected) in [
            ("alice", [ends, theirs]), ("claire", [theirs]), ("denis", []),
        ] as [(String, [AgentNotice])] {
            let machine = try Machine(name, of: team, card: own)
            try machine.folder.save(contact: partner)
            let session = try machine.session()
            _ = machine.notices
            session.warn()
            #expect(machine.notices == expected, "\(name)")
        }
    }

    @Test("une carte signée par une autre clé que celle épinglée ne s'ouvre pas")
    func otherKey() throws {
        let other = try team.card(serie: 2, key: .generate())
        try machine.folder.write(other.bytes, to: "carte.note", replacing: true)
        #expect(refusal { _ = try machine.session() } == .notAllowed)
    }
}
