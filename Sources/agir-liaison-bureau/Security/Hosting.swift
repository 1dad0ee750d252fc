import BureauAccess
import LiaisonSchema
import Synchronization

/// Hosted: which session of the front is served, and until when (bureau-heberge.md, «Ends»).
final class Hosting: Sendable {
    private struct State {
        var visit: HostedVisit
        /// Of the session that is served; nil until one came.
        var word: FrontWord?
        /// Whether the log has this entrance.
        var isTold = false
        /// Whether the agent was told of wrong codes.
        var isShown = false
    }

    private let state: Mutex<State>
    private let elapsed: @Sendable () -> Int64

    /// - Parameter elapsed: seconds on a clock that nobody sets, and that counts sleep.
    init(_ visit: HostedVisit, elapsed: @escaping @Sendable () -> Int64) {
        state = Mutex(State(visit: visit))
        self.elapsed = elapsed
    }

    func opening(_ word: FrontWord) -> HostedVisit.Opening {
        let now = elapsed()
        return state.withLock { state in
            let opening = state.visit.opening(word, at: now)
            if opening == .begins {
                (state.word, state.isTold, state.isShown) = (word, false, false)
            }
            return opening
        }
    }

    /// How the session stands with a request; nil for one of another session.
    func asked(_ word: FrontWord) -> SessionEnds.State? {
        let now = elapsed()
        return state.withLock { $0.visit.asked(word, at: now) }
    }

    /// The same of what a page asks by itself.
    func looked(_ word: FrontWord) -> SessionEnds.State? {
        let now = elapsed()
        return state.withLock { $0.visit.looked(word, at: now) }
    }

    /// A phrase is about to be tried, before any scrypt.
    ///
    /// - Returns: the seconds to wait; nil when it may be tried.
    func tries() -> Int64? {
        let now = elapsed()
        return state.withLock { $0.visit.tries(at: now) }
    }

    /// The phrase was the right one.
    func fits() { state.withLock { $0.visit.fits() } }

    /// Her phrase opened her identity.
    func opened() {
        let now = elapsed()
        state.withLock { $0.visit.opened(at: now) }
    }

    /// Who came in, as the front says.
    var agent: KeyName? { state.withLock { $0.word?.agent } }

    func close() { state.withLock { $0.visit.close() } }

    func setIdle(minutes: Int) { state.withLock { $0.visit.setIdle(minutes: minutes) } }

    /// «Quitter»: this session does not come back.
    func finish() { state.withLock { $0.visit.finish() } }

    /// Of an entrance that the log has not yet; nil once it has it.
    var untold: FrontWord? { state.withLock { $0.isTold ? nil : $0.word } }

    /// Of an entrance, or of an opening that came after wrong phrases: the log has each.
    func isToTell() { state.withLock { $0.isTold = false } }

    /// - Parameter word: of the session that was told: another may have begun meanwhile.
    func wasTold(_ word: FrontWord) {
        state.withLock { state in
            if state.word == word { state.isTold = true }
        }
    }

    /// What she is told of wrong codes, once.
    func takeWarning() -> FrontWord? {
        state.withLock { state in
            guard !state.isShown, let word = state.word, word.failures > 0 else { return nil }
            state.isShown = true
            return word
        }
    }

    /// Seconds that a process waits for a session: its timer starts it for the day's chores too.
    static let patience: Int64 = 300

    /// Whether a session was there, and is over, or none came: the process ends with it.
    var isOver: Bool {
        let now = elapsed()
        return state.withLock { state in
            state.word == nil
                ? now >= Self.patience : state.visit.state(at: now) == .over
        }
    }
}
