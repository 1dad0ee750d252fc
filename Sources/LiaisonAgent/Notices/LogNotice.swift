import LiaisonBase

/// What a person is told while the log is read.
package enum LogNotice: Equatable, Sendable {
    /// How many records have a form that this version does not read.
    case unreadable(Int)

    /// The same on every face.
    package var sentence: String {
        switch self {
        case .unreadable(let count):
            Plural.of(count, "enregistrement illisible.", "enregistrements illisibles.")
        }
    }
}
