internal import CSodium
internal import LiaisonBase

/// A public key under its name: `name+hexid+base64(type ‖ key)` (c2sp.org/signed-note).
public struct VerifierKey: Sendable, Hashable, CustomStringConvertible {
    public enum SignatureType: UInt8, Sendable {
        case ed25519 = 0x01
        /// Timestamped cosignature (c2sp.org/tlog-cosignature).
        case cosignature = 0x04
    }

    public let name: String
    public let type: SignatureType
    /// 32 bytes.
    public let publicKey: [UInt8]

    /// - Throws: `.encoding` for a name that a signed note cannot carry, or a key of another size.
    public init(name: String, type: SignatureType = .ed25519, publicKey: [UInt8])
        throws(CryptoError)
    {
        guard Self.isName(name), publicKey.count == 32 else {
            throw CryptoError(.encoding, "Une clé publique est mal nommée ou de mauvaise taille.")
        }
        self.name = name
        self.type = type
        self.publicKey = publicKey
    }

    /// Reads a vkey and recomputes its id (formats.md, «Names»).
    public init(_ text: String) throws(CryptoError) {
        let fields = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard text.utf8.count <= 1_024, fields.count == 3,
            let bytes = Base64.decode(fields[2]), bytes.count == 33,
            let type = SignatureType(rawValue: bytes[0])
        else { throw CryptoError(.encoding, "Une clé publique (vkey) est illisible.") }
        try self.init(name: String(fields[0]), type: type, publicKey: Array(bytes[1...]))
        guard Hex.encode(id) == fields[1] else {
            throw CryptoError(.encoding, "L'identifiant d'une clé publique ne lui correspond pas.")
        }
    }

    /// The 4 bytes that a signature line repeats: the head of
    /// SHA-256(name ‖ LF ‖ type ‖ key).
    public var id: [UInt8] {
        Array(Hash.sha256(Array(name.utf8) + [0x0A, type.rawValue] + publicKey).prefix(4))
    }

    /// `name+hexid`: the `keyid` of a request signature.
    public var keyID: String { "\(name)+\(Hex.encode(id))" }

    public var description: String { "\(keyID)+\(Base64.encode([type.rawValue] + publicKey))" }

    /// Whether `signature` (64 bytes) is this key's over `message`.
    public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        signature.count == 64
            && crypto_sign_verify_detached(
                signature, message, UInt64(message.count), publicKey) == 0
    }

    /// Non-empty, without space, control character or plus sign (c2sp.org/signed-note).
    static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                // Properties are looked up: most names are ASCII.
                let isSpace = $0.isASCII ? $0.value <= 0x20 : $0.properties.isWhitespace
                return !isSpace && $0 != "+" && $0.value >= 0x20 && $0.value != 0x7F
            }
    }
}
