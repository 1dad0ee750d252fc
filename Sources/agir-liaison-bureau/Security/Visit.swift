import LiaisonBase
import LiaisonCrypto
import Synchronization

/// The one browser that this instance answers: who came by the start has its cookie, and nobody else.
final class Visit: Sendable {
    /// Of every instance: the path tells them apart.
    static let cookie = "bureau"
    private let place: Place
    /// Nil until somebody came.
    private let value = Mutex<String?>(nil)
    private let key = Sodium.randomBytes(32)

    init(_ place: Place) { self.place = place }

    /// A new visit: the one before, and its forms, end.
    ///
    /// - Returns: what `Set-Cookie` says. Without a date it goes with the browser, and dies with this process.
    func begin() -> String {
        let value = Hex.encode(Sodium.randomBytes(32))
        self.value.withLock { $0 = value }
        return "\(Self.cookie)=\(value); Path=\(place.path(of: "")); HttpOnly; SameSite=Strict"
            + (place.scheme == "https" ? "; Secure" : "")
    }

    /// Whether a browser is the one that came; `Cookie` may hold what others of this host put beside it.
    ///
    /// - Parameter fields: the values of each `Cookie`.
    func knows(_ fields: [String]) -> Bool {
        guard let value = value.withLock({ $0 }) else { return false }
        let expected = Array("\(Self.cookie)=\(value)".utf8)
        return fields.joined(separator: ";").split(separator: ";").contains { pair in
            Sodium.equal(Array(pair.drop { $0 == " " }.utf8), expected)
        }
    }

    /// The token of the form that is sent to a path: of this visit, and of no other form.
    func token(for path: String) -> String {
        let value = value.withLock { $0 } ?? ""
        return Base64.encodeURL(Hash.hmac(key: key, Array("\(value)\n\(path)".utf8)))
    }

    func isToken(_ token: String?, for path: String) -> Bool {
        guard let token, value.withLock({ $0 }) != nil else { return false }
        return Sodium.equal(Array(token.utf8), Array(self.token(for: path).utf8))
    }
}
