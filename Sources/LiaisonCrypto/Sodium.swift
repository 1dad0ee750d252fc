internal import CSodium

/// libsodium's one-time set-up.
///
/// Both programs call it first: before it the library stays on its reference code, at less than
/// half the speed (pitfalls.md), and draws no randomness.
public enum Sodium {
    /// - Throws: `CryptoError` with code `.unavailable` when the library cannot start.
    public static func start() throws(CryptoError) {
        guard sodium_init() >= 0 else {
            throw CryptoError(
                .unavailable, "La bibliothèque libsodium ne démarre pas.",
                hint: "Vérifiez l'installation du paquet libsodium23.")
        }
    }

    /// `count` random bytes from the system's generator.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        randombytes_buf(&bytes, count)
        return bytes
    }

    /// Equality in constant time for texts of equal length: for secrets and fingerprints.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }

    /// Overwrites bytes that were secret.
    public static func wipe(_ bytes: inout [UInt8]) {
        sodium_memzero(&bytes, bytes.count)
    }
}
