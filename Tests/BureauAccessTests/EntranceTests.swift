import Glibc
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Synchronization
import Testing

@testable import BureauAccess

/// An entrance with a folder, clocks and a machine of its own.
private final class Door: Sendable {
    static let start = Instant(seconds: 1_800_000_000)
    let folder: String
    let clock = Mutex<Int64>(0)

    init() throws {
        var template = Array("/tmp/entree.XXXXXX".utf8CString)
        let made = mkdtemp(&template)
        folder = String(cString: try #require(made))
    }

    deinit {
        for name in ["agents", "invitations"] {
            for file in PrivateFile.names(in: "\(folder)/\(name)") {
                unlink("\(folder)/\(name)/\(file)")
            }
            rmdir("\(folder)/\(name)")
        }
        rmdir(folder)
    }

    /// As after a start of the front.
    func entrance(machine: UInt8 = 1) throws -> Entrance {
        var bytes = [UInt8](repeating: machine, count: HostKey.length)
        return Entrance(
            register: try register(), host: try HostKey(taking: &bytes), now: { self.now },
            elapsed: { self.clock.withLock { $0 } })
    }

    func register() throws -> HostedRegister {
        HostedRegister(folder: folder, structure: try #require(StructureName("agir38.example")))
    }

    var now: Instant { Self.start + clock.withLock { $0 } }
    func pass(_ seconds: Int64) { clock.withLock { $0 += seconds } }

    /// A new secret for that name, and its first entry; a step later.
    func enrol(_ name: String, _ entrance: Entrance) throws -> (TOTP, Entrance.Admission) {
        let agent = try #require(entrance.register.name(name))
        let (code, _) = try entrance.register.invite(agent, at: now)
        guard
            case .taken(let who, let totp, let token) = try entrance.redeem(
                name: name, code: code, network: "n")
        else { throw RegisterError.unknown }
        #expect(who == agent)
        let admission = try #require(
            entrance.confirm(token: token, code: totp.code(step: TOTP.step(at: now))).admission)
        pass(TOTP.period)
        return (totp, admission)
    }

    func code(_ totp: TOTP) -> String { totp.code(step: TOTP.step(at: now)) }
}

extension Entrance.Outcome {
    var admission: Entrance.Admission? {
        if case .admitted(let admission) = self { admission } else { nil }
    }
    var seconds: Int64? { if case .wait(let seconds) = self { seconds } else { nil } }
    var isRefused: Bool { if case .refused = self { true } else { false } }
}

@Suite("L'entrée des bureaux hébergés")
struct EntranceTests {
    @Test("invitée, elle entre ; puis avec son nom et un code, dans une nouvelle session")
    func day() throws {
        let door = try Door()
        let entrance = try door.entrance()
        let (totp, first) = try door.enrol("claire.exemple", entrance)
        #expect(first.session.agent.description == "agir38.example/claire.exemple")
        #expect(first.session.failures == 0 && first.session.previous == nil)
        #expect(entrance.session(first.cookie) == first.session)
        let second = try #require(
            entrance.enter(
                name: " Claire.Exemple ", code: door.code(totp), device: first.device,
                network: "n"
            ).admission)
        #expect(second.session.id != first.session.id && second.cookie != first.cookie)
        #expect(second.device == first.device)
        #expect(second.session.previous == door.now + -TOTP.period)
        // The one before is over, the new one is hers.
        #expect(entrance.session(first.cookie) == nil)
        #expect(entrance.session(second.cookie) == second.session)
    }

