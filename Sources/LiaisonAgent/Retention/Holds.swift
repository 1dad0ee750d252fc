import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// What a litigation or a legal duty keeps from being destroyed, entered and listed by the DPO.
package struct Holds {
    package let session: Session

    package init(_ context: AgentContext) throws {
        session = try Session.ready(context, for: .holdPurge)
    }

    /// - Parameter reason: for the DPOs, sealed.
    package func open(
        _ scope: RetentionFact.Portee, review: CalendarDate, reason: String
    ) throws -> FactOutcome {
        let retention = RetentionClient(session: session)
        return try retention.enter(
            .contentieux(scope, revue: review, motif: retention.sealed(reason)))
    }

    package func keep(
        _ scope: RetentionFact.Portee, until end: CalendarDate, reason: String
    ) throws -> FactOutcome {
        let retention = RetentionClient(session: session)
        return try retention.enter(
            .exception(scope, jusquA: end, motif: retention.sealed(reason)))
    }

    package func close(_ n: Int) throws -> FactOutcome {
        try RetentionClient(session: session).enter(.levee(n))
    }

    /// Those in force, oldest first, and the reason of each; nil when it is sealed for another DPO.
    package func list() throws -> [(suspension: Suspension, reason: String)] {
        try session.client.ask([Suspension].self, "GET", Routes.localSuspensions).map {
            ($0, $0.motif.text(with: session.identity.all) ?? "(scellé pour un autre DPO)")
        }
    }

    /// The fiche that a DPO, who has no box, names: whole, by the beginning of its id, which the daemon
    /// completes, or by a row of a box for who has one.
    package func fiche(_ text: String) throws -> RetentionFact.Portee {
        // Two structures may have chosen the same id.
        if let key = PliKey(text.replacing("/", with: " ")) {
            return .fiche(de: key.de, id: key.id)
        }
        guard text.utf8.count >= 4,
            text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) || $0 == 45 })
        else {
            guard session.me?.roles.contains(.referent) == true else {
                throw AgentError(
                    .usage, "Une fiche se nomme par son identifiant, ou 4 signes de son début.",
                    next: .retention(.listLog))
            }
            let row = try BoxListing.find(text, session)
            return .fiche(de: row.de, id: row.id)
        }
        let rows = try session.client.ask([DuePli].self, "GET", Routes.localHeld(prefix: text))
        guard let key = rows.first?.key else {
            throw AgentError(
                .noInput, "Aucune fiche gardée ici ne commence par « \(text) ».",
                next: .retention(.lookInLog))
        }
        guard rows.count == 1 else {
            throw AgentError(
                .usage, "Plusieurs fiches commencent par « \(text) ».",
                next: "Donnez plus de signes, ou STRUCTURE/IDENTIFIANT.")
        }
        return .fiche(de: key.de, id: key.id)
    }
}
