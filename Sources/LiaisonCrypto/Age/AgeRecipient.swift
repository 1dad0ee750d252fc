/// An age recipient: who can open a sealed file.
public struct AgeRecipient: Sendable, Hashable, CustomStringConvertible {
    private enum Key: Sendable, Hashable {
        /// The 32-byte Curve25519 point of `age1…`: classical.
        case x25519([UInt8])
        /// The 1,216-byte X-Wing public key of `age1pq1…`: holds against a quantum computer too.
        case hybrid([UInt8])
    }

    private static let classicalPrefix = "age"
    private static let hybridPrefix = "age1pq"

    private let key: Key
    /// The Bech32 text, kept: it is long, and named in every manifest.
    public let description: String

    /// Reads a recipient, lower-case Bech32.
    ///
    /// - Throws: `.encoding` for anything else.
    public init(_ text: String) throws(CryptoError) {
        let isUpper = text.utf8.contains { (65...90).contains($0) }
        let decoded = isUpper ? nil : Bech32.decode(text)
        switch (decoded?.prefix, decoded?.bytes) {
        case (Self.classicalPrefix, let bytes?) where bytes.count == 32: key = .x25519(bytes)
        case (Self.hybridPrefix, let bytes?) where bytes.count == Hybrid.publicKeyLength:
            key = .hybrid(bytes)
        default:
            throw CryptoError(
                .encoding, "Un destinataire age est illisible.",
                hint: "Un destinataire commence par « age1 » ; copiez-le en entier.")
        }
        description = text
    }

    init(x25519 point: [UInt8]) {
        key = .x25519(point)
        description = Bech32.encode(prefix: Self.classicalPrefix, point)
    }

    init(hybrid publicKey: [UInt8]) {
        key = .hybrid(publicKey)
        description = Bech32.encode(prefix: Self.hybridPrefix, publicKey)
    }

    /// Whether what is sealed for it today stays closed to who records it today.
    public var isPostQuantum: Bool {
        switch key {
        case .x25519: false
        case .hybrid: true
        }
    }

    /// The raw public key.
    var publicKey: [UInt8] {
        switch key {
        case .x25519(let bytes), .hybrid(let bytes): bytes
        }
    }

    func wrap(fileKey: [UInt8]) throws(CryptoError) -> AgeStanza {
        switch key {
        case .x25519(let point): try X25519.wrap(fileKey: fileKey, to: point)
        case .hybrid(let key): try Hybrid.wrap(fileKey: fileKey, to: key)
        }
    }
}

/// An age identity, its 32 secret bytes in locked memory.
public struct AgeIdentity: Sendable {
    /// The two kinds, by the Bech32 prefix of their secret.
    public enum Kind: String, Sendable, CaseIterable {
        case x25519 = "age-secret-key-"
        case hybrid = "age-secret-key-pq-"
    }

    private let secret: SecretBytes
    private let kind: Kind
    public let recipient: AgeRecipient

    public static func generate(_ kind: Kind) throws(CryptoError) -> AgeIdentity {
        try AgeIdentity(kind, secret: SecretBytes(random: 32))
    }

    /// Reads `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`, upper case only.
    public init(text: String) throws(CryptoError) {
        guard text == text.uppercased(), let (prefix, bytes) = Bech32.decode(text),
            let kind = Kind(rawValue: prefix), bytes.count == 32
        else { throw CryptoError(.encoding, "Une identité age est illisible.") }
        var secret = bytes
        try self.init(kind, secret: SecretBytes(taking: &secret))
    }

    private init(_ kind: Kind, secret: SecretBytes) throws(CryptoError) {
        self.secret = secret
        self.kind = kind
        switch kind {
        case .x25519: recipient = AgeRecipient(x25519: X25519.publicPoint(secret))
        case .hybrid:
            guard let key = Hybrid.publicKey(seed: secret) else {
                throw CryptoError(.unavailable, "La clé hybride ne peut pas être calculée.")
            }
            recipient = AgeRecipient(hybrid: key)
        }
    }

    /// The Bech32 text: secret, for a sealed file only.
    public var secretText: String {
        secret.withBytes { Bech32.encode(prefix: kind.rawValue, Array($0)) }.uppercased()
    }

    /// The file key, or nil when the stanza is for somebody else.
    func unwrap(_ stanza: AgeStanza) throws(CryptoError) -> [UInt8]? {
        switch (kind, stanza.type) {
        case (.x25519, X25519.stanzaType):
            try X25519.unwrap(stanza, scalar: secret, point: recipient.publicKey)
        case (.hybrid, Hybrid.stanzaType): try Hybrid.unwrap(stanza, seed: secret)
        default: nil
        }
    }
}
