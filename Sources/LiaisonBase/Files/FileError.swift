/// Why a file or a stream could not be read or written, equal on the code alone.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The closed list of refusals.
    public enum Code: String, Sendable {
        /// A file that cannot be read or written.
        case file
        case missingFile
        /// It exists already.
        case wouldOverwrite
        /// More bytes than the bound allows.
        case tooLarge
        /// Standard output that could not be written whole.
        case output
    }

    public let code: Code
    /// A French sentence that names the file. Never holds a secret or personal data.
    public let message: String
    /// What to do next, in French; empty when there is nothing to add.
    public let hint: String

    public init(_ code: Code, _ message: String, hint: String = "") {
        self.code = code
        self.message = message
        self.hint = hint
    }

    public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }

    public static func == (left: FileError, right: FileError) -> Bool {
        left.code == right.code
    }
}
