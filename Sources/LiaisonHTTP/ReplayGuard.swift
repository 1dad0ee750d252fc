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
    private let perKey: Int
    private let seen = Mutex<[String: [String: Int64]]>([:])

    /// - Parameter start: when the daemon started; a request made within that same second could have
    ///   been seen by the process before, so the first one taken is of the next.
    public init(start: Int64, perKey: Int = 20_000) {
        self.start = start + 1
        self.perKey = perKey
    }

    /// To be asked only of a request whose signature verified.
    public func judge(keyID: String, nonce: String, created: Int64, now: Int64) -> Verdict {
        guard created >= start, abs(now - created) <= Self.window else {
            return .clock(max(now, start))
        }
        return seen.withLock { seen in
            // In place: a copy of what was seen would make each request dearer than the one before.
            if seen[keyID]?[nonce] != nil { return .replayed }
            if (seen[keyID]?.count ?? 0) >= perKey {
                seen[keyID] = seen[keyID]?.filter { now - $0.value <= Self.window }
            }
            if seen[keyID] == nil, seen.count >= Self.keyLimit {
                seen = seen.filter { $0.value.values.contains { now - $0 <= Self.window } }
            }
            guard (seen[keyID]?.count ?? 0) < perKey,
                seen[keyID] != nil || seen.count < Self.keyLimit
            else { return .tooMany }
            seen[keyID, default: [:]][nonce] = created
            return .fresh
        }
    }
}
