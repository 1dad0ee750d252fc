public import LiaisonSchema

/// Which session of the front a bureau serves, and until when: one at a time. A new one closes what another left
/// open; what comes in the name of one that is over is refused, whatever the browser keeps.
///
/// Times are seconds of a clock that nobody sets and that counts sleep.
public struct HostedVisit: Sendable {
    /// What the front is answered when it asks where to go.
    public enum Opening: Sendable, Equatable {
        /// A session that is new here: keys closed, cookie and forms of the one before dead, its start drawn.
        case begins
        /// The one that is served: its first page.
        case goesOn
        /// Of another agent, or over: nothing.
        case refused
    }

    private var agent: KeyName?
    private var idleMinutes: Int
    private var session: String?
    private var ends: SessionEnds?
    /// Those that are over, as long as the process lives: they do not come back.
    private var over: Set<String> = []
    /// Over this, the process ends itself first.
    private static let mostOver = 1_000
    /// Wrong phrases, whatever the session: a new one brings no new tries.
    private var phrases = Slowing()
    private static let desk = Slowing.Place.known(device: [])

    /// - Parameters:
    ///   - agent: whose process it is; nil while her folder is empty: who the front brings first, for the socket is
    ///     the front's alone.
    ///   - idleMinutes: as `SessionEnds` takes it.
    public init(agent: KeyName?, idleMinutes: Int = SessionEnds.defaultIdleMinutes) {
        self.agent = agent
        self.idleMinutes = idleMinutes
    }

    public mutating func opening(_ word: FrontWord, at now: Int64) -> Opening {
        guard word.agent == agent ?? word.agent, !over.contains(word.session) else {
            return .refused
        }
        agent = word.agent
        if word.session == session {
            return state(at: now) == .over ? .refused : .goesOn
        }
        if let session, over.count < Self.mostOver { over.insert(session) }
        session = word.session
        ends = SessionEnds(at: now, isHosted: true, idleMinutes: idleMinutes)
        // Nobody's keys are open yet.
        ends?.close()
        return .begins
    }

    /// How the session stands with a request of a person; nil for a request of another session.
    public mutating func asked(_ word: FrontWord, at now: Int64) -> SessionEnds.State? {
        guard word.agent == agent, word.session == session else { return nil }
        return ends?.asked(at: now)
    }

    /// The same of what a page asks by itself, which keeps nothing open.
    public func looked(_ word: FrontWord, at now: Int64) -> SessionEnds.State? {
        guard word.agent == agent, word.session == session else { return nil }
        return state(at: now)
    }

    /// A phrase is about to be tried: it counts as wrong until `opened`, so that many at a time gain nothing.
    ///
    /// - Returns: the seconds to wait, as for codes; nil when it may be tried.
    public mutating func tries(at now: Int64) -> Int64? {
        phrases.begin("", from: Self.desk, at: now)
    }

    /// The phrase was the right one, whatever keeps the bureau closed still.
    public mutating func fits() { phrases.succeeded("", from: Self.desk) }

    /// Her phrase opened her identity.
    public mutating func opened(at now: Int64) {
        fits()
        ends?.opened(at: now)
    }

    /// Another idle time, of this session and of those that follow.
    ///
    /// - Parameter minutes: as `SessionEnds` takes it.
    public mutating func setIdle(minutes: Int) {
        idleMinutes = minutes
        ends?.setIdle(minutes: minutes)
    }

    /// «Verrouiller».
    public mutating func close() { ends?.close() }

    /// «Quitter», or the ten hours: the front is told, and this session does not come back.
    public mutating func finish() {
        if let session, over.count < Self.mostOver { over.insert(session) }
        (session, ends) = (nil, nil)
    }

    /// How it stands; over while nobody is there.
    public func state(at now: Int64) -> SessionEnds.State { ends?.state(at: now) ?? .over }
}
