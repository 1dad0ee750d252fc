package import LiaisonHTTP
import LiaisonSchema

/// Closing a request: what it asks is carried out first, when it was not.
package struct CloseRequest {
    package struct Plan {
        package let dossier: RequestDossier
        /// How it is to be carried out, or gone on with; nil: it is not.
        package let execution: RequestExecution.Plan?
        package let findings: [RightsNotice]
        let reason: String?
    }

    private let requests: Requests
    private let hands: Handover.Hands

    /// - Parameter hands: make the files for partners whom no service reaches.
    package init(_ requests: Requests, by hands: Handover.Hands) {
        self.requests = requests
        self.hands = hands
    }

    /// - Parameters:
    ///   - reason: what was answered, or why a structure is not told, or nothing is carried out for a person
    ///     of whom nothing is known.
    ///   - classical: whether a classical recipient among hybrid ones is agreed to.
    package func plan(_ n: Int, reason: String?, classical: Bool) throws -> Plan {
        let dossier = try requests.dossier(n)
        let request = dossier.request
        let isAccess = request.droit == .acces
        let isLeft = reason != nil && dossier.isOfNobody && !request.isExecuted
        let executes = request.isOpen && request.pli == nil && !isAccess && !isLeft
        return Plan(
            dossier: dossier,
            execution: executes
                ? try RequestExecution(
                    session: requests.session, classical: classical, by: hands
                ).plan(dossier) : nil,
            findings: request.isOpen && isAccess && request.reponses.isEmpty ? [.noAnswer] : [],
            reason: reason)
    }

    /// - Parameters:
    ///   - confirmed: as `RequestExecution.run`.
    ///   - classical: whether a classical recipient among hybrid ones is agreed to.
    ///   - told: hears what was carried out, before the request is closed.
    package func execute(
        _ plan: Plan, confirmed: Int?, classical: Bool,
        told: (RequestExecution.Outcome) -> Void
    ) throws -> LocalRequestOutcome {
        try requests.session.folder.locked {
            if let execution = plan.execution {
                let outcome = try RequestExecution(
                    session: requests.session, classical: classical, by: hands
                ).run(execution, confirmed: confirmed)
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
