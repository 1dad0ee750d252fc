internal import HybridKEM
internal import LiaisonBase

/// The ML-KEM-768 with X25519 recipient type (c2sp.org/age, «The mlkem768x25519 recipient type»).
enum Hybrid {
    static let stanzaType = "mlkem768x25519"
    static let info = "age-encryption.org/mlkem768x25519"
    static let publicKeyLength = HybridKEM.publicKeyLength

    static func publicKey(seed: SecretBytes) -> [UInt8]? {
        seed.withBytes { HybridKEM.publicKey(seed: $0) }
    }

    static func wrap(fileKey: [UInt8], to publicKey: [UInt8]) throws(CryptoError) -> AgeStanza {
        guard let sealed = HybridKEM.seal(fileKey, to: publicKey, info: info) else {
            throw CryptoError(.encoding, "Un destinataire age n'est pas une clé utilisable.")
        }
        return AgeStanza(
            arguments: [stanzaType, Base64.encode(sealed.encapsulation, padded: false)],
            body: sealed.body)
    }

    /// The file key, or nil when the stanza is for somebody else.
    static func unwrap(_ stanza: AgeStanza, seed: SecretBytes) throws(CryptoError) -> [UInt8]? {
        guard stanza.arguments.count == 2,
            let encapsulation = Base64.decode(stanza.arguments[1], padded: false),
            encapsulation.count == HybridKEM.encapsulationLength,
            // Bounded before it is decrypted: the key cannot partition the ciphertext (c2sp.org/age).
            stanza.body.count == 32,
            // Told apart from a stanza for somebody else: for no seed is there a secret in it, as for
            // plain X25519 (c2sp.org/age, «The X25519 recipient type»). X-Wing ends with that share.
            !X25519.isLowOrder(Array(encapsulation.suffix(32)))
        else { throw AgeHeader.malformed }
        return seed.withBytes {
            HybridKEM.open((encapsulation, stanza.body), seed: $0, info: info)
        }
    }
}
