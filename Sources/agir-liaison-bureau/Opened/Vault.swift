import Hummingbird
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema
import Synchronization

/// The agent's identity while it is open: keys in locked memory, let go after some minutes without a request, at
/// «Verrouiller» and at the end (bureau.md, «Safe on loopback», 5).
final class Vault: Sendable {
    /// Minutes without a request.
    static let minutes = 5...240
    static let usualMinutes = 15

    /// It is closed: the phrase is asked.
    struct Locked: Error {}

    private struct State {
        var identity: AgentIdentity?
        var lastRequest: Int64 = 0
        var held: Held?
        var orders: [BoiteName: BoxOrder] = [:]
        /// The fiches of which something is kept for the search; nil: nobody looked yet.
        var kept: Set<PliKey>?
        /// Tried before it was opened, and not told yet.
        var wrongPhrases = 0
        /// How many times it was ended.
        var ends = 0
        /// How many times it was closed, whatever closed it.
        var closings = 0
        /// Seconds without a request.
        var limit: Int64

        /// What was made to be handed over, the oldest first, until the identity closes.
        var made: [(id: PliID, file: Departure.File)] = []

        mutating func close() {
            (identity, held, orders, kept, made) = (nil, nil, [:], nil, [])
            closings += 1
        }
    }

    /// What writes answered: gone once it closes, like the rest.
    let given = GivenPages()
    private let elapsed: @Sendable () -> Int64
    private let state: Mutex<State>

    /// - Parameters:
    ///   - minutes: held to `minutes`.
    ///   - elapsed: seconds on a clock that nobody sets, and that counts sleep.
    init(minutes: Int = usualMinutes, elapsed: @escaping @Sendable () -> Int64) {
        self.elapsed = elapsed
        state = Mutex(State(limit: Self.seconds(minutes)))
    }

    private static func seconds(_ minutes: Int) -> Int64 {
        Int64(min(max(minutes, Self.minutes.lowerBound), Self.minutes.upperBound)) * 60
    }

    /// How long it stays open without a request; another one counts at once.
    var idleMinutes: Int {
        get { state.withLock { Int($0.limit / 60) } }
        set { state.withLock { $0.limit = Self.seconds(newValue) } }
    }

    /// How many times it was ended: what `open` is told of it.
    var ends: Int { state.withLock { $0.ends } }

    /// - Parameter ends: as it was when the phrase was given; nil: as it is.
    /// - Returns: false when it was ended meanwhile: it stays closed.
    @discardableResult
    func open(_ identity: AgentIdentity, asked ends: Int? = nil) -> Bool {
        let now = elapsed()
        return state.withLock { state in
            guard ends ?? state.ends == state.ends else { return false }
            (state.held, state.orders, state.kept, state.made) = (nil, [:], nil, [])
            (state.identity, state.lastRequest) = (identity, now)
            return true
        }
    }

    /// «Verrouiller», «Quitter», another session: closed, also to a phrase that was given before and is still tried.
    func end() {
        state.withLock { state in
            state.ends += 1
            shut(&state)
        }
    }

    /// Lets the keys go: what is at work with them ends first, then they are wiped.
    ///
    /// - Returns: whether it was open.
    @discardableResult
    func lock() -> Bool {
        state.withLock { state in
            guard state.identity != nil else { return false }
            shut(&state)
            return true
        }
    }

    /// A request came from the agent's browser. What comes too late does not keep it open.
    func touch() {
        let now = elapsed()
        state.withLock { state in
            close(&state, at: now)
            state.lastRequest = now
        }
    }

    /// Looked at now and then, for when no request comes.
    func closeIfIdle() {
        let now = elapsed()
        state.withLock { close(&$0, at: now) }
    }

    /// - Throws: `Locked`.
    func identity() throws(Locked) -> AgentIdentity {
        let now = elapsed()
        let identity = state.withLock { state -> AgentIdentity? in
            close(&state, at: now)
            return state.identity
        }
        guard let identity else { throw Locked() }
        return identity
    }

    var isOpen: Bool { (try? identity()) != nil }

