/// What LiaisonCrypto refuses, equal on the code alone.
public struct CryptoError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The closed list of refusals.
    public enum Code: String, Sendable {
        /// libsodium or secret memory is not available.
        case unavailable
        /// An age header that is not one, or breaks its grammar.
        case header
        /// An ASCII armor that is not the one strict form.
        case armor
        /// The header's MAC does not fit the file key.
        case headerMAC
        /// No identity opens the file.
        case noMatch
        /// A payload that was altered, cut short or continued.
        case payload
        /// Text that is not Bech32, base64, or a key of the kind expected.
        case encoding
        /// A signed note that breaks its grammar or limits.
        case note
        /// A signature that does not verify, or is missing.
        case signature
        /// A wrong passphrase or recovery code.
        case passphrase
        /// A scrypt work factor above what the reader accepts.
        case workFactor
        /// More bytes than the bound allows.
        case tooLarge
        /// A stored blob that its key does not open.
        case blob
    }

    public let code: Code
    /// A French sentence that says what is wrong. Never holds a secret or personal data.
    public let message: String
    /// What to do next, in French; empty when there is nothing to add.
    public let hint: String

    public init(_ code: Code, _ message: String, hint: String = "") {
        self.code = code
        self.message = message
        self.hint = hint
    }

    public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }

    public static func == (left: CryptoError, right: CryptoError) -> Bool {
        left.code == right.code
    }
}
