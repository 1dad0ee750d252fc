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
        do {
            return try open(length: blob.count, key: key, place: place, after: []) {
                memory, start in
                blob.withUnsafeBytes {
                    memory.copyMemory(from: .init(rebasing: $0[start...].prefix(memory.count)))
                }
            }
        } catch { throw damaged }
    }

    /// Opens a blob where its content is to be: a large one is in memory once.
    ///
    /// - Parameters:
    ///   - length: bytes of the blob.
    ///   - head: what is to stand before the content in the result.
    ///   - read: fills memory with the blob's bytes from a place on.
    /// - Throws: `.blob` when the key or the place is another's, or the blob was altered; what `read` throws.
    public static func open(
        length: Int, key: SecretBytes, place: Place, after head: [UInt8],
        read: (UnsafeMutableRawBufferPointer, Int) throws -> Void
    ) throws -> [UInt8] {
        guard length >= overhead, key.count == 32 else { throw damaged }
        var nonce = [UInt8](repeating: 0, count: nonceLength)
        try nonce.withUnsafeMutableBytes { try read($0, 0) }
        let associated = place.bytes
        let sealed = length - nonceLength
        var status: Int32 = -1
        let content = try [UInt8](unsafeUninitializedCapacity: head.count + sealed) {
            memory, count in
            guard let start = memory.baseAddress.map({ $0 + head.count }) else { return }
            _ = memory.initialize(from: head)
            try read(UnsafeMutableRawBufferPointer(start: start, count: sealed), nonceLength)
            // In place, as libsodium allows.
            status = key.withPointer {
                crypto_aead_xchacha20poly1305_ietf_decrypt(
                    start, nil, nil, start, UInt64(sealed), associated, UInt64(associated.count),
                    nonce, $0)
            }
            if status == 0 { count = head.count + sealed - tagLength }
        }
        guard status == 0 else { throw damaged }
        return content
    }

    private static let damaged = CryptoError(
        .blob, "Un contenu conservé est abîmé.",
        hint: "Prévenez l'administrateur : la base doit être vérifiée.")
}
