import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@testable import BureauAccess

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
}
