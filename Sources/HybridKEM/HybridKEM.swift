internal import Crypto
internal import FoundationEssentials

/// HPKE in base mode over X-Wing (ML-KEM-768 with X25519), HKDF-SHA256 and ChaCha20-Poly1305
/// (RFC 9180; draft-connolly-cfrg-xwing-kem): what age's `mlkem768x25519` is made of.
///
/// By swift-crypto: libsodium 1.0.18 has no ML-KEM (pitfalls.md).
public enum HybridKEM {
    /// Bytes.
    public static let seedLength = 32
    public static let publicKeyLength = 1_216
    public static let encapsulationLength = 1_120

    public struct Sealed: Sendable, Equatable {
        /// 1,120 bytes.
        public let encapsulation: [UInt8]
        /// The message and its 16-byte tag.
        public let body: [UInt8]
    }

    private static let suite = HPKE.Ciphersuite(
        kem: .XWingMLKEM768X25519, kdf: .HKDF_SHA256, aead: .chaChaPoly)

    /// The public half of a 32-byte seed; nil for a seed of another size.
    public static func publicKey(seed: UnsafeRawBufferPointer) -> [UInt8]? {
        key(seed).map { Array($0.publicKey.rawRepresentation) }
    }

    /// Seals one message to a public key; nil when it is not one.
    public static func seal(_ message: [UInt8], to publicKey: [UInt8], info: String) -> Sealed? {
        guard publicKey.count == publicKeyLength,
            let key = try? XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey),
            var sender = try? HPKE.Sender(
                recipientKey: key, ciphersuite: suite, info: Data(info.utf8)),
            let body = try? sender.seal(message)
        else { return nil }
        return Sealed(encapsulation: Array(sender.encapsulatedKey), body: Array(body))
    }

    /// Opens what `seal` made; nil when it was made for another key, or altered.
    public static func open(
        _ sealed: (encapsulation: [UInt8], body: [UInt8]), seed: UnsafeRawBufferPointer,
        info: String
    ) -> [UInt8]? {
        guard sealed.encapsulation.count == encapsulationLength, let key = key(seed),
            var recipient = try? HPKE.Recipient(
                privateKey: key, ciphersuite: suite, info: Data(info.utf8),
                encapsulatedKey: Data(sealed.encapsulation)),
            let message = try? recipient.open(sealed.body)
        else { return nil }
        return Array(message)
    }

    private static func key(_ seed: UnsafeRawBufferPointer) -> XWingMLKEM768X25519.PrivateKey? {
        guard seed.count == seedLength else { return nil }
        return try? XWingMLKEM768X25519.PrivateKey(seedRepresentation: seed, publicKey: nil)
    }
}
