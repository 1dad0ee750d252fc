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

    /// Every few seconds, one after the other.
    public func tick() async {
        await tickDeclared()
        await tickTold()
    }

    /// Our own declarations alone: beside `tickTold`, whose commands take 30 seconds each, nobody of ours waits
    /// for them.
    public func tickDeclared() async {
        await pass { _, open, own in
            // Declared by one of ours: its people hear of it at once, not at the half of the time.
            open.filter(\.origine.isEmpty).map { incident in
                let alert = IncidentAlert(
                    n: incident.n, destinataire: .structure(own), echeance: incident.declaree,
                    part: 0)
                return (alert, incident.type)
            }
        }
    }

    /// The time that runs out, and what partners told.
    public func tickTold() async {
        await pass { time, open, _ in try running(open, at: time) + received(open) }
    }

    private typealias Found = (alert: IncidentAlert, kind: IncidentKind)

    /// - Parameter find: what there is to say, given already or not.
    private func pass(
        _ find: (Instant, [Incident], StructureName) throws -> [Found]
    ) async {
        do {
            let time = try courrier.incidentNow()
            let open = try courrier.rememberedIncidents().filter(\.isOpen)
            guard !open.isEmpty else { return }
            try mark(time)
            // One after the other: who sends many notices starts no crowd of commands.
            let found = try find(time, open, courrier.ownCard().carte.structure)
            for group in try groups(of: found) { await give(group, at: time) }
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

    /// What one run of the command says: of one addressee, its most urgent incident, and how many more.
    private struct Group {
        let kind: IncidentKind
        /// The most urgent first; never none.
        let alerts: [IncidentAlert]
    }

    private func running(_ open: [Incident], at time: Instant) throws -> [Found] {
        var due: [Found] = []
        for (incident, deadlines) in try courrier.deadlines(of: open) {
            for deadline in deadlines where deadline.isRunning(at: time) {
                guard let echeance = deadline.echeance else { continue }
                for part in IncidentDeadline.parts {
                    guard let mark = deadline.mark(part), time >= mark else { continue }
                    let alert = IncidentAlert(
                        n: incident.n, destinataire: deadline.destinataire, echeance: echeance,
                        part: part)
                    due.append((alert, incident.type))
                }
            }
        }
        return due
    }

    /// A partner's notice may touch our persons: our own hours run from its reception.
    private func received(_ open: [Incident]) -> [Found] {
        open.compactMap { incident in
            guard let de = incident.unread.last?.de else { return nil }
            let alert = IncidentAlert(
                n: incident.n, destinataire: .structure(de),
                echeance: incident.lastReceived ?? incident.declaree, part: 0)
            return (alert, incident.type)
        }
    }

    /// What was not given yet; one group of each addressee, in the order of the first.
    private func groups(of due: [Found]) throws -> [Group] {
        let given = try given()
        var order: [NoticeAddressee] = []
        var byAddressee: [NoticeAddressee: [Found]] = [:]
        for found in due where !given.contains(found.alert) {
            if byAddressee[found.alert.destinataire] == nil {
                order.append(found.alert.destinataire)
            }
            byAddressee[found.alert.destinataire, default: []].append(found)
        }
        return order.compactMap { addressee in
            let found = (byAddressee[addressee] ?? []).sorted {
                $0.alert.isMoreUrgent(than: $1.alert)
            }
            return found.first.map { Group(kind: $0.kind, alerts: found.map(\.alert)) }
        }
    }

    /// Those that were given, here or before the start.
    private func given() throws -> Set<IncidentAlert> {
        if let held = state.withLock({ $0.given }) { return held }
        let noted = try courrier.store.read { try $0.incidentAlerts() }
        return state.withLock { state in
            // The other pass may have read them first, and given some since.
            let given = state.given ?? noted
            state.given = given
            return given
        }
    }

    /// The command before the note: after a crash it is run again rather than never.
    private func give(_ group: Group, at time: Instant) async {
        let (alert, kind) = (group.alerts[0], group.kind)
        let count = Set(group.alerts.map(\.n)).count
        let own = try? courrier.ownCard().carte.structure
        let isOurs = alert.destinataire == own.map(NoticeAddressee.structure)
        let what =
            isOurs
            ? "\(kind.rawValue) déclarée"
            : "notification reçue d'un partenaire, qu'un DPO doit ouvrir"
        logger.warning(
            alert.part == 0 ? "\(what)" : "\(kind.rawValue) : \(alert.part) % du délai passé",
            metadata: [
                "incident": "\(alert.n)", "destinataire": "\(alert.destinataire)",
                "echeance": "\(alert.echeance)", "nombre": "\(count)",
            ])
        var failure: AlertFailure?
        if let run = self.alert {
            failure = await run([
                kind.rawValue, String(alert.n), alert.destinataire.description, String(alert.part),
                alert.echeance.description, String(count),
            ])
            guard failure != .stopped else { return }
            courrier.incidents.state.withLock { $0.alertFailure = failure }
            if let failure { logger.error("la commande d'alerte a échoué : \(failure.french)") }
        }
        // Before the note: a full disk must not have people called each second.
        state.withLock { _ = $0.given?.formUnion(group.alerts) }
        do {
            try courrier.record(group.alerts, isCommandFailed: failure != nil, at: time)
        } catch {
            logger.error("incidents : écriture refusée", metadata: ["type": "\(type(of: error))"])
        }
    }
}

extension IncidentAlert {
    /// The one whose time is further over; then the one that ends first, or came last.
    fileprivate func isMoreUrgent(than other: IncidentAlert) -> Bool {
        if part != other.part { return part > other.part }
        return part == 0 ? echeance > other.echeance : echeance < other.echeance
    }
}

extension Courrier {
    fileprivate func record(
        _ alerts: [IncidentAlert], isCommandFailed: Bool, at time: Instant
    ) throws {
        guard let own = try store.ownCard()?.carte.structure else { return }
        try store.write(at: now()) { transaction in
            for alert in alerts {
                try transaction.insert(alert)
                let detail: LogDetail =
                    switch alert.part {
                    case 0: alert.destinataire == .structure(own) ? .declaree : .recue
                    case 50: .echeance50
                    case 80: .echeance80
                    default: .echeance100
                    }
                // A declaration has its record already.
                guard detail != .declaree else { continue }
                try transaction.record(
                    LogEvent(
                        .violation, by: own.key(.service), ref: CaseKind.violation.ref(alert.n),
                        alert.part == 100 ? .echec : .fait, detail: detail))
            }
            // What was said is not unsaid by a clock set back.
            try markIncidents(in: transaction, at: time)
            if isCommandFailed {
                try transaction.record(
                    LogEvent(.alarme, by: own.key(.service), .echec, detail: .alerteEchouee))
            }
        }
    }
}