    /// What can be looked for, as far as it was read since the identity was opened; nothing is kept of it once
    /// it closes.
    var held: Held? {
        get { state.withLock(\.held) }
        set {
            state.withLock { state in
                state.held = state.identity == nil ? nil : newValue
            }
        }
    }

    /// How each box was sorted last; nothing is kept of it once the identity closes.
    var orders: [BoiteName: BoxOrder] {
        get { state.withLock(\.orders) }
        set {
            state.withLock { state in
                state.orders = state.identity == nil ? [:] : newValue
            }
        }
    }

    /// Whether something is kept of that fiche for the search.
    ///
    /// - Parameter kept: all those of which something is: asked once.
    func keeps(_ fiche: PliKey, _ kept: () -> Set<PliKey>) -> Bool {
        if let held { return held.index.isRead(fiche) }
        if let known = state.withLock(\.kept) { return known.contains(fiche) }
        let known = kept()
        state.withLock { state in
            state.kept = state.identity == nil ? nil : known
        }
        return known.contains(fiche)
    }

    /// This agent read these fiches: whom they are about is known now, and can be found.
    func learned(_ fiches: [PliKey], _ session: Session) {
        state.withLock { state in
            state.orders = [:]
            state.kept?.formUnion(fiches)
        }
        guard var held else { return }
        // What the boxes don't say now, the next search reads.
        self.held = (try? held.read(fiches, session)).map { held }
    }

    /// Wrong phrases of which the agent is still to be told.
    var wrongPhrases: Int {
        get { state.withLock { $0.wrongPhrases } }
        set { state.withLock { $0.wrongPhrases = newValue } }
    }

    /// The same, told from now on; 0 once it was, and while it is closed.
    func takeWrongPhrases() -> Int {
        state.withLock { state in
            guard state.identity != nil else { return 0 }
            defer { state.wrongPhrases = 0 }
            return state.wrongPhrases
        }
    }

    /// Bytes of the files that are kept at a time: three fiches with all that they may carry, or the many small ones
    /// that an end of accompagnement makes at once. One more takes the place of the oldest.
    static let madeLimit = 64 << 20

    func keep(_ file: Departure.File, of id: PliID) {
        state.withLock { state in
            guard state.identity != nil else { return }
            state.made.removeAll { $0.id == id }
            state.made.append((id: id, file: file))
            var bytes = state.made.reduce(0) { $0 + $1.file.bytes.count }
            while bytes > Self.madeLimit, state.made.count > 1 {
                bytes -= state.made.removeFirst().file.bytes.count
            }
        }
    }

    func made(_ id: PliID) -> Departure.File? {
        state.withLock { state in state.made.first { $0.id == id }?.file }
    }

    /// Seconds until it closes unless another request comes; nil when it is closed.
    var closesIn: Int64? {
        let now = elapsed()
        return state.withLock { state in
            close(&state, at: now)
            return state.identity == nil ? nil : max(0, state.lastRequest + state.limit - now)
        }
    }

    private func close(_ state: inout State, at now: Int64) {
        guard now - state.lastRequest >= state.limit else { return }
        // What is kept behind a closed door is not kept longer than what is behind an open one.
        if state.identity == nil { given.forget() } else { shut(&state) }
    }

    private func shut(_ state: inout State) {
        state.close()
        given.forget()
    }

    /// How many times it was closed: what `keep` is told of it.
    var closings: Int { state.withLock(\.closings) }

    /// Keeps a page that a write answered.
    ///
    /// - Parameters:
    ///   - path: of the write.
    ///   - isOnce: as `GivenPages`.
    ///   - closings: as it was when the page began to be made.
    /// - Returns: its word (`GivenPages`); nil when the identity was closed meanwhile: nothing that shows a person
    ///   stays behind a closed door.
    func keep(_ page: Response, of path: String, isOnce: Bool, since closings: Int) -> String? {
        state.withLock { state in
            state.closings == closings ? given.keep(page, of: path, isOnce: isOnce) : nil
        }
    }
}
