import BureauAccess
import Glibc
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Synchronization
import Testing

@testable import agir_liaison_frontal

/// A front with its folder and clocks, without a network.
final class Street: Sendable {
    static let start = Instant(seconds: 1_800_000_000)
    static let host = "bureau.agir38.example"
    static let origin = "https://bureau.agir38.example"

    let folder: String
    let door: FrontDoor
    private let clock: Clock

    private final class Clock: Sendable {
        let elapsed = Mutex<Int64>(0)
        var now: Instant { Street.start + elapsed.withLock { $0 } }
    }

    init() throws {
        var template = Array("/tmp/frontal.XXXXXX".utf8CString)
        let made = mkdtemp(&template)
        let folder = String(cString: try #require(made))
        let clock = Clock()
        var secret = [UInt8](repeating: 1, count: HostKey.length)
        let entrance = Entrance(
            register: HostedRegister(
                folder: folder, structure: try #require(StructureName("agir38.example"))),
            host: try HostKey(taking: &secret), now: { clock.now },
            elapsed: { clock.elapsed.withLock { $0 } })
        door = FrontDoor(
            entrance: entrance, adresse: try #require(PeerAddress(Street.origin)),
            pages: FrontPages { "Opérateur <AGIR> de l'Isère" })
        self.folder = folder
        self.clock = clock
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

    var now: Instant { clock.now }
    func pass(_ seconds: Int64) { clock.elapsed.withLock { $0 += seconds } }

    /// The code of an invitation for claire.
    func invite() throws -> String {
        let claire = try #require(door.entrance.register.name("claire.exemple"))
        return try door.entrance.register.invite(claire, at: now).code
    }

    /// Claire comes in for the first time.
    func admit() throws -> Entrance.Admission {
        guard
            case .taken(_, let totp, let token) = try door.entrance.redeem(
                name: "claire.exemple", code: try invite(), network: "n"),
            case .admitted(let admission) = try door.entrance.confirm(
                token: token, code: totp.code(step: TOTP.step(at: now)))
        else { throw RegisterError.unknown }
        return admission
    }

    func get(_ target: String, cookie: String? = nil) -> FrontRequest {
        FrontRequest(
            method: "GET", target: target, host: Street.host,
            fields: cookie.map { [FrontField("Cookie", $0)] } ?? [])
    }

    func post(_ target: String, cookie: String? = nil) -> FrontRequest {
        var request = get(target, cookie: cookie)
        request.method = "POST"
        request.fields.append(FrontField("Origin", Street.origin))
        request.fields.append(FrontField("Content-Length", "1"))
        return request
    }
}

extension FrontDoor.Route {
    var answer: FrontAnswer? { if case .answer(let answer) = self { answer } else { nil } }
    var isForm: Bool { if case .form = self { true } else { false } }
    var bureau: Entrance.Session? { if case .bureau(let session) = self { session } else { nil } }
    var opening: Entrance.Session? { if case .opening(let session) = self { session } else { nil } }
}
