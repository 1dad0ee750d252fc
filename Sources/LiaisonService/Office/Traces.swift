internal import LiaisonStore
internal import Synchronization

/// Whether a write-ahead log may hold what was destroyed: at the start, for a crash may have left it.
final class Traces: Sendable {
    private let left = Mutex(true)

    var areLeft: Bool { left.withLock { $0 } }
    func note() { left.withLock { $0 = true } }

    /// Forgets them before `truncate` takes them, not after: who destroys meanwhile may note some again.
    ///
    /// - Returns: whether nothing is left; a reader may hold them for a while.
    func clear(_ truncate: () throws -> Bool) rethrows -> Bool {
        left.withLock { $0 = false }
        var isClean = false
        defer { if !isClean { note() } }
        isClean = try truncate()
        return isClean
    }
}

extension Office {
    /// Whether nothing is left in either write-ahead log of what was destroyed.
    func truncateLogs() throws -> Bool {
        try traces.clear {
            let isClean = try store.truncateKeyLog()
            // Both are tried, whatever the first gave.
            let isWhole = try store.truncateLog() && isClean
            try store.releaseMemory()
            return isWhole
        }
    }

    /// Tries again what a reader hindered.
    public func truncateLogsIfNeeded() throws {
        if traces.areLeft { _ = try truncateLogs() }
    }
}
