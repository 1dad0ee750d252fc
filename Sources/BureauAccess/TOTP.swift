internal import Crypto
internal import FoundationEssentials
internal import LiaisonBase
public import LiaisonCrypto
public import LiaisonSchema

/// The second factor of a hosted agent: a code of the moment (RFC 6238) by HMAC-SHA-1, steps of 30 seconds,
/// six digits: what every authenticator reads, for some keep to these whatever they are told.
public struct TOTP: Sendable {
    /// Seconds of a step.
    public static let period: Int64 = 30
    /// Bytes of a secret: as long as the hash (RFC 4226 section 4, R6).
    public static let secretLength = 20
    static let digits = 6
    /// Steps before and after the present one: a telephone's clock, and the time that typing takes (RFC 6238
    /// section 5.2).
    private static let window: Int64 = 1

    private let secret: SecretBytes

    /// - Throws: `.encoding` for another length.
    public init(secret: SecretBytes) throws(LiaisonCrypto.CryptoError) {
        guard secret.count == Self.secretLength else {
            throw LiaisonCrypto.CryptoError(
                .encoding, "Un secret de double authentification est abîmé.")
        }
        self.secret = secret
    }

    public static func generate() throws(LiaisonCrypto.CryptoError) -> TOTP {
        try TOTP(secret: SecretBytes(random: secretLength))
    }

    /// The step of a moment.
    public static func step(at now: Instant) -> Int64 {
        let rest = (now.seconds % period + period) % period
        return (now.seconds - rest) / period
    }

    /// The code of a step, six digits.
    public func code(step: Int64) -> String {
        let value = String(truncated(step: step) % 1_000_000)
        return String(repeating: "0", count: Self.digits - value.count) + value
    }

    /// Which step somebody typed the code of: the latest that fits, so that all before it are used up too.
    ///
    /// - Parameter last: the last step that was used; each counts once (RFC 6238 section 5.2).
    /// - Returns: nil when none fits.
    public func step(of typed: String, at now: Instant, after last: Int64?) -> Int64? {
        guard let typed = Self.read(typed) else { return nil }
        let present = Self.step(at: now)
        var found: Int64?
        // All are compared, whichever fits.
        for step in present - Self.window...present + Self.window {
            let fits = Sodium.equal(typed, Array(code(step: step).utf8))
            if fits, last.map({ step > $0 }) ?? true { found = step }
        }
        return found
    }

    /// What was typed, without the spaces that an authenticator shows, whatever it makes of them when it
    /// is copied; nil when it is no code.
    private static func read(_ typed: String) -> [UInt8]? {
        guard typed.utf8.count <= 32 else { return nil }
        let digits = TypedCode.signs(typed).utf8
        guard digits.count == Self.digits, digits.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Array(digits)
    }

    /// Dynamic truncation (RFC 4226 section 5.3): 31 bits.
    func truncated(step: Int64) -> UInt32 {
        let counter = UInt64(bitPattern: step)
        let message = (0..<8).map { UInt8(truncatingIfNeeded: counter >> UInt64(56 - 8 * $0)) }
        let mac = secret.withBytes { bytes in
            Array(
                HMAC<Insecure.SHA1>.authenticationCode(
                    for: message, using: SymmetricKey(data: bytes)))
        }
        let offset = Int(mac[19] & 15)
        return mac[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    }

    // MARK: What the person gives her authenticator

    /// The secret as one types it: groups of four letters and digits.
    public var typedSecret: String {
        let text = secret.withBytes { Base32.encode($0) }
        return stride(from: 0, to: text.utf8.count, by: 4).map { start in
            String(text.dropFirst(start).prefix(4))
        }.joined(separator: " ")
    }

    /// The address that a QR code holds (Key Uri Format of the authenticators): names are DNS names, letters
    /// and digits, which need no escape.
    public func address(of agent: KeyName) -> String {
        let text = secret.withBytes { Base32.encode($0) }
        return "otpauth://totp/\(agent.structure):\(agent.local)?secret=\(text)"
            + "&issuer=\(agent.structure)&algorithm=SHA1&digits=\(Self.digits)"
            + "&period=\(Self.period)"
    }

    // MARK: At rest

    private static let use = "totp"

    /// Under the secret of the machine.
    public func sealed(by host: HostKey, for agent: KeyName) -> [UInt8] {
        var bytes = secret.withBytes { Array($0) }
        defer { Sodium.wipe(&bytes) }
        return host.seal(bytes, owner: agent.description, use: Self.use)
    }

    /// - Throws: `.blob` for another machine's, or another agent's.
    public init(
        sealed: [UInt8], by host: HostKey, for agent: KeyName
    ) throws(LiaisonCrypto.CryptoError) {
        var bytes = try host.open(sealed, owner: agent.description, use: Self.use)
        try self.init(secret: SecretBytes(taking: &bytes))
    }
}
