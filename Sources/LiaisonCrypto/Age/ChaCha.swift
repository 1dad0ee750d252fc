internal import CSodium

/// ChaCha20-Poly1305 (RFC 8439) by libsodium, without associated data.
enum ChaCha {
    static let tagLength = 16
    static let zeroNonce = [UInt8](repeating: 0, count: 12)

    static func seal(_ plaintext: [UInt8], key: [UInt8], nonce: [UInt8]) -> [UInt8] {
        var sealed = [UInt8](repeating: 0, count: plaintext.count + tagLength)
        crypto_aead_chacha20poly1305_ietf_encrypt(
            &sealed, nil, plaintext, UInt64(plaintext.count), nil, 0, nil, nonce, key)
        return sealed
    }

    static func open(_ sealed: [UInt8], key: [UInt8], nonce: [UInt8]) -> [UInt8]? {
        guard sealed.count >= tagLength else { return nil }
        var plaintext = [UInt8](repeating: 0, count: sealed.count - tagLength)
        let status = crypto_aead_chacha20poly1305_ietf_decrypt(
            &plaintext, nil, nil, sealed, UInt64(sealed.count), nil, 0, nonce, key)
        return status == 0 ? plaintext : nil
    }
}
