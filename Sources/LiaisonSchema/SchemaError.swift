internal import LiaisonCrypto

/// What LiaisonSchema refuses, equal on the code alone.
public struct SchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// Not a document of the expected form.
        case form
        /// A type of act that this program does not know, or not the one expected.
        case type
        /// A key that the page does not name.
        case unknownKey
        /// A value outside its bounds or its closed list.
        case value
        /// A missing or wrong signature.
        case signature
        /// Two documents that should agree do not (slip and manifest, name and key).
        case mismatch
        /// A sealed payload addressed to somebody else («transfert subreptice»).
        case surreptitious
        /// A card that goes back in time, or differs under the same number.
        case rollback
        case tooLarge
    }

    public let code: Code
    /// A French sentence; never holds personal data of a beneficiary.
    public let message: String
    public let hint: String

    public init(_ code: Code, _ message: String, hint: String = "") {
        self.code = code
        self.message = message
        self.hint = hint
    }

    init(_ error: CryptoError) {
        self.init(
            error.code == .signature ? .signature : error.code == .tooLarge ? .tooLarge : .form,
            error.message, hint: error.hint)
    }

    public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }

    public static func == (left: SchemaError, right: SchemaError) -> Bool {
        left.code == right.code
    }
}

/// Runs a LiaisonCrypto call and takes its error over.
func crypto<Result>(
    _ body: () throws(CryptoError) -> Result
) throws(SchemaError) -> Result {
    do {
        return try body()
    } catch {
        throw SchemaError(error)
    }
}
