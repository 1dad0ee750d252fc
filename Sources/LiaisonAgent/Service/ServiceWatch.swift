package import LiaisonHTTP
import LiaisonSchema

/// How the daemon does, for who watches it.
package enum ServiceWatch {
    package static func state(_ context: AgentContext) throws -> ServiceState {
        let session = try Session.open(context)
        try session.require(.watchService)
        return try session.client.ask(ServiceState.self, "GET", Routes.localState)
    }

    /// Whether partners vouch for the log.
    package enum Attestation: Equatable, Sendable {
        /// Nobody could.
        case noPartner
        /// Seconds ago.
        case cosigned(Int)
        /// None since the daemon started.
        case unconfirmed
    }

    package static func attestation(_ state: ServiceState) -> Attestation {
        guard state.partners > 0 else { return .noPartner }
        // The first record of each start makes the log grow: a witness that answers cosigns anew.
        guard let cosigned = state.cosigned, cosigned <= state.running else { return .unconfirmed }
        return .cosigned(cosigned)
    }
}
