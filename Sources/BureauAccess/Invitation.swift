internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema

/// What an administrator gives a colleague to set up her access: a code of 25 characters (125 bits, as the
/// recovery code), once, for 48 hours. What is kept of it guesses nothing.
public struct Invitation: Sendable, Equatable {
    /// Seconds that it is good for.
    public static let life: Int64 = 48 * 3_600

    public let agent: KeyName
    public let made: Instant
    /// SHA-256 of the code as it was generated.
    let digest: [UInt8]

    /// A new one, and its code, to be told once.
    public static func make(
        for agent: KeyName, at now: Instant
    ) -> (invitation: Invitation, code: String) {
        let code = RecoveryCode.generate()
        return (Invitation(agent: agent, made: now, digest: hash(code)), code)
    }

    init(agent: KeyName, made: Instant, digest: [UInt8]) {
        self.agent = agent
        self.made = made
        self.digest = digest
    }

    /// The last moment that it is good for.
    public var expires: Instant { made + Self.life }

    /// Whether that is its code, as typed, while it is good. A clock behind its making refuses it.
    public func admits(_ typed: String, at now: Instant) -> Bool {
        guard typed.utf8.count <= 100, let code = RecoveryCode.normalize(typed) else {
            return false
        }
        let fits = Sodium.equal(Self.hash(code), digest)
        return fits && now >= made && now < expires
    }

    private static func hash(_ code: String) -> [UInt8] { Hash.sha256(code.utf8) }

    // MARK: Its file

    init(_ object: JSONObject) throws(RegisterError) {
        let fields = RegisterFields(object, keys: ["agent", "faite", "empreinte"])
        guard let fields, let agent = fields.agent("agent"), let made = fields.instant("faite"),
            let digest = fields.digest("empreinte")
        else { throw .damaged("une invitation") }
        self.init(agent: agent, made: made, digest: digest)
    }

    var object: JSONObject {
        JSONObject([
            ("agent", .string(agent.description)), ("faite", .string(made.description)),
            ("empreinte", .string(Hex.encode(digest))),
        ])
    }
}