    @Test("un code ne sert qu'une fois, même après un redémarrage, même deux fois à la fois")
    func once() throws {
        let door = try Door()
        let (totp, first) = try door.enrol("claire.exemple", try door.entrance())
        let code = door.code(totp)
        let entrance = try door.entrance()
        #expect(
            try entrance.enter(
                name: "claire.exemple", code: code, device: nil, network: "n"
            ).admission != nil)
        for again in [entrance, try door.entrance()] {
            #expect(
                try again.enter(
                    name: "claire.exemple", code: code, device: first.device, network: "n"
                ).isRefused)
        }
    }

    @Test("une invitation sert une fois, quoi qu'il arrive ensuite, et pas après 48 heures")
    func invitation() throws {
        let door = try Door()
        let entrance = try door.entrance()
        let claire = try #require(entrance.register.name("claire.exemple"))
        let (code, expires) = try entrance.register.invite(claire, at: door.now)
        #expect(expires == door.now + 48 * 3_600)
        guard
            case .refused = try entrance.redeem(name: "denis.exemple", code: code, network: "n")
        else { throw RegisterError.unknown }
        guard
            case .taken(_, _, let token) = try entrance.redeem(
                name: "claire.exemple", code: code, network: "n")
        else { throw RegisterError.unknown }
        guard
            case .refused = try entrance.redeem(name: "claire.exemple", code: code, network: "n")
        else { throw RegisterError.unknown }
        // Left alone a quarter of an hour: another one is to be asked for.
        #expect(entrance.pending(token) != nil)
        door.pass(Entrance.enrolmentLife)
        #expect(entrance.pending(token) == nil)
        #expect(try entrance.confirm(token: token, code: "000000").isRefused)
        let (late, _) = try entrance.register.invite(claire, at: door.now)
        door.pass(Invitation.life)
        guard
            case .refused = try entrance.redeem(name: "claire.exemple", code: late, network: "n")
        else { throw RegisterError.unknown }
        #expect(!entrance.register.contains(claire))
    }

    @Test("dix premiers codes faux, et l'invitation est perdue")
    func firstCodes() throws {
        let door = try Door()
        let entrance = try door.entrance()
        let claire = try #require(entrance.register.name("claire.exemple"))
        let (code, _) = try entrance.register.invite(claire, at: door.now)
        guard
            case .taken(_, let totp, let token) = try entrance.redeem(
                name: "claire.exemple", code: code, network: "n")
        else { throw RegisterError.unknown }
        for _ in 0..<Entrance.enrolmentTries {
            #expect(try entrance.confirm(token: token, code: "x").isRefused)
        }
        #expect(try entrance.confirm(token: token, code: door.code(totp)).isRefused)
    }

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

    @Test("des codes faux d'ailleurs ne la retiennent pas, et lui sont dits quand elle entre")
    func failures() throws {
        let door = try Door()
        let entrance = try door.entrance()
        let (totp, first) = try door.enrol("claire.exemple", entrance)
        var refused = 0
        for network in 0..<50 {
            let outcome = try entrance.enter(
                name: "claire.exemple", code: "abc", device: nil, network: "n\(network)")
            if outcome.isRefused { refused += 1 } else { #expect(outcome.seconds != nil) }
        }
        #expect(refused == Slowing.everywhere)
        let second = try #require(
            entrance.enter(
                name: "claire.exemple", code: door.code(totp), device: first.device,
                network: "n0"
            ).admission)
        #expect(second.session.failures == refused)
        door.pass(TOTP.period)
        let third = try #require(
            entrance.enter(
                name: "claire.exemple", code: door.code(totp), device: second.device,
                network: "n0"
            ).admission)
        #expect(third.session.failures == 0)
    }

    @Test("un nom inconnu est refusé et ralenti comme un autre, et n'écrit rien")
    func unknown() throws {
        let door = try Door()
        let entrance = try door.entrance()
        for name in ["personne", "autre.example/claire.exemple", "", "../../etc", "service"] {
            for _ in 0..<Slowing.free {
                #expect(
                    try entrance.enter(
                        name: name, code: "123456", device: nil, network: name
                    ).isRefused, "\(name)")
            }
            #expect(
                try entrance.enter(name: name, code: "123456", device: nil, network: name).seconds
                    == 30)
        }
        #expect(PrivateFile.names(in: door.folder).isEmpty)
        let marked = "e" + String(repeating: "\u{301}", count: 2_000)
        #expect(marked.count == 1 && Entrance.pace(marked).utf8.count <= 62)
    }

    @Test("une session finit au bout de dix heures, quand on le dit, ou quand on retire l'agent")
    func ends() throws {
        let door = try Door()
        let entrance = try door.entrance()
        let (totp, first) = try door.enrol("claire.exemple", entrance)
        door.pass(SessionEnds.absolute - TOTP.period - 1)
        #expect(entrance.session(first.cookie) != nil)
        door.pass(1)
        #expect(entrance.session(first.cookie) == nil)
        let second = try #require(
            entrance.enter(
                name: "claire.exemple", code: door.code(totp), device: first.device, network: "n"
            ).admission)
        entrance.end(second.session)
        #expect(entrance.session(second.cookie) == nil)
        door.pass(TOTP.period)
        let third = try #require(
            entrance.enter(
                name: "claire.exemple", code: door.code(totp), device: first.device, network: "n"
            ).admission)
        try entrance.register.remove(third.session.agent)
        #expect(entrance.session(third.cookie) == nil)
        #expect(throws: RegisterError.unknown) {
            try entrance.register.remove(third.session.agent)
        }
        for cookie in ["", "x", String(repeating: "0", count: 64), third.cookie.uppercased()] {
            #expect(entrance.session(cookie) == nil)
        }
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

    @Test("un redémarrage ferme les sessions ; une autre machine n'ouvre aucun secret")
    func restart() throws {
        let door = try Door()
        let (totp, first) = try door.enrol("claire.exemple", try door.entrance())
        #expect(try door.entrance().session(first.cookie) == nil)
        let stolen = try door.entrance(machine: 2)
        #expect(throws: CryptoError(.blob, "")) {
            try stolen.enter(
                name: "claire.exemple", code: door.code(totp), device: first.device, network: "n")
        }
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
