/// Why the log is read: recorded with the reading (rgpd.md, «The log»).
package enum LogReason: String, CaseIterable, Sendable {
    case controle, demande, incident, audit, autre
}
