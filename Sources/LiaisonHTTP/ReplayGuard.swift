internal import Synchronization

/// Refuses requests that are too old, too new, made before this daemon started, or seen already
/// (formats.md, «Peer protocol»). Bounded: so many nonces a key, so many keys.
public final class ReplayGuard: Sendable {
    public enum Verdict: Sendable, Equatable {
        case fresh
        /// The clock is more than 300 s off, or the request was made before this start; the client
        /// signs again once with that time, in seconds since 1970.
        case clock(Int64)
        case replayed
        /// Too many requests by one key within the window.
        case tooMany
    }

    /// Seconds.
    public static let window: Int64 = 300
    private static let keyLimit = 10_000

    private let start: Int64
    private let elapsed: @Sendable () -> Int64
    private let perKey: Int
    private let state: Mutex<State>

    private struct State {
        /// The furthest that the wall clock was ahead of the one that only counts: set back, it does not take what
        /// was seen with it, nor those who can no longer know which time to write.
        var ahead: Int64
        var seen: [String: [String: Int64]] = [:]

        /// - Returns: the wall clock's time, as if it had never been set back.
        mutating func time(_ now: Int64, _ elapsed: Int64) -> Int64 {
            ahead = max(ahead, now - elapsed)
            return ahead + elapsed
        }
    }

    /// - Parameters:
    ///   - start: when the daemon started; a request made within that same second could have been seen by the
    ///     process before, so the first one taken is of the next.
    ///   - elapsed: seconds on a clock that nobody sets.
    public init(
        start: Int64, perKey: Int = 20_000, elapsed: @escaping @Sendable () -> Int64
    ) {
        self.start = start + 1
        self.perKey = perKey
        self.elapsed = elapsed
        state = Mutex(State(ahead: start - elapsed()))
    }

    /// To be asked only of a request whose signature verified.
    ///
    /// - Parameter wall: what the wall clock says.
    public func judge(
        keyID: String, nonce: String, created: Int64, now wall: Int64
    ) -> Verdict {
        state.withLock { state in
            let now = state.time(wall, elapsed())
            guard created >= start, created <= now + Self.window, now - created <= Self.window
            else { return .clock(max(now, start)) }
            // In place: a copy of what was seen would make each request dearer than the one before.
            if state.seen[keyID]?[nonce] != nil { return .replayed }
            if (state.seen[keyID]?.count ?? 0) >= perKey {
                state.seen[keyID] = state.seen[keyID]?.filter { now - $0.value <= Self.window }
            }
            if state.seen[keyID] == nil, state.seen.count >= Self.keyLimit {
                state.seen = state.seen.filter {
                    $0.value.values.contains { now - $0 <= Self.window }
                }
            }
            guard (state.seen[keyID]?.count ?? 0) < perKey,
                state.seen[keyID] != nil || state.seen.count < Self.keyLimit
            else { return .tooMany }
            state.seen[keyID, default: [:]][nonce] = created
            return .fresh
        }
    }
}
