import LiaisonBase
import LiaisonCrypto

/// The five segments of a JWE in compact serialisation (RFC 7516 section 7.1), sealed by A256GCM.
struct CompactJWE: Equatable {
    /// Bytes of a content key under A256KW (RFC 7518 section 4.4).
    static let wrappedKeyLength = 40
    static let nonceLength = 12
    static let tagLength = 16
    /// More than any header of guichet.md has, in bytes of its text.
    static let headerLimit = 1_024

    /// The header's segment as received: the additional data.
    let header: [UInt8]
    /// Empty for `dir`.
    let wrappedKey: [UInt8]
    let nonce: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]

    init(
        header: [UInt8], wrappedKey: [UInt8], nonce: [UInt8], ciphertext: [UInt8], tag: [UInt8]
    ) {
        self.header = header
        self.wrappedKey = wrappedKey
        self.nonce = nonce
        self.ciphertext = ciphertext
        self.tag = tag
    }

    /// Splits and decodes; decrypts nothing. The lengths of all segments are known before any is decoded.
    ///
    /// - Parameter limit: the most bytes of the whole text.
    /// - Throws: `.tooLarge`, `.form`.
    init(_ text: [UInt8], limit: Int) throws(JOSEError) {
        guard text.count <= limit else {
            throw JOSEError(
                .tooLarge, "Le contenu scellé a \(text.count) octets, plus que les \(limit) permis."
            )
        }
        // One more than there may be, so that the rest of a hostile text is not split.
        let segments = text.split(
            separator: UInt8(ascii: "."), maxSplits: 5, omittingEmptySubsequences: false)
        guard segments.count == 5, (1...Self.headerLimit).contains(segments[0].count),
            segments[1].isEmpty || segments[1].count == Self.length(Self.wrappedKeyLength),
            segments[2].count == Self.length(Self.nonceLength),
            segments[4].count == Self.length(Self.tagLength),
            let wrappedKey = Base64.decodeURL(segments[1]),
            let nonce = Base64.decodeURL(segments[2]), let tag = Base64.decodeURL(segments[4]),
            let ciphertext = Base64.decodeURL(segments[3])
        else { throw JOSEError.form }
        self.init(
            header: Array(segments[0]), wrappedKey: wrappedKey, nonce: nonce,
            ciphertext: ciphertext, tag: tag)
    }

    var text: [UInt8] {
        var text = header
        for segment in [wrappedKey, nonce, ciphertext, tag] {
            text.append(UInt8(ascii: "."))
            text.append(contentsOf: Base64.encodeURL(segment).utf8)
        }
        return text
    }

    /// The segment of a header: its members in that order, without spaces.
    static func segment(_ header: JSONObject) -> [UInt8] {
        Array(Base64.encodeURL(JSONValue.object(header).text.utf8).utf8)
    }

    /// Opens with a content key.
    ///
    /// - Throws: `.content`.
    func open(_ key: AESKey) throws(JOSEError) -> [UInt8] {
        guard
            let plaintext = key.open(ciphertext, nonce: nonce, tag: tag, additional: header)
        else {
            throw JOSEError(
                .content, "Le contenu scellé est abîmé, ou sa clé est une autre.",
                hint: "Demandez un nouvel envoi.")
        }
        return plaintext
    }

    /// Seals under a content key, with a fresh nonce.
    static func seal(
        _ plaintext: [UInt8], header: [UInt8], wrappedKey: [UInt8], key: AESKey
    ) throws(JOSEError) -> CompactJWE {
        let nonce = Sodium.randomBytes(nonceLength)
        guard let sealed = key.seal(plaintext, nonce: nonce, additional: header) else {
            throw JOSEError.unavailable
        }
        return CompactJWE(
            header: header, wrappedKey: wrappedKey, nonce: nonce, ciphertext: sealed.ciphertext,
            tag: sealed.tag)
    }

    /// The base64url length of `bytes` bytes.
    static func length(_ bytes: Int) -> Int { (bytes * 4 + 2) / 3 }
}
