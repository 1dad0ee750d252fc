import Crypto
import CryptoExtras
import FoundationEssentials
import LiaisonCrypto

/// A key of AES, in memory that swift-crypto wipes when it is released: the one file here that uses it,
/// as the fuzzers build the rest without.
///
/// PBKDF2 hands its result over in ordinary memory, 32 bytes that are released unwiped: swift-crypto has
/// no other way to it.
struct AESKey: Sendable {
    private let key: SymmetricKey

    private init(key: SymmetricKey) {
        self.key = key
    }

    init(_ bytes: SecretBytes) {
        key = bytes.withBytes { SymmetricKey(data: $0) }
    }

    /// 32 fresh random bytes.
    static func fresh() -> AESKey { AESKey(key: SymmetricKey(size: .bits256)) }

    /// PBKDF2 with HMAC-SHA-512 (RFC 8018 section 5.2), 32 bytes; nil when it fails.
    ///
    /// - Parameter rounds: the caller has checked them.
    init?(password: SecretBytes, salt: [UInt8], rounds: Int) {
        self.init(password: password, salt: salt, rounds: rounds, hash: .sha512, length: 32)
    }

    /// The same by another hash, for the published vectors.
    init?(
        password: SecretBytes, salt: [UInt8], rounds: Int,
        hash: KDF.Insecure.PBKDF2.HashFunction, length: Int
    ) {
        guard
            let key = password.withBytes({ bytes in
                try? KDF.Insecure.PBKDF2.deriveKey(
                    from: bytes, salt: salt, using: hash, outputByteCount: length,
                    unsafeUncheckedRounds: rounds)
            })
        else { return nil }
        self.key = key
    }

    /// AES key wrap (RFC 3394).
    func wrapped(by other: AESKey) -> [UInt8]? {
        (try? AES.KeyWrap.wrap(key, using: other.key)).map { Array($0) }
    }

    /// Nil when `other` did not wrap it.
    init?(unwrapping wrapped: [UInt8], with other: AESKey) {
        guard let key = try? AES.KeyWrap.unwrap(wrapped, using: other.key) else { return nil }
        self.key = key
    }

    /// AES-GCM (NIST SP 800-38D), tag of 16 bytes. Never twice with one nonce.
    func seal(
        _ plaintext: [UInt8], nonce: [UInt8], additional: [UInt8]
    ) -> (ciphertext: [UInt8], tag: [UInt8])? {
        guard let nonce = try? AES.GCM.Nonce(data: nonce),
            let box = try? AES.GCM.seal(
                plaintext, using: key, nonce: nonce, authenticating: additional)
        else { return nil }
        return (Array(box.ciphertext), Array(box.tag))
    }

    /// Nil when anything of it was altered.
    func open(
        _ ciphertext: [UInt8], nonce: [UInt8], tag: [UInt8], additional: [UInt8]
    ) -> [UInt8]? {
        guard let nonce = try? AES.GCM.Nonce(data: nonce),
            let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: ciphertext, tag: tag),
            let plaintext = try? AES.GCM.open(box, using: key, authenticating: additional)
        else { return nil }
        return Array(plaintext)
    }
}
