internal import LiaisonCrypto
internal import LiaisonSchema
public import LiaisonStore

/// A run of the log, and the tree it belongs to.
public struct LogPage: Sendable {
    /// Of the whole log, in records.
    public let size: UInt64
    /// 32 bytes.
    public let root: [UInt8]
    public let leaves: [StoredLeaf]
}

extension Courrier {
    /// The most records handed out at a time.
    public static let logPageLimit = 10_000

    /// Reads the log. The reading is itself recorded, before anything is handed out.
    public func readLog(
        from: UInt64, count: Int, by agent: AuthenticatedAgent
    ) throws -> LogPage {
        try require(.readLog, agent)
        try store.write(at: now()) { try $0.record(LogEvent(.journalLecture, by: agent.name)) }
        return try store.read { view in
            let frontier = try view.logFrontier()
            return LogPage(
                size: frontier.size, root: frontier.root,
                leaves: try view.leaves(
                    from: min(from, frontier.size), count: max(0, min(count, Self.logPageLimit))))
        }
    }
}
