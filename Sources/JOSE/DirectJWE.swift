import LiaisonBase
public import LiaisonCrypto

/// A JWE under a key that both sides hold: `dir` (RFC 7518 section 4.5) and A256GCM, with exactly the
/// header of guichet.md, «What comes back».
public struct DirectJWE: Sendable {
    /// Bytes of the key.
    public static let keyLength = 32

    /// The `cty`.
    public let contentType: String
    /// The `id` and the `kid`: both known to who opens, before it reads.
    public let id: String
    public let name: String

    public init(contentType: String, id: String, name: String) {
        self.contentType = contentType
        self.id = id
        self.name = name
    }

    /// The compact text, under a fresh nonce.
    ///
    /// - Throws: `.unavailable`, for a key of another length too.
    public func seal(_ plaintext: [UInt8], key: SecretBytes) throws(JOSEError) -> [UInt8] {
        guard key.count == Self.keyLength else { throw JOSEError.unavailable }
        return try CompactJWE.seal(
            plaintext, header: header, wrappedKey: [], key: AESKey(key)
        ).text
    }

    /// Opens a compact text; the caller wipes the plaintext.
    ///
    /// - Parameter limit: the most bytes of the text.
    /// - Throws: `.tooLarge`, `.form`, `.header` for another id or name too, `.content`.
    public func open(_ text: [UInt8], key: SecretBytes, limit: Int) throws(JOSEError) -> [UInt8] {
        guard key.count == Self.keyLength else { throw JOSEError.unavailable }
        let jwe = try CompactJWE(text, limit: limit)
        guard jwe.wrappedKey.isEmpty, jwe.header == header else { throw JOSEError.header }
        return try jwe.open(AESKey(key))
    }

    var header: [UInt8] {
        CompactJWE.segment(
            JSONObject([
                ("alg", "dir"), ("cty", .string(contentType)), ("enc", "A256GCM"),
                ("id", .string(id)), ("kid", .string(name)),
            ]))
    }
}
