import Glibc
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Synchronization
import Testing

@testable import BureauAccess

/// An entrance with a folder, clocks and a machine of its own.
final class Door: Sendable {
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
