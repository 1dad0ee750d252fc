import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import Synchronization

/// The memory that bodies and answers may take together, the share of one key in it, and the pace of
/// strangers: a flood gets «later», and leaves room for the others.
final class RequestBudget: Sendable {
    /// Bytes of bodies and answers at a time.
    static let bodies = 192 * 1_024 * 1_024
    /// Of which one key may take: a pli of any size, or two of twenty MiB. While one is opened SQLite holds a
    /// copy, and what was given back is not free at once: measured, twice as much.
    static let oneKey = Limits.pli + 12 * 1_024 * 1_024
    /// An answer that is never refused: what is done is told, and why not.
    static let smallAnswer = 16 * 1_024
    /// Of which all who did not sign may take together.
    static let strangers = 4 * 1_024 * 1_024
    /// Requests that no known key signed, a second and at once.
    static let strangersPace: (perSecond: Int64, burst: Int64) = (100, 1_000)

    private struct State {
        var taken: [String: Int] = [:]
        var total = 0
        var strangers: Int64
        var since: Instant
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Instant

    init(now: @escaping @Sendable () -> Instant) {
        self.now = now
        state = Mutex(State(strangers: Self.strangersPace.burst, since: now()))
    }

    /// Memory taken, given back when nobody holds it any more.
    final class Lease: Sendable {
        private let giveBack: @Sendable () -> Void
        init(_ giveBack: @escaping @Sendable () -> Void) { self.giveBack = giveBack }
        deinit { giveBack() }
    }

    /// - Parameters:
    ///   - key: whose request it is; nil for a stranger's.
    ///   - isCertain: whether it is counted and given in any case.
    /// - Throws: `Refusal` `.tropDeDemandes`.
    func take(_ bytes: Int, for key: String?, isCertain: Bool = false) throws -> Lease {
        let name = key ?? ""
        let isTaken = state.withLock { state in
            let own = state.taken[name] ?? 0
            let hasRoom =
                own + bytes <= (key == nil ? Self.strangers : Self.oneKey)
                && state.total + bytes <= Self.bodies
            guard hasRoom || isCertain else { return false }
            state.taken[name] = own + bytes
            state.total += bytes
            return true
        }
        guard isTaken else { throw Self.tooMany }
        return Lease { [self] in
            state.withLock { state in
                let rest = (state.taken[name] ?? 0) - bytes
                state.taken[name] = rest > 0 ? rest : nil
                state.total -= bytes
            }
        }
    }

    /// Counts a request that no known key signed.
    ///
    /// - Throws: `Refusal` `.tropDeDemandes`.
    func countStranger() throws {
        let isAdmitted = state.withLock { state in
            let now = now()
            let (perSecond, burst) = Self.strangersPace
            let gained = min(burst, max(0, now - state.since)) * perSecond
            if gained > 0 || now < state.since {
                state.strangers = min(burst, state.strangers + gained)
                state.since = now
            }
            guard state.strangers > 0 else { return false }
            state.strangers -= 1
            return true
        }
        guard isAdmitted else { throw Self.tooMany }
    }

    private static var tooMany: Refusal {
        Refusal(
            .tropDeDemandes, "Trop de demandes à la fois.",
            hint: "Réessayez dans quelques secondes.")
    }
}
