/// A log that something contradicts, until a DPO answers for it (formats.md, «Witnesses»): our own, of which
/// nothing more is signed, or a partner's.
public struct LogSuspension: Sendable, Equatable {
    /// Whose log it is.
    public let structure: StructureName
    /// When the first contradiction was noted; nil when nothing says it any more.
    public let depuis: Instant?
    /// The witnesses who showed it; empty: this service found it by itself.
    public let par: [StructureName]

    public init(structure: StructureName, depuis: Instant?, par: [StructureName]) {
        self.structure = structure
        self.depuis = depuis
        self.par = par
    }

    /// Why a DPO takes a log up again: `--motif`, and the detail of the record.
    public enum Cause: String, Sendable, CaseIterable {
        /// An older copy of the database was put back, by us.
        case restauration
        /// The partner said what happened.
        case partenaire
        /// Somebody replaced or rewrote the database.
        case intrusion
        /// It was not found.
        case inconnue

        public var detail: LogDetail {
            switch self {
            case .restauration: .repriseRestauration
            case .partenaire: .reprisePartenaire
            case .intrusion: .repriseIntrusion
            case .inconnue: .repriseInconnue
            }
        }
    }

    /// «depuis le …, d'après …», for people.
    public var french: String {
        let since = depuis.map { "depuis le \(ParisTime.french($0))" } ?? "depuis un moment inconnu"
        let who =
            par.isEmpty
            ? "d'après ce service lui-même"
            : "d'après \(par.map(\.text).joined(separator: ", "))"
        return "\(since), \(who)"
    }
}

/// How long the end of a log may go unsigned before that is said: a checkpoint is signed each minute.
public enum LogTail {
    /// In seconds.
    public static let patience: Int64 = 24 * 3_600
}
