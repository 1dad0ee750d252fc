internal import CSodium

/// An age recipient: who can open a sealed file.
public enum AgeRecipient: Sendable, Hashable, CustomStringConvertible {
    /// The 32-byte Curve25519 point of `age1…`.
    case x25519([UInt8])

    /// Reads a recipient, lower-case Bech32.
    ///
    /// - Throws: `.encoding` for anything else.
    public init(_ text: String) throws(CryptoError) {
        guard text == text.lowercased(), let (prefix, bytes) = Bech32.decode(text),
            prefix == "age", bytes.count == 32
        else {
            throw CryptoError(
                .encoding, "Un destinataire age est illisible.",
                hint: "Un destinataire commence par « age1 » ; copiez-le en entier.")
        }
        self = .x25519(bytes)
    }

    public var description: String {
        switch self {
        case .x25519(let point): Bech32.encode(prefix: "age", point)
        }
    }

    func wrap(fileKey: [UInt8]) throws(CryptoError) -> AgeStanza {
        switch self {
        case .x25519(let point): try X25519.wrap(fileKey: fileKey, to: point)
        }
    }
}

/// An X25519 identity, its scalar in locked memory.
public struct AgeIdentity: Sendable {
    static let prefix = "age-secret-key-"

    private let scalar: SecretBytes
    public let recipient: AgeRecipient
    private let point: [UInt8]

    public static func generate() throws(CryptoError) -> AgeIdentity {
        try AgeIdentity(scalar: SecretBytes(random: 32))
    }

    /// Reads `AGE-SECRET-KEY-1…`, upper case only.
    public init(text: String) throws(CryptoError) {
        guard text == text.uppercased(), let (prefix, bytes) = Bech32.decode(text),
            prefix == Self.prefix, bytes.count == 32
        else { throw CryptoError(.encoding, "Une identité age est illisible.") }
        var scalar = bytes
        try self.init(scalar: SecretBytes(taking: &scalar))
    }

    init(scalar: SecretBytes) throws(CryptoError) {
        self.scalar = scalar
        point = X25519.publicPoint(scalar)
        recipient = .x25519(point)
    }

    /// `AGE-SECRET-KEY-1…`: secret, for a sealed file only.
    public var secretText: String {
        scalar.withBytes { Bech32.encode(prefix: Self.prefix, Array($0)) }.uppercased()
    }

    /// The file key, or nil when the stanza is for somebody else.
    func unwrap(_ stanza: AgeStanza) throws(CryptoError) -> [UInt8]? {
        guard stanza.type == X25519.stanzaType else { return nil }
        guard stanza.arguments.count == 2,
            let share = Base64.decode(stanza.arguments[1], padded: false), share.count == 32,
            // Bounded before it is decrypted: the key cannot partition the ciphertext (c2sp.org/age).
            stanza.body.count == 32
        else { throw AgeHeader.malformed }
        guard var secret = scalar.withPointer({ X25519.multiply($0, share) }) else {
            throw AgeHeader.malformed
        }
        defer { Sodium.wipe(&secret) }
        var key = Hash.hkdf(secret: secret, salt: share + point, info: X25519.info)
        defer { Sodium.wipe(&key) }
        return ChaCha.open(stanza.body, key: key, nonce: ChaCha.zeroNonce)
    }
}

/// The X25519 recipient type (c2sp.org/age, «The X25519 recipient type»).
enum X25519 {
    static let stanzaType = "X25519"
    static let info = "age-encryption.org/v1/X25519"

    static func wrap(fileKey: [UInt8], to point: [UInt8]) throws(CryptoError) -> AgeStanza {
        let ephemeral = try SecretBytes(random: 32)
        let share = publicPoint(ephemeral)
        guard var secret = ephemeral.withPointer({ multiply($0, point) }) else {
            throw CryptoError(.encoding, "Un destinataire age n'est pas une clé utilisable.")
        }
        defer { Sodium.wipe(&secret) }
        var key = Hash.hkdf(secret: secret, salt: share + point, info: info)
        defer { Sodium.wipe(&key) }
        return AgeStanza(
            arguments: [stanzaType, Base64.encode(share, padded: false)],
            body: ChaCha.seal(fileKey, key: key, nonce: ChaCha.zeroNonce))
    }

    static func publicPoint(_ scalar: SecretBytes) -> [UInt8] {
        var point = [UInt8](repeating: 0, count: 32)
        scalar.withPointer { _ = crypto_scalarmult_base(&point, $0) }
        return point
    }

    /// Nil for an all-zero shared secret: a low-order point (c2sp.org/age).
    static func multiply(_ scalar: UnsafePointer<UInt8>, _ point: [UInt8]) -> [UInt8]? {
        var shared = [UInt8](repeating: 0, count: 32)
        return crypto_scalarmult(&shared, scalar, point) == 0 ? shared : nil
    }
}
