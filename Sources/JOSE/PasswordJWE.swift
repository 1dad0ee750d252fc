import LiaisonBase
public import LiaisonCrypto

/// A JWE under a password: PBES2-HS512+A256KW (RFC 7518 section 4.8) and A256GCM, with exactly the
/// header of guichet.md, «The sealed content», and nothing else.
public struct PasswordJWE: Sendable {
    /// The rounds of PBKDF2 that are written.
    public static let rounds = 600_000
    /// The rounds that are read: fewer protect too little, more would keep a reader busy.
    public static let roundsRange = 600_000...2_000_000
    /// Bytes of the salt, `p2s`.
    static let saltLength = 16
    static let algorithm = "PBES2-HS512+A256KW"

    /// The `cty`.
    public let contentType: String
    /// The `kid`.
    public let name: String

    public init(contentType: String, name: String) {
        self.contentType = contentType
        self.name = name
    }

    /// The compact text, under a fresh salt, content key and nonce.
    ///
    /// - Throws: `.unavailable`.
    public func seal(_ plaintext: [UInt8], password: SecretBytes) throws(JOSEError) -> [UInt8] {
        let salt = Sodium.randomBytes(Self.saltLength)
        let content = AESKey.fresh()
        guard let key = Self.key(password, salt: salt, rounds: Self.rounds),
            let wrapped = content.wrapped(by: key)
        else { throw JOSEError.unavailable }
        return try CompactJWE.seal(
            plaintext, header: header(rounds: Self.rounds, salt: salt), wrappedKey: wrapped,
            key: content
        ).text
    }

    /// Opens a compact text. Everything about it is checked before the derivation, which takes about half
    /// a second; the caller wipes the plaintext.
    ///
    /// - Parameter limit: the most bytes of the text.
    /// - Throws: `.tooLarge`, `.form`, `.header`, `.rounds`; then `.password`, `.content`.
    public func open(
        _ text: [UInt8], password: SecretBytes, limit: Int
    ) throws(JOSEError) -> [UInt8] {
        let jwe = try CompactJWE(text, limit: limit)
        let (rounds, salt) = try parameters(of: jwe)
        guard let key = Self.key(password, salt: salt, rounds: rounds) else {
            throw JOSEError.unavailable
        }
        guard let content = AESKey(unwrapping: jwe.wrappedKey, with: key) else {
            throw JOSEError(
                .password, "Les mots ne conviennent pas.",
                hint: "Vérifiez-les un à un, dans l'ordre, et vérifiez le lien.")
        }
        return try jwe.open(content)
    }

    /// What the header says of the derivation, when it is the header that this reader expects, byte for
    /// byte.
    func parameters(of jwe: CompactJWE) throws(JOSEError) -> (rounds: Int, salt: [UInt8]) {
        guard jwe.wrappedKey.count == CompactJWE.wrappedKeyLength,
            let bytes = Base64.decodeURL(jwe.header),
            let object = try? JSONValue.parse(bytes, depth: 1, nodes: 8).object,
            let rounds = object["p2c"]?.integer, let count = Int(exactly: rounds),
            let salt = object["p2s"]?.string.flatMap({ Base64.decodeURL($0.utf8) }),
            salt.count == Self.saltLength, header(rounds: count, salt: salt) == jwe.header
        else { throw JOSEError.header }
        guard Self.roundsRange.contains(count) else {
            throw JOSEError(
                .rounds, "Le contenu scellé demande \(Plural.of(count, "tour")) de calcul.",
                hint: "Il en faut entre \(Self.roundsRange.lowerBound) et "
                    + "\(Self.roundsRange.upperBound) ; demandez un nouvel envoi.")
        }
        return (count, salt)
    }

    func header(rounds: Int, salt: [UInt8]) -> [UInt8] {
        CompactJWE.segment(
            JSONObject([
                ("alg", .string(Self.algorithm)), ("cty", .string(contentType)),
                ("enc", "A256GCM"), ("kid", .string(name)), ("p2c", .integer(Int64(rounds))),
                ("p2s", .string(Base64.encodeURL(salt))),
            ]))
    }

    /// The salt of PBKDF2 is the algorithm's name, a zero byte, `p2s` (RFC 7518 section 4.8.1.1).
    private static func key(_ password: SecretBytes, salt: [UInt8], rounds: Int) -> AESKey? {
        AESKey(password: password, salt: Array(algorithm.utf8) + [0] + salt, rounds: rounds)
    }
}
