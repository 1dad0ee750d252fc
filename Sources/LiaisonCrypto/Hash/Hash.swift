internal import CSodium

/// The hash functions of formats.md, by libsodium.
public enum Hash {
    public static func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(Array(bytes))
        return hash.finish()
    }

    /// HMAC-SHA-256 (RFC 2104).
    public static func hmac(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, key, key.count)
        crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        var mac = [UInt8](repeating: 0, count: 32)
        crypto_auth_hmacsha256_final(&state, &mac)
        return mac
    }

    /// HKDF-SHA-256 (RFC 5869), the first 32 bytes: extract, then one expansion.
    static func hkdf(secret: [UInt8], salt: [UInt8], info: String) -> [UInt8] {
        var extracted = hmac(key: salt, secret)
        defer { Sodium.wipe(&extracted) }
        return hmac(key: extracted, Array(info.utf8) + [1])
    }

    /// Keyed BLAKE2b with a digest of `length` bytes (16 to 64).
    public static func blake2b(_ message: [UInt8], key: SecretBytes, length: Int) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: length)
        key.withPointer {
            _ = crypto_generichash(
                &digest, length, message, UInt64(message.count), $0, key.count)
        }
        return digest
    }
}

/// SHA-256 over bytes that come in pieces.
public struct SHA256 {
    private var state = crypto_hash_sha256_state()

    public init() {
        crypto_hash_sha256_init(&state)
    }

    public mutating func update(_ bytes: [UInt8]) {
        crypto_hash_sha256_update(&state, bytes, UInt64(bytes.count))
    }

    mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
        crypto_hash_sha256_update(&state, bytes.baseAddress, UInt64(bytes.count))
    }

    mutating func update(_ byte: UInt8) {
        withUnsafePointer(to: byte) { _ = crypto_hash_sha256_update(&state, $0, 1) }
    }

    public mutating func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        crypto_hash_sha256_final(&state, &digest)
        return digest
    }
}
