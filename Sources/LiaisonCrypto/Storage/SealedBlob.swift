internal import CSodium

/// A stored blob under its own key (formats.md, «Storage at rest»):
/// 24-byte nonce ‖ XChaCha20-Poly1305 ciphertext.
public enum SealedBlob {
    /// Bytes that a blob is longer than its content.
    public static let overhead = 40
    private static let nonceLength = 24
    private static let tagLength = 16

    /// Binds a blob to its place: `agir-liaison/blob/v1` LF box LF `de` LF id.
    public struct Place: Sendable, Equatable {
        public let box: String
        public let de: String
        public let id: String

        public init(box: String, de: String, id: String) {
            self.box = box
            self.de = de
            self.id = id
        }

        var bytes: [UInt8] { Array("agir-liaison/blob/v1\n\(box)\n\(de)\n\(id)".utf8) }
    }

    public static func seal(_ content: [UInt8], key: SecretBytes, place: Place) -> [UInt8] {
        let nonce = Sodium.randomBytes(nonceLength)
        let associated = place.bytes
        var sealed = [UInt8](repeating: 0, count: content.count + tagLength)
        key.withPointer {
            _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                &sealed, nil, content, UInt64(content.count), associated,
                UInt64(associated.count), nil, nonce, $0)
        }
        return nonce + sealed
    }

    /// - Throws: `.blob` when the key or the place is another's, or the blob was altered.
    public static func open(
        _ blob: [UInt8], key: SecretBytes, place: Place
    ) throws(CryptoError) -> [UInt8] {
        let damaged = CryptoError(
            .blob, "Un contenu conservé est abîmé.",
            hint: "Prévenez l'administrateur : la base doit être vérifiée.")
        guard blob.count >= overhead, key.count == 32 else { throw damaged }
        let nonce = Array(blob.prefix(nonceLength))
        let sealed = Array(blob.dropFirst(nonceLength))
        let associated = place.bytes
        var content = [UInt8](repeating: 0, count: sealed.count - tagLength)
        let status = key.withPointer {
            crypto_aead_xchacha20poly1305_ietf_decrypt(
                &content, nil, nil, sealed, UInt64(sealed.count), associated,
                UInt64(associated.count), nonce, $0)
        }
        guard status == 0 else { throw damaged }
        return content
    }
}
