internal import LiaisonSchema
internal import Synchronization

/// At most 60 recorded refusals an hour a key (formats.md, «Strangers can't fill it»), and at most
/// 1,000 keys at a time.
final class RefusalLimiter: Sendable {
    private struct Window {
        var start: Instant
        var count: Int
    }

    static let perHour = 60
    private static let keyLimit = 1_000
    private let windows = Mutex<[String: Window]>([:])
    private let seen = Mutex(0)

    /// Refusals since the start, recorded or not.
    var count: Int { seen.withLock { $0 } }

    func admits(_ key: String, at now: Instant) -> Bool {
        seen.withLock { $0 += 1 }
        return isAdmitted(key, at: now)
    }

    private func isAdmitted(_ key: String, at now: Instant) -> Bool {
        windows.withLock { windows in
            if windows.count >= Self.keyLimit {
                windows = windows.filter { abs(now - $0.value.start) < 3_600 }
            }
            var window = windows[key] ?? Window(start: now, count: 0)
            if abs(now - window.start) >= 3_600 { window = Window(start: now, count: 0) }
            guard window.count < Self.perHour, windows[key] != nil || windows.count < Self.keyLimit
            else { return false }
            window.count += 1
            windows[key] = window
            return true
        }
    }
}
