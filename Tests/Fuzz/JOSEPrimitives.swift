import LiaisonCrypto

/// Stands for the file of that name: the fuzzers read what strangers send before anything is derived or
/// decrypted, and building swift-crypto for them would take minutes.
struct AESKey: Sendable {
    init() {}

    init(_ bytes: SecretBytes) {}

    static func fresh() -> AESKey { AESKey() }

    init?(password: SecretBytes, salt: [UInt8], rounds: Int) { return nil }

    func wrapped(by other: AESKey) -> [UInt8]? { nil }

    init?(unwrapping wrapped: [UInt8], with other: AESKey) { return nil }

    func seal(
        _ plaintext: [UInt8], nonce: [UInt8], additional: [UInt8]
    ) -> (ciphertext: [UInt8], tag: [UInt8])? { nil }

    func open(
        _ ciphertext: [UInt8], nonce: [UInt8], tag: [UInt8], additional: [UInt8]
    ) -> [UInt8]? { nil }
}
