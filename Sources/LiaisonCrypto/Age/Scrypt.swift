internal import CSodium
internal import LiaisonBase

/// The scrypt recipient type (c2sp.org/age, «The scrypt recipient type»): alone in its header.
enum Scrypt {
    static let stanzaType = "scrypt"
    /// The work factor written (formats.md, «Sealed payload»): N = 2^18.
    static let workFactor = 18
    private static let label = "age-encryption.org/v1/scrypt"

    static func wrap(
        fileKey: [UInt8], passphrase: SecretBytes, workFactor: Int
    ) throws(CryptoError) -> AgeStanza {
        let salt = Sodium.randomBytes(16)
        var key = try derive(passphrase, salt: salt, workFactor: workFactor)
        defer { Sodium.wipe(&key) }
        return AgeStanza(
            arguments: [stanzaType, Base64.encode(salt, padded: false), String(workFactor)],
            body: ChaCha.seal(fileKey, key: key, nonce: ChaCha.zeroNonce))
    }

    /// - Throws: `.workFactor` above `limit`, `.passphrase` when the passphrase does not fit.
    static func unwrap(
        _ stanza: AgeStanza, passphrase: SecretBytes, limit: Int
    ) throws(CryptoError) -> [UInt8] {
        guard stanza.arguments.count == 3,
            let salt = Base64.decode(stanza.arguments[1], padded: false), salt.count == 16,
            let workFactor = factor(stanza.arguments[2]), stanza.body.count == 32
        else { throw AgeHeader.malformed }
        guard workFactor <= limit else {
            throw CryptoError(
                .workFactor, "Ce fichier demande un effort de calcul démesuré (2^\(workFactor)).",
                hint: "Demandez à l'expéditeur un fichier scellé avec un effort de 2^18.")
        }
        var key = try derive(passphrase, salt: salt, workFactor: workFactor)
        defer { Sodium.wipe(&key) }
        guard let fileKey = ChaCha.open(stanza.body, key: key, nonce: ChaCha.zeroNonce) else {
            throw CryptoError(
                .passphrase, "La phrase secrète ne convient pas.",
                hint: "Vérifiez la phrase, majuscules et espaces compris.")
        }
        return fileKey
    }

    /// 1 to 63 in decimal without leading zero or sign.
    private static func factor(_ text: String) -> Int? {
        guard text.utf8.count <= 2, text.utf8.first != UInt8(ascii: "0"),
            text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(text),
            (1...63).contains(value)
        else { return nil }
        return value
    }

    private static func derive(
        _ passphrase: SecretBytes, salt: [UInt8], workFactor: Int
    ) throws(CryptoError) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: 32)
        let full = Array(label.utf8) + salt
        let status = passphrase.withPointer {
            crypto_pwhash_scryptsalsa208sha256_ll(
                $0, passphrase.count, full, full.count, 1 << UInt64(workFactor), 8, 1, &key, 32)
        }
        guard status == 0 else {
            throw CryptoError(.unavailable, "La mémoire manque pour vérifier la phrase secrète.")
        }
        return key
    }
}
