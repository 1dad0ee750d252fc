internal import CSodium

/// An Ed25519 key pair (RFC 8032), the seed in locked memory.
public struct SigningKey: Sendable {
    /// The Bech32 prefix of a seed at rest (formats.md, «Files of an agent»).
    static let prefix = "sign-secret-key-"

    private let secret: SecretBytes
    /// 32 bytes.
    public let publicKey: [UInt8]
    private let seed: SecretBytes

    public init(seed: SecretBytes) throws(CryptoError) {
        guard seed.count == 32 else {
            throw CryptoError(.encoding, "Une clé de signature n'a pas 32 octets.")
        }
        var publicKey = [UInt8](repeating: 0, count: 32)
        secret = try SecretBytes(count: 64) { secret in
            seed.withPointer { seed in
                _ = crypto_sign_seed_keypair(
                    &publicKey, secret, seed)
            }
        }
        self.publicKey = publicKey
        self.seed = seed
    }

    public static func generate() throws(CryptoError) -> SigningKey {
        try SigningKey(seed: SecretBytes(random: 32))
    }

    /// Reads `SIGN-SECRET-KEY-1…`.
    public init(text: String) throws(CryptoError) {
        guard let (prefix, bytes) = Bech32.decode(text), prefix == Self.prefix, bytes.count == 32
        else { throw CryptoError(.encoding, "Une clé de signature est illisible.") }
        var seed = bytes
        try self.init(seed: SecretBytes(taking: &seed))
    }

    /// `SIGN-SECRET-KEY-1…`: secret, for a sealed file only.
    public var secretText: String {
        seed.withBytes { Bech32.encode(prefix: Self.prefix, Array($0)) }.uppercased()
    }

    /// The 64-byte signature of a message.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: 64)
        secret.withPointer {
            _ = crypto_sign_detached(&signature, nil, message, UInt64(message.count), $0)
        }
        return signature
    }

    /// The public half as a vkey under that name.
    public func verifierKey(
        name: String, type: VerifierKey.SignatureType = .ed25519
    ) throws(CryptoError) -> VerifierKey {
        try VerifierKey(name: name, type: type, publicKey: publicKey)
    }
}
