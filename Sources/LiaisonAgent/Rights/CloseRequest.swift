package import LiaisonHTTP
import LiaisonSchema

/// Closing a request: what it asks is carried out first, when it was not.
package struct CloseRequest {
    package struct Plan {
        package let dossier: RequestDossier
        /// Whether it is to be carried out, or to be gone on with.
        package let executes: Bool
        package let findings: [RightsNotice]
        let reason: String?
    }

    private let requests: Requests

    package init(_ requests: Requests) { self.requests = requests }

    /// - Parameter reason: what was answered, or why a structure is not told.
    package func plan(_ n: Int, reason: String?) throws -> Plan {
        let dossier = try requests.dossier(n)
        let request = dossier.request
        let isAccess = request.droit == .acces
        return Plan(
            dossier: dossier, executes: request.isOpen && !isAccess,
            findings: request.isOpen && isAccess && request.reponses.isEmpty ? [.noAnswer] : [],
            reason: reason)
    }

    /// - Parameters:
    ///   - classical: whether a classical recipient among hybrid ones is agreed to.
    ///   - told: hears what was carried out, before the request is closed.
    package func execute(
        _ plan: Plan, classical: Bool, told: (RequestExecution.Outcome) -> Void
    ) throws -> LocalRequestOutcome {
        try requests.session.folder.locked {
            if plan.executes {
                let outcome = try RequestExecution(
                    session: requests.session, classical: classical
                ).run(plan.dossier)
                told(outcome)
                // With a reason the DPO answers for it: the person told them by letter, or they are no more.
                if plan.reason == nil { try outcome.requireAll() }
            }
            for finding in plan.findings { requests.session.context.notify(.rights(finding)) }
            return try requests.enter(
                .cloture(motif: try plan.reason.map(requests.sealed)), plan.dossier.request.n)
        }
    }
}
