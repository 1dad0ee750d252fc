package import LiaisonHTTP
package import LiaisonSchema

/// What an agent says of one fiche, which changes how long it is kept.
package enum FicheRetention {
    /// What a pli has nothing to do with.
    package enum Excluded: Equatable, Sendable {
        case contentieux(Int)
        case demande(Int)
    }

    /// Puts a pli out of a hold or of a person's request.
    ///
    /// - Returns: the outcome of what is a fact of retention.
    package static func exclude(
        _ name: String, from excluded: Excluded, _ context: AgentContext
    ) throws -> (fiche: PliKey, outcome: FactOutcome?) {
        let (session, fiche) = try find(name, context)
        switch excluded {
        case .contentieux(let n):
            let outcome = try RetentionClient(session: session).enter(
                .exclusion(n, de: fiche.de, id: fiche.id))
            return (fiche, outcome)
        case .demande(let n):
            _ = try Requests(session: session).enter(
                .exclusion(de: fiche.de, id: fiche.id), n)
            return (fiche, nil)
        }
    }

    /// Says until when a fiche is of use: it is destroyed after.
    package static func limit(
        _ name: String, until day: CalendarDate, _ context: AgentContext
    ) throws -> (fiche: PliKey, outcome: FactOutcome) {
        let (session, fiche) = try find(name, context)
        let outcome = try RetentionClient(session: session).enter(
            .usage(de: fiche.de, id: fiche.id, jusquA: day))
        return (fiche, outcome)
    }

    private static func find(
        _ name: String, _ context: AgentContext
    ) throws -> (Session, PliKey) {
        let session = try Session.open(context)
        try session.require(.closeFile)
        let row = try BoxListing.find(name, session)
        return (session, PliKey(de: row.de, id: row.id))
    }
}
