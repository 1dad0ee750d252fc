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
        let clock = try store.read { view in
            // Before the first start of a program that keeps it, the log knows.
            let mark =
                try view.clockMark()
                ?? view.records(LogFilter(), count: 1).first?.line
                .flatMap { try? LogRecord(line: $0) }?.le
            return PurgeClock(
                mark: mark ?? instant, now: instant,
                pending: try view.clockDoubt().flatMap { PurgeClock.Doubt(rawValue: $0) },
                contradictors: try view.clockContradictors(answered: false),
                overruled: try view.clockContradictors(answered: true))
        }
        memory.state.withLock { ($0.clock, $0.marked, $0.doubted) = (clock, nil, nil) }
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
            return isDue || state.clock?.pending != state.doubted ? state.clock : nil
        }
        guard let due else { return }
        try keepMark(due)
        memory.state.withLock { ($0.marked, $0.doubted) = (instant, due.pending) }
    }

    private func keepMark(_ clock: PurgeClock) throws {
        try store.write(at: now()) {
            try $0.updateClock(clock.mark, doubt: clock.pending?.rawValue)
        }
    }

    /// The wall clock was moved while running.
    public func clockDrifted() {
        memory.state.withLock { $0.clock?.drifted() }
    }

    /// A partner's clock, as a receipt of its or its cosignature tells; nobody's whom no agent verified. That
    /// one says another time than ours is an alarm, once.
    ///
    /// - Parameter asked: when the question left that it answers; nil: it may have come late.
    public func partner(
        _ name: StructureName, says time: Instant, asked: Instant? = nil
    ) throws {
        guard try store.read({ try $0.isVerified(name) }) else { return }
        let instant = now()
        let (isNews, isHeardAgain) = memory.state.withLock { state in
            let wasOverruled = state.clock?.overruled.contains(name) ?? false
            let isNews = state.clock?.partner(name, says: time, asked: asked, at: instant) ?? false
            return (isNews, wasOverruled && state.clock?.overruled.contains(name) == false)
        }
        if isHeardAgain {
            try store.write(at: instant) { try $0.forgetClockContradictor(name) }
        }
        guard isNews, let own = try store.ownCard()?.carte.structure else { return }
        try store.write(at: instant) {
            try $0.noteClockContradictor(name)
            try $0.record(
                LogEvent(
                    .alarme, by: own.key(.service), ref: name.text, .echec,
                    detail: .horlogePartenaire))
        }
    }

    /// The partners that said another time than ours, until the DPO answers for ours; by name.
    public var clockContradictors: [StructureName] {
        memory.state.withLock { $0.clock?.contradictors ?? [] }.sorted()
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
            if let clock { try transaction.updateClock(clock.mark, doubt: nil) }
            try transaction.answerClockContradictors()
            if try transaction.view.incidentMark() != nil {
                try incidents.resetIncidentMark(in: transaction)
            }
            try transaction.record(LogEvent(.heure, by: agent.name))
        }
    }
}
