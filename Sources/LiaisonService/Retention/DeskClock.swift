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
        memory.state.withLock { $0.clock = clock }
        try keepMark(clock)
        return clock.doubt
    }

    /// Now and then: the highest time seen is kept.
    public func tickClock() throws {
        let instant = now()
        let clock = memory.state.withLock { state in
            state.clock?.tick(instant)
            return state.clock
        }
        if let clock { try keepMark(clock) }
    }

    /// The same, which is kept only now and then.
    ///
    /// - Parameter marked: when it was kept last.
    func tickClock(at instant: Instant, since marked: Instant?) throws {
        let isDue = marked.map { abs(instant - $0) >= 600 } ?? true
        guard isDue else {
            memory.state.withLock { state -> Void in state.clock?.tick(instant) }
            return
        }
        try tickClock()
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
