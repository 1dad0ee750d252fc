/// What a partner's witness says of our log, when the daemon asks it.
public enum WitnessStatement: Sendable, Equatable {
    /// The note of the checkpoint that it holds: it is the log's own word, for the reader to verify.
    case point([UInt8])
    /// It never saw this log.
    case nothing
    case unreachable
}
