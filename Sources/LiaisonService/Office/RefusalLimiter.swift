internal import LiaisonSchema
internal import Synchronization

/// Which refusals have a record each: 60 an hour a key, one an hour for all who did not sign; the others
/// are counted, and recorded together at the end of their hour (formats.md, «Strangers can't fill it»).
final class RefusalLimiter: Sendable {
    private struct Window {
        var start: Instant
        var count: Int
        var grouped = 0
    }

    /// Refusals that came too fast: whose, and how many.
    struct Group: Sendable, Equatable {
        /// Empty for strangers.
        let key: String
        let count: Int
    }

    static let perHour = 60
    private static let keyLimit = 1_000
    private let windows = Mutex<[String: Window]>([:])
    private let seen = Mutex(0)

    /// Refusals since the start, recorded or not.
    var count: Int { seen.withLock { $0 } }

    /// - Parameter key: empty for a stranger's request.
    func admits(_ key: String, at now: Instant) -> Bool {
        seen.withLock { $0 += 1 }
        return windows.withLock { windows in
            // A crowd of keys counts as strangers do.
            let key = windows[key] == nil && windows.count >= Self.keyLimit ? "" : key
            var window = windows[key] ?? Window(start: now, count: 0)
            defer { windows[key] = window }
            if abs(now - window.start) >= 3_600 { (window.start, window.count) = (now, 0) }
            guard window.count < (key.isEmpty ? 1 : Self.perHour) else {
                window.grouped += 1
                return false
            }
            window.count += 1
            return true
        }
    }

    /// Those whose hour is over, forgotten here.
    ///
    /// - Parameter all: whether the hour does not count: at the end.
    func groups(at now: Instant, all: Bool = false) -> [Group] {
        windows.withLock { windows in
            let over = windows.filter { all || abs(now - $0.value.start) >= 3_600 }
            for key in over.keys { windows[key] = nil }
            return over.filter { $0.value.grouped > 0 }
                .map { Group(key: $0.key, count: $0.value.grouped) }.sorted { $0.key < $1.key }
        }
    }
}
