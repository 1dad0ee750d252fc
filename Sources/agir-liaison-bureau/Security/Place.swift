import LiaisonBase
import LiaisonCrypto
import Synchronization

/// Where this instance answers. Cookies ignore ports, and any user of the machine can listen beside: what
/// tells this one apart is the first part of every address, 128 random bits.
final class Place: Sendable {
    /// `http` on loopback; `https` behind the front that ends TLS.
    let scheme: String
    /// The first part of every address, without its slashes.
    let path: String
    private let heard: Mutex<String?>

    /// - Parameters:
    ///   - authority: the `Host` that a browser names; nil until it is known.
    ///   - path: one that was drawn.
    init(
        scheme: String = "http", authority: String? = nil,
        path: String = Hex.encode(Sodium.randomBytes(16))
    ) {
        self.scheme = scheme
        self.path = path
        heard = Mutex(authority)
    }

    /// Host and port; nil while nothing is heard yet.
    var authority: String? { heard.withLock { $0 } }

    func hears(at authority: String) { heard.withLock { $0 = authority } }

    /// What a browser sends as `Origin`.
    var origin: String? { authority.map { "\(scheme)://\($0)" } }

    /// The path of a page, «» being the first one.
    func path(of page: String) -> String { "/\(path)/\(page)" }

    /// The whole address of a page; nil while nothing is heard.
    func address(of page: String) -> String? { origin.map { $0 + path(of: page) } }

    /// Whether it is what pages draw in by themselves for their look.
    func isDress(_ path: String?) -> Bool {
        path == self.path(of: "bureau.css") || path == self.path(of: "bureau.js")
    }

    /// How a page asks by itself, once its time is over, whether the identity was closed meanwhile (`bureau.js`).
    static let watch = "?veille"

    func isWatch(_ path: String?) -> Bool { path?.hasSuffix(Self.watch) ?? false }

    /// Whether a path is one of ours, and can be nothing else for a browser.
    func holds(_ path: String) -> Bool {
        path.hasPrefix(self.path(of: "")) && !path.contains("//") && !path.contains("..")
            && path.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte) || (65...90).contains(byte)
                    || "/-_".utf8.contains(byte)
            }
    }
}
