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
        // In place: a large pli is not copied once more.
        return [UInt8](unsafeUninitializedCapacity: content.count + overhead) { memory, count in
            guard let start = memory.baseAddress else { return }
            _ = memory.initialize(from: nonce)
            key.withPointer {
                _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                    start + nonceLength, nil, content, UInt64(content.count), associated,
                    UInt64(associated.count), nil, nonce, $0)
            }
            count = content.count + overhead
        }
    }

    /// - Throws: `.blob` when the key or the place is another's, or the blob was altered.
    public static func open(
        _ blob: [UInt8], key: SecretBytes, place: Place
    ) throws(CryptoError) -> [UInt8] {
        try blob.withUnsafeBufferPointer { bytes throws(CryptoError) in
            try open(UnsafeRawBufferPointer(bytes), key: key, place: place, after: [])
        }
    }

    /// - Parameter head: what is to stand before the content in the result.
    /// - Throws: `.blob` when the key or the place is another's, or the blob was altered.
    public static func open(
        _ blob: UnsafeRawBufferPointer, key: SecretBytes, place: Place, after head: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        let damaged = CryptoError(
            .blob, "Un contenu conservé est abîmé.",
            hint: "Prévenez l'administrateur : la base doit être vérifiée.")
        guard blob.count >= overhead, key.count == 32 else { throw damaged }
        let sealed = UnsafeRawBufferPointer(rebasing: blob.dropFirst(nonceLength))
            .bindMemory(to: UInt8.self)
        guard let start = sealed.baseAddress else { throw damaged }
        let nonce = Array(blob.prefix(nonceLength))
        let associated = place.bytes
        var status: Int32 = -1
        let total = head.count + sealed.count - tagLength
        let content = [UInt8](unsafeUninitializedCapacity: total) { memory, count in
            _ = memory.initialize(from: head)
            status = key.withPointer {
                crypto_aead_xchacha20poly1305_ietf_decrypt(
                    memory.baseAddress.map { $0 + head.count }, nil, nil, start,
                    UInt64(sealed.count), associated, UInt64(associated.count), nonce, $0)
            }
            count = status == 0 ? total : 0
        }
        guard status == 0 else { throw damaged }
        return content
    }
}
