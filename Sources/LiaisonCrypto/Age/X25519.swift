internal import CSodium
internal import LiaisonBase

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

    /// The file key, or nil when the stanza is for somebody else.
    ///
    /// - Parameter point: the public half of `scalar`.
    static func unwrap(
        _ stanza: AgeStanza, scalar: SecretBytes, point: [UInt8]
    ) throws(CryptoError) -> [UInt8]? {
        guard stanza.arguments.count == 2,
            let share = Base64.decode(stanza.arguments[1], padded: false), share.count == 32,
            // Bounded before it is decrypted: the key cannot partition the ciphertext (c2sp.org/age).
            stanza.body.count == 32
        else { throw AgeHeader.malformed }
        guard var secret = scalar.withPointer({ multiply($0, share) }) else {
            throw AgeHeader.malformed
        }
        defer { Sodium.wipe(&secret) }
        var key = Hash.hkdf(secret: secret, salt: share + point, info: info)
        defer { Sodium.wipe(&key) }
        return ChaCha.open(stanza.body, key: key, nonce: ChaCha.zeroNonce)
    }

    static func publicPoint(_ scalar: SecretBytes) -> [UInt8] {
        var point = [UInt8](repeating: 0, count: 32)
        scalar.withPointer { _ = crypto_scalarmult_base(&point, $0) }
        return point
    }

    /// Whether a share gives the all-zero secret. It does so with every scalar or with none: a clamped
    /// scalar is a multiple of the cofactor (RFC 7748, section 5).
    static func isLowOrder(_ share: [UInt8]) -> Bool {
        multiply([UInt8](repeating: 1, count: 32), share) == nil
    }

    /// Nil for an all-zero shared secret: a low-order point (c2sp.org/age).
    static func multiply(_ scalar: UnsafePointer<UInt8>, _ point: [UInt8]) -> [UInt8]? {
        var shared = [UInt8](repeating: 0, count: 32)
        return crypto_scalarmult(&shared, scalar, point) == 0 ? shared : nil
    }
}
