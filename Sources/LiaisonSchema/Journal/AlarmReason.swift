/// Why the DPO need be told of an alarm no more: `--motif`, and the detail of the record.
public enum AlarmReason: String, Sendable, CaseIterable {
    /// Something known brought it about: a work on the server, a caseload handed over.
    case attendue
    /// What brought it about is repaired.
    case corrigee
    /// An incident was opened for it.
    case incident
    /// The cause was not found.
    case inconnue

    public var detail: LogDetail {
        switch self {
        case .attendue: .reconnueAttendue
        case .corrigee: .reconnueCorrigee
        case .incident: .reconnueIncident
        case .inconnue: .reconnueInconnue
        }
    }
}
