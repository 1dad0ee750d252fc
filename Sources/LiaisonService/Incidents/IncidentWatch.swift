internal import LiaisonSchema
internal import LiaisonStore
public import Logging
internal import Synchronization

/// Warns as the clocks of the incidents run: in the log, in the daemon's own, and by a command of the
/// administrator's (rgpd.md, «Breaches and complaints»).
public final class IncidentWatch: Sendable {
    /// Runs the administrator's command with these arguments; nil when it worked.
    public typealias Alert = @Sendable ([String]) async -> AlertFailure?

    private let courrier: Courrier
    private let logger: Logger
    private let alert: Alert?
    private let state = Mutex(State())

    private struct State {
        /// Those that were given.
        var given: Set<IncidentAlert>?
        var marked: Instant?
    }

    /// Seconds between two notes of the time, while an incident is open.
    private static let markEvery: Int64 = 60

    /// - Parameter alert: nil: the administrator named no command.
    public init(courrier: Courrier, logger: Logger, alert: Alert?) {
        self.courrier = courrier
        self.logger = logger
        self.alert = alert
    }

    /// Every few seconds.
    public func tick() async {
        do {
            let time = try courrier.incidentNow()
            let open = try courrier.rememberedIncidents().filter(\.isOpen)
            guard !open.isEmpty else { return }
            try mark(time)
            let due = try due(open, at: time)
            guard !due.isEmpty else { return }
            await withDiscardingTaskGroup { group in
                for (alert, kind) in due {
                    group.addTask { await self.give(alert, kind, at: time) }
                }
            }
        } catch {
            logger.error("incidents : base illisible", metadata: ["type": "\(type(of: error))"])
        }
    }

    /// The time survives a restart under a clock that was set back.
    private func mark(_ time: Instant) throws {
        let isDue = state.withLock { state in
            state.marked.map { abs(time - $0) >= Self.markEvery } ?? true
        }
        guard isDue else { return }
        try courrier.store.write(at: courrier.now()) {
            try courrier.markIncidents(in: $0, at: time)
        }
        state.withLock { $0.marked = time }
    }

    private func due(
        _ open: [Incident], at time: Instant
    ) throws -> [(IncidentAlert, IncidentKind)] {
        let given: Set<IncidentAlert>
        if let held = state.withLock({ $0.given }) {
            given = held
        } else {
            given = try courrier.store.read { try $0.incidentAlerts() }
            state.withLock { $0.given = given }
        }
        // A partner's notice may touch our persons: our own hours run from its reception.
        let received = open.filter { !$0.unread.isEmpty }.compactMap {
            incident -> (IncidentAlert, IncidentKind)? in
            guard let de = incident.unread.last?.de else { return nil }
            let alert = IncidentAlert(
                n: incident.n, destinataire: .structure(de),
                echeance: incident.lastReceived ?? incident.declaree, part: 0)
            return given.contains(alert) ? nil : (alert, incident.type)
        }
        return try received
            + courrier.deadlines(of: open).flatMap { incident, deadlines in
                deadlines.flatMap { deadline in
                    guard deadline.isRunning(at: time), let echeance = deadline.echeance else {
                        return [(IncidentAlert, IncidentKind)]()
                    }
                    return IncidentDeadline.parts.compactMap { part in
                        let alert = IncidentAlert(
                            n: incident.n, destinataire: deadline.destinataire, echeance: echeance,
                            part: part)
                        guard let mark = deadline.mark(part), time >= mark, !given.contains(alert)
                        else { return nil }
                        return (alert, incident.type)
                    }
                }
            }
    }

    /// The command before the note: after a crash it is run again rather than never.
    private func give(_ alert: IncidentAlert, _ kind: IncidentKind, at time: Instant) async {
        logger.warning(
            alert.part == 0
                ? "notification reçue d'un partenaire, qu'un DPO doit ouvrir"
                : "\(kind.rawValue) : \(alert.part) % du délai passé",
            metadata: [
                "incident": "\(alert.n)", "destinataire": "\(alert.destinataire)",
                "echeance": "\(alert.echeance)",
            ])
        var failure: AlertFailure?
        if let run = self.alert {
            failure = await run([
                kind.rawValue, String(alert.n), alert.destinataire.description, String(alert.part),
                alert.echeance.description,
            ])
            guard failure != .stopped else { return }
            courrier.incidents.state.withLock { $0.alertFailure = failure }
            if let failure { logger.error("la commande d'alerte a échoué : \(failure.french)") }
        }
        // Before the note: a full disk must not have people called each second.
        state.withLock { _ = $0.given?.insert(alert) }
        do {
            try courrier.record(alert, isCommandFailed: failure != nil, at: time)
        } catch {
            logger.error("incidents : écriture refusée", metadata: ["type": "\(type(of: error))"])
        }
    }
}

extension Courrier {
    fileprivate func record(
        _ alert: IncidentAlert, isCommandFailed: Bool, at time: Instant
    ) throws {
        guard let own = try store.ownCard()?.carte.structure else { return }
        let detail: LogDetail =
            switch alert.part {
            case 0: .recue
            case 50: .echeance50
            case 80: .echeance80
            default: .echeance100
            }
        try store.write(at: now()) { transaction in
            try transaction.insert(alert)
            // What was said is not unsaid by a clock set back.
            try markIncidents(in: transaction, at: time)
            try transaction.record(
                LogEvent(
                    .violation, by: own.key(.service), ref: CaseKind.violation.ref(alert.n),
                    alert.part == 100 ? .echec : .fait, detail: detail))
            if isCommandFailed {
                try transaction.record(
                    LogEvent(.alarme, by: own.key(.service), .echec, detail: .alerteEchouee))
            }
        }
    }
}
