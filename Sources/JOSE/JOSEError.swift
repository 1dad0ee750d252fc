/// What JOSE refuses, equal on the code alone.
public struct JOSEError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// Not the five canonical segments of a compact JWE.
        case form
        /// A protected header that is not exactly the one expected.
        case header
        /// A count of rounds outside its bounds.
        case rounds
        /// A password that does not open it.
        case password
        /// A content that was altered, cut, or sealed under another key.
        case content
        case tooLarge
        /// The primitives or protected memory are not available.
        case unavailable
    }

    public let code: Code
    /// A French sentence; never holds a secret or personal data.
    public let message: String
    /// What to do next, in French; empty when there is nothing to add.
    public let hint: String

    init(_ code: Code, _ message: String, hint: String = "") {
        self.code = code
        self.message = message
        self.hint = hint
    }

    public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }

    public static func == (left: JOSEError, right: JOSEError) -> Bool { left.code == right.code }

    static let form = JOSEError(.form, "Le contenu scellé n'est pas de la forme attendue.")
    static let header = JOSEError(
        .header, "L'en-tête du contenu scellé n'est pas celui qui est attendu.",
        hint: "Ne vous y fiez pas ; prévenez l'expéditeur.")
    static let unavailable = JOSEError(.unavailable, "Le scellement n'est pas possible.")
}
