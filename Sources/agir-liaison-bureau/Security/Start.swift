import LiaisonBase
import LiaisonCrypto
import Synchronization

/// What lets the first browser in: a token that serves once, within a minute.
final class Start: Sendable {
    /// Seconds.
    static let life: Int64 = 60
    /// The page that takes it.
    static let page = "entree/"

    private struct State {
        var token: String?
        var end: Int64
    }

    private let elapsed: @Sendable () -> Int64
    private let state: Mutex<State>
    private let taken = Mutex<(@Sendable () -> Void)?>(nil)

    /// - Parameter elapsed: seconds on a clock that nobody sets.
    init(elapsed: @escaping @Sendable () -> Int64) {
        self.elapsed = elapsed
        state = Mutex(State(token: nil, end: 0))
    }

    /// A new token; the one before is dead.
    func draw() -> String {
        let token = Hex.encode(Sodium.randomBytes(16))
        let end = elapsed() + Self.life
        state.withLock { $0 = State(token: token, end: end) }
        return token
    }

    /// Whether the last one was not taken, in time or not.
    var isAwaited: Bool { state.withLock { $0.token != nil } }

    /// What is done once it was taken.
    func whenTaken(_ work: @escaping @Sendable () -> Void) { taken.withLock { $0 = work } }

    /// Takes it, once.
    ///
    /// - Throws: `.start`.
    func take(_ token: String) throws(Refused) {
        let now = elapsed()
        let isTaken = state.withLock { state -> Bool in
            guard let held = state.token, now < state.end,
                Sodium.equal(Array(token.utf8), Array(held.utf8))
            else { return false }
            state.token = nil
            return true
        }
        guard isTaken else { throw Refused(.start) }
        taken.withLock { $0 }?()
    }
}
