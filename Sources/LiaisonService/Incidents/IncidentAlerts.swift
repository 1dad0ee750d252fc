internal import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// Who was warned of incidents.
extension IncidentDesk {
    /// Those that were given.
    func alerts() throws -> Set<IncidentAlert> { try store.read { try $0.incidentAlerts() } }

    /// The time survives a restart under a clock that was set back.
    func mark(_ time: Instant) throws {
        try store.write(at: now()) { try markIncidents(in: $0, at: time) }
    }

    /// Why the administrator's command failed last; nil when it worked.
    func noteAlert(_ failure: AlertFailure?) {
        memory.state.withLock { $0.alertFailure = failure }
    }

    func record(
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
