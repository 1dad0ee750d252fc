internal import Synchronization

/// Refuses requests that are too old, too new, made before this daemon started, or seen already
/// (formats.md, «Peer protocol»). Bounded: so many nonces a signer, so many signers; who fills his own table shuts
/// out nobody else, whatever keys he changes.
public final class ReplayGuard: Sendable {
    public enum Verdict: Sendable, Equatable {
        case fresh
        /// The same, but dated ahead of the wall clock: before it is acted on it is to be noted where a restart
        /// finds it.
        case ahead
        /// The clock is more than 300 s off, or the request was made before this start; the client
        /// signs again once with that time, in seconds since 1970.
        case clock(Int64)
        case replayed
        /// Too many requests by one signer within the window.
        case tooMany
    }

    /// Seconds.
    public static let window: Int64 = 300
    /// Seconds by which a request is ahead that nobody notes: a restart takes none that is older than that.
    private static let slack: Int64 = 1
    private static let signerLimit = 10_000

    private let start: Int64
    private let noted: [String: Int64]
    private let elapsed: @Sendable () -> Int64
    private let perSigner: Int
    private let state: Mutex<State>

    private struct State {
        /// The furthest that the wall clock was ahead of the one that only counts: set back, it does not take what
        /// was seen with it, nor those who can no longer know which time to write.
        var ahead: Int64
        /// By signer, then nonce: when the request was made.
        var seen: [String: [String: Int64]] = [:]

        /// - Returns: the wall clock's time, as if it had never been set back.
        mutating func time(_ now: Int64, _ elapsed: Int64) -> Int64 {
            ahead = max(ahead, now - elapsed)
            return ahead + elapsed
        }
    }

    /// - Parameters:
    ///   - start: when the daemon started; what the process before could have seen and did not note is not taken.
    ///   - noted: up to when the requests of each signer were dated that the processes before noted.
    ///   - elapsed: seconds on a clock that nobody sets.
    public init(
        start: Int64, noted: [String: Int64] = [:], perSigner: Int = 20_000,
        elapsed: @escaping @Sendable () -> Int64
    ) {
        self.start = start + Self.slack + 1
        self.noted = noted
        self.perSigner = perSigner
        self.elapsed = elapsed
        // The clock may have been set back before this start: it goes on from where it was believed.
        let last = noted.values.max().map { $0 - Self.window } ?? start
        state = Mutex(State(ahead: max(start, last) - elapsed()))
    }

    /// To be asked only of a request whose signature verified by a key in force.
    ///
    /// - Parameters:
    ///   - signer: whose requests count together: a partner's service, an agent, whatever their keys.
    ///   - wall: what the wall clock says.
    public func judge(
        signer: String, nonce: String, created: Int64, now wall: Int64
    ) -> Verdict {
        let first = max(start, (noted[signer] ?? 0) + 1)
        return state.withLock { state in
            let now = state.time(wall, elapsed())
            guard created >= first, created <= now + Self.window, now - created <= Self.window
            else { return .clock(max(now, first)) }
            // In place: a copy of what was seen would make each request dearer than the one before.
            if state.seen[signer]?[nonce] != nil { return .replayed }
            if (state.seen[signer]?.count ?? 0) >= perSigner {
                state.seen[signer] = state.seen[signer]?.filter { now - $0.value <= Self.window }
            }
            if state.seen[signer] == nil, state.seen.count >= Self.signerLimit {
                state.seen = state.seen.filter {
                    $0.value.values.contains { now - $0 <= Self.window }
                }
            }
            guard (state.seen[signer]?.count ?? 0) < perSigner,
                state.seen[signer] != nil || state.seen.count < Self.signerLimit
            else { return .tooMany }
            state.seen[signer, default: [:]][nonce] = created
            return created > wall + Self.slack ? .ahead : .fresh
        }
    }
}
