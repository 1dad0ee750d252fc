import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@testable import BureauAccess

@Suite("Ce que le frontal garde d'un agent hébergé : son secret, ses navigateurs, qu'il est retiré")
struct HostedAgentTests {
    @Test("une autre invitation remplace le secret, et ne connaît plus aucun navigateur d'avant")
    func lostTelephone() throws {
        let door = try Door()
        let entrance = try door.entrance()
        let (old, first) = try door.enrol("claire.exemple", entrance)
        let (new, second) = try door.enrol("claire.exemple", entrance)
        #expect(entrance.session(first.cookie) == nil)
        #expect(first.device != second.device)
        #expect(
            try entrance.enter(
                name: "claire.exemple", code: door.code(old), device: second.device, network: "n"
            ).isRefused)
        let agent = try #require(try entrance.register.agent(second.session.agent))
        #expect(agent.devices.count == 1)
        #expect(
            try entrance.enter(
                name: "claire.exemple", code: door.code(new), device: first.device, network: "n"
            ).admission?.device != first.device)
    }

    @Test("retirée, elle l'est, quoi que le frontal écrive alors, jusqu'à une autre invitation")
    func removed() throws {
        let door = try Door()
        let entrance = try door.entrance()
        let (totp, first) = try door.enrol("claire.exemple", entrance)
        let claire = first.session.agent
        let read = try #require(try entrance.register.agent(claire))
        try entrance.register.remove(claire)
        // A wrong code that was being judged meanwhile.
        try entrance.register.save(read)
        #expect(!entrance.register.contains(claire))
        #expect(entrance.session(first.cookie) == nil)
        #expect(
            try entrance.enter(
                name: "claire.exemple", code: door.code(totp), device: first.device, network: "n"
            ).isRefused)
        #expect(try entrance.register.agents().isEmpty)
        // Invited again, the secret of before is none.
        let (code, _) = try entrance.register.invite(claire, at: door.now)
        #expect(!entrance.register.contains(claire))
        guard
            case .taken(_, let new, let token) = try entrance.redeem(
                name: "claire.exemple", code: code, network: "n")
        else { throw RegisterError.unknown }
        // Taken out while she sets it up: her first code comes too late.
        #expect(throws: RegisterError.unknown) { try entrance.register.remove(claire) }
        #expect(entrance.pending(token) == nil)
        #expect(try entrance.confirm(token: token, code: door.code(new)).isRefused)
        #expect(!entrance.register.contains(claire))
        let (again, _) = try door.enrol("claire.exemple", entrance)
        #expect(entrance.register.contains(claire))
        #expect(again.typedSecret != new.typedSecret)
    }

    @Test("le fichier d'un agent se relit ; abîmé, il est refusé")
    func file() throws {
        let door = try Door()
        let entrance = try door.entrance()
        let (_, first) = try door.enrol("claire.exemple", entrance)
        let agent = try #require(try entrance.register.agent(first.session.agent))
        #expect(try HostedAgent(agent.object) == agent)
        #expect(!JSONValue.object(agent.object).text.contains(first.device))
        for key in agent.object.keys {
            var broken = agent.object
            broken[key] = .bool(true)
            #expect(throws: RegisterError.damaged("un agent hébergé"), "\(key)") {
                try HostedAgent(broken)
            }
        }
    }

    @Test("vingt navigateurs au plus, et six mois sans venir en font un inconnu")
    func devices() throws {
        let claire = try #require(KeyName(agent: "agir38.example/claire.exemple"))
        var agent = HostedAgent(agent: claire, secret: [], lastStep: 0)
        func digest(_ n: Int) -> [UInt8] { Hash.sha256([UInt8(n)]) }
        for n in 0..<25 { agent.remember(digest(n), at: Door.start + Int64(n)) }
        #expect(agent.devices.count == HostedAgent.deviceLimit)
        #expect(!agent.knows(digest(4), at: Door.start + 25))
        #expect(agent.knows(digest(5), at: Door.start + 25))
        let last = Door.start + 24 + HostedAgent.deviceLife
        #expect(agent.knows(digest(24), at: last + -1) && !agent.knows(digest(24), at: last))
    }
}
