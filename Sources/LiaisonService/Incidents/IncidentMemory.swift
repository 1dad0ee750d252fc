public import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// How incidents are watched.
public struct IncidentSettings: Sendable {
    public let delays: IncidentDelays
    /// Seconds since the machine started: a clock that nobody sets.
    let boot: @Sendable () -> Int64

    public init(
        delays: IncidentDelays = IncidentDelays(), boot: @escaping @Sendable () -> Int64 = { 0 }
    ) {
        self.delays = delays
        self.boot = boot
    }
}

/// What is known of incidents since the start of the process.
final class IncidentMemory: Sendable {
    struct State {
        /// Read once; then what is noted last.
        var mark: IncidentMark?
        var isMarkRead = false
        /// The highest time that was said since.
        var highest: Instant?
        /// As they were read last, the number of the last step, and the names that partners went by.
        var incidents: (last: Int64, successors: Successors, incidents: [Incident])?
        /// Why the administrator's command failed last; nil when it worked.
        var alertFailure: AlertFailure?
    }

    let state = Mutex(State())
}

/// How the administrator's command failed.
public enum AlertFailure: Sendable, Equatable {
    case absent
    case status(Int32)
    case timeout
    /// The service stops: it is run again at the next start.
    case stopped

    public var french: String {
        switch self {
        case .absent: "elle ne se lance pas"
        case .status(let code): "elle a fini en erreur (\(code))"
        case .timeout: "elle n'a pas fini dans le temps donné"
        case .stopped: "le service s'arrête"
        }
    }
}

extension IncidentMark {
    /// The time by this mark: a clock set back since does not hide what elapsed.
    ///
    /// After a new start of the machine the count is short, never long: what it says since is less than
    /// what elapsed.
    func time(_ wall: Instant, _ boot: Int64) -> Instant {
        max(wall, heure + max(0, boot - secondes))
    }
}

extension IncidentDesk {
    /// The time by which incidents are judged: it never goes back (design.md, «Time»).
    public func incidentNow() throws -> Instant {
        let isRead = memory.state.withLock { $0.isMarkRead }
        if !isRead {
            let mark = try store.read { try $0.incidentMark() }
            memory.state.withLock { state in
                if !state.isMarkRead { (state.mark, state.isMarkRead) = (mark, true) }
            }
        }
        return markedTime()
    }

    /// The same by what is in memory alone: inside a transaction.
    func markedTime() -> Instant {
        let (wall, boot) = (now(), settings.boot())
        return memory.state.withLock { state in
            let time = max(state.mark?.time(wall, boot) ?? wall, state.highest ?? wall)
            state.highest = time
            return time
        }
    }

    /// Notes the highest time, and both clocks with it.
    func markIncidents(in transaction: StoreTransaction, at time: Instant) throws {
        let boot = settings.boot()
        // It never goes back, whoever writes first after a start.
        let held = try transaction.view.incidentMark()?.time(time, boot)
        try note(max(time, held ?? time), boot, in: transaction)
    }

    private func note(
        _ time: Instant, _ boot: Int64, in transaction: StoreTransaction
    ) throws {
        let mark = IncidentMark(heure: time, secondes: boot)
        try transaction.updateIncidentMark(mark)
        memory.state.withLock { $0.mark = mark }
    }

    /// The DPO answers for the time of the machine: what was noted under a wrong one counts no more.
    func resetIncidentMark(in transaction: StoreTransaction) throws {
        memory.state.withLock { $0.highest = nil }
        try note(now(), settings.boot(), in: transaction)
    }

    /// All incidents as they stand, oldest first.
    func currentIncidents(_ view: StoreView) throws -> [Incident] {
        let last = try view.caseVersion()
        let successors = try view.successors()
        if let held = memory.state.withLock({ $0.incidents }), held.last == last,
            held.successors == successors
        {
            return held.incidents
        }
        var byNumber: [Int: [CaseStep]] = [:]
        for step in try view.caseSteps(.violation) { byNumber[step.n, default: []].append(step) }
        let found = try byNumber.sorted { $0.key < $1.key }.map {
            try Incident($0.value, successors: successors)
        }
        return found
    }

    /// The same, kept in memory: outside a transaction, where all is durable.
    func rememberedIncidents() throws -> [Incident] {
        try store.read { view in
            let (last, found) = (try view.caseVersion(), try currentIncidents(view))
            let successors = try view.successors()
            memory.state.withLock { $0.incidents = (last, successors, found) }
            return found
        }
    }
}
