internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// Where and by which durations retention works.
public struct RetentionSettings: Sendable {
    public let rules: RetentionRules
    /// The append-only file of what was destroyed, outside both databases.
    public let tombs: String

    /// - Parameter folder: the state folder.
    public init(rules: RetentionRules = RetentionRules(), folder: String) {
        self.rules = rules
        tombs = "\(folder)/\(Self.tombsName)"
    }

    public static let tombsName = "tombes"
}

/// What retention knows since the start of the process.
final class RetentionMemory: Sendable {
    struct State {
        var clock: PurgeClock?
        /// The facts as they were read last, and the number of the last one.
        var facts: (last: Int, facts: RetentionFacts)?
        /// What the run under way still has to destroy.
        var pending: [PliKey]?
        var isPurging = false
        /// A hold was lifted: the purge is to run at once.
        var isWanted = false
        var summary: RetentionSummary?
        /// Whether a write-ahead log may hold what was destroyed: at the start, for a crash may have left it.
        var isDirty = true
        /// What did not go together at the last look.
        var mismatches: LiaisonStore.Mismatches?
    }

    let state = Mutex(State())
}

/// What the last look at everything that is held found.
public struct RetentionSummary: Sendable, Equatable {
    public var byRule: [RetentionRule: Int] = [:]
    public var suspended = 0
    /// The first day on which something goes of which neither convention nor end is known.
    public var firstUnknown: CalendarDate?

    mutating func add(_ verdict: RetentionEngine.Verdict, of fiche: HeldFiche) {
        // Keys are about nobody.
        guard fiche.objet != .cleIndex else { return }
        byRule[verdict.regle, default: 0] += 1
        if verdict.isSuspended { suspended += 1 }
        if verdict.regle == .aPreciser {
            firstUnknown = min(firstUnknown ?? verdict.echeance, verdict.echeance)
        }
    }
}

/// The clock that decides what is destroyed (design.md, «Time»).
extension Courrier {
    /// At a start, before anything is purged.
    ///
    /// - Returns: what makes the time doubtful.
    @discardableResult
    public func startClock() throws -> PurgeClock.Doubt? {
        let instant = now()
        let mark = try store.read { view -> Instant? in
            if let mark = try view.clockMark() { return mark }
            // Before the first start of a program that keeps it, the log knows.
            return try view.records(LogFilter(), count: 1).first?.line
                .flatMap { try? LogRecord(line: $0) }?.le
        }
        let clock = PurgeClock(mark: mark ?? instant, now: instant)
        retention.state.withLock { $0.clock = clock }
        try keepMark(clock)
        return clock.doubt
    }

    /// Now and then: the highest time seen is kept.
    public func tickClock() throws {
        let instant = now()
        let clock = retention.state.withLock { state in
            state.clock?.tick(instant)
            return state.clock
        }
        if let clock { try keepMark(clock) }
    }

    private func keepMark(_ clock: PurgeClock) throws {
        try store.write(at: now()) { try $0.updateClockMark(clock.mark) }
    }

    /// The wall clock was moved while running.
    public func clockDrifted() {
        retention.state.withLock { $0.clock?.drifted() }
    }

    /// A partner's clock, as an exchange with it or its cosignature tells.
    ///
    /// - Parameter isFresh: whether it was said just now.
    public func partner(says time: Instant, isFresh: Bool = false) {
        let instant = now()
        retention.state.withLock { $0.clock?.partner(says: time, at: instant, isFresh: isFresh) }
    }

    /// Why nothing is destroyed by itself; nil: the time is sure.
    public var clockDoubt: PurgeClock.Doubt? { retention.state.withLock { $0.clock?.doubt } }

    /// The DPO answers for the time of the machine.
    func confirmClock(by agent: AuthenticatedAgent) throws {
        let instant = now()
        let clock = retention.state.withLock { state in
            state.clock = state.clock ?? PurgeClock(mark: instant, now: instant)
            state.clock?.confirm(instant)
            return state.clock
        }
        try store.write(at: instant) { transaction in
            if let clock { try transaction.updateClockMark(clock.mark) }
            if try transaction.view.incidentMark() != nil {
                try resetIncidentMark(in: transaction)
            }
            try transaction.record(LogEvent(.heure, by: agent.name))
        }
    }
}
