internal import LiaisonSchema
internal import LiaisonStore
public import Logging
internal import Synchronization

/// Warns as the clocks of the incidents run: in the log, in the daemon's own, and by a command of the
/// administrator's (rgpd.md, «Breaches and complaints»).
public final class IncidentWatch: Periodic {
    /// Runs the administrator's command with these arguments; nil when it worked.
    public typealias Alert = @Sendable ([String]) async -> AlertFailure?

    private let incidents: IncidentDesk
    private let logger: Logger
    private let alert: Alert?
    private let state = Mutex(State())

    private struct State {
        /// Those that were given.
        var given: Set<IncidentAlert>?
        var marked: Instant?
        /// Whether a pass over what partners told, whose commands take time, is under way.
        var isTelling = false
    }

    /// Seconds between two notes of the time, while an incident is open.
    private static let markEvery: Int64 = 60

    /// - Parameter alert: nil: the administrator named no command.
    public init(desks: Desks, logger: Logger, alert: Alert?) {
        incidents = desks.incidents
        self.logger = logger
        self.alert = alert
    }

    public let period = Duration.seconds(1)

    public func run(triggers: some AsyncSequence<Void, Never> & Sendable) async {
        await withDiscardingTaskGroup { group in
            for await _ in triggers {
                await tickDeclared()
                guard begin() else { continue }
                group.addTask {
                    await self.tickTold()
                    self.state.withLock { $0.isTelling = false }
                }
            }
            group.cancelAll()
        }
    }

    private func begin() -> Bool {
        state.withLock { state in
            defer { state.isTelling = true }
            return !state.isTelling
        }
    }

    /// Both, one after the other.
    func tick() async {
        await tickDeclared()
        await tickTold()
    }

    /// Our own declarations alone: beside `tickTold`, whose commands take 30 seconds each, nobody of ours waits
    /// for them.
    func tickDeclared() async {
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
    func tickTold() async {
        await pass { time, open, _ in try running(open, at: time) + received(open) }
    }

    private typealias Found = (alert: IncidentAlert, kind: IncidentKind)

    /// - Parameter find: what there is to say, given already or not.
    private func pass(
        _ find: (Instant, [Incident], StructureName) throws -> [Found]
    ) async {
        do {
            let time = try incidents.incidentNow()
            let open = try incidents.rememberedIncidents().filter(\.isOpen)
            guard !open.isEmpty else { return }
            try mark(time)
            // One after the other: who sends many notices starts no crowd of commands.
            let found = try find(time, open, incidents.ownCard().carte.structure)
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
        try incidents.mark(time)
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
        for (incident, deadlines) in try incidents.deadlines(of: open) {
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
        let noted = try incidents.alerts()
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
        let own = try? incidents.ownCard().carte.structure
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
            incidents.noteAlert(failure)
            if let failure { logger.error("la commande d'alerte a échoué : \(failure.french)") }
        }
        // Before the note: a full disk must not have people called each second.
        state.withLock { _ = $0.given?.formUnion(group.alerts) }
        do {
            try incidents.record(group.alerts, isCommandFailed: failure != nil, at: time)
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
