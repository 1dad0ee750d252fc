package import LiaisonHTTP
import LiaisonSchema

/// After a restoration, a DPO says that what was lost is entered again.
package enum PurgeResumption {
    package struct Plan {
        let session: Session
        /// What may be missing.
        package let lost: LostEntries
    }

    package static func plan(_ context: AgentContext) throws -> Plan {
        let session = try Session.ready(context, for: .purge)
        let lost = try session.client.ask(LostEntries.self, "GET", Routes.localPurgeResume)
        return Plan(session: session, lost: lost)
    }

    /// - Parameter confirmed: whether somebody saw the list, and says that all is entered again.
    package static func execute(_ plan: Plan, confirmed: Bool) throws {
        guard confirmed else {
            throw AgentError(.usage, "La purge reste arrêtée : rien ne se détruit tout seul.")
        }
        _ = try plan.session.client.request("POST", Routes.localPurgeResume)
    }
}
