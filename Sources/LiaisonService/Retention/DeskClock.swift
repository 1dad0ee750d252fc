public import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// The clock that decides what is destroyed (design.md, «Time»).
extension RetentionDesk {
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
        memory.state.withLock { ($0.clock, $0.marked) = (clock, nil) }
        try keepMark(clock)
        return clock.doubt
    }

    /// Seconds between two writings of the highest time seen.
    private static let markEvery: Int64 = 600

    /// Every few seconds: the highest time seen, which is kept now and then.
    func tickClock() throws {
        let instant = now()
        let due = memory.state.withLock { state -> PurgeClock? in
            state.clock?.tick(instant)
            let isDue = state.marked.map { abs(instant - $0) >= Self.markEvery } ?? true
            return isDue ? state.clock : nil
        }
        guard let due else { return }
        try keepMark(due)
        memory.state.withLock { $0.marked = instant }
    }

    private func keepMark(_ clock: PurgeClock) throws {
        try store.write(at: now()) { try $0.updateClockMark(clock.mark) }
    }

    /// The wall clock was moved while running.
    public func clockDrifted() {
        memory.state.withLock { $0.clock?.drifted() }
    }

    /// A partner's clock, as an exchange with it or its cosignature tells.
    ///
    /// - Parameter isFresh: whether it was said just now.
    public func partner(says time: Instant, isFresh: Bool = false) {
        let instant = now()
        memory.state.withLock { $0.clock?.partner(says: time, at: instant, isFresh: isFresh) }
    }

    /// Why nothing is destroyed by itself; nil: the time is sure.
    public var clockDoubt: PurgeClock.Doubt? { memory.state.withLock { $0.clock?.doubt } }

    /// The DPO answers for the time of the machine.
    func confirmClock(by agent: AuthenticatedAgent) throws {
        let instant = now()
        let clock = memory.state.withLock { state in
            state.clock = state.clock ?? PurgeClock(mark: instant, now: instant)
            state.clock?.confirm(instant)
            return state.clock
        }
        try store.write(at: instant) { transaction in
            if let clock { try transaction.updateClockMark(clock.mark) }
            if try transaction.view.incidentMark() != nil {
                try incidents.resetIncidentMark(in: transaction)
            }
            try transaction.record(LogEvent(.heure, by: agent.name))
        }
    }
}
