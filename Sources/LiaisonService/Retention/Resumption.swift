public import LiaisonSchema
internal import LiaisonStore

/// The end of what a restoration stopped: an act of its own, by a DPO who saw what may be missing.
extension RetentionDesk {
    /// What may be missing: when it was entered, what of its kinds is here, who was not asked yet.
    public struct Lost: Sendable, Equatable {
        /// The last record of the backup; nil: it is pruned.
        public var since: Instant?
        /// The restoration.
        public var until: Instant?
        /// The partners who did not say yet what they know to be destroyed here.
        public var unasked: [StructureName] = []
        /// How many of each are here, closed ones left out.
        public var conventions = 0
        public var contentieux = 0
        public var fins = 0
        public var incidents = 0
        public var demandes = 0
    }

    /// - Throws: `Refusal` `.introuvable` where nothing was restored, or the purge goes on already.
    public func lost(for agent: AuthenticatedAgent) throws -> Lost {
        try require(.purge, agent)
        guard try isRestored else {
            throw Refusal(
                .introuvable, "Aucune restauration n'arrête la purge.",
                hint: "Voyez « agir-liaison purge apercu ».")
        }
        return try store.read { view in
            let facts = try book.currentFacts(view)
            let span = try view.restorationSpan()
            return Lost(
                since: span.since, until: span.until, unasked: try view.partnersToAsk(),
                conventions: facts.conventions.count, contentieux: facts.suspensions.count,
                fins: try view.facts([.fin]).count,
                incidents: try view.openCases(.violation).count,
                demandes: try view.openCases(.demande).count)
        }
    }

    /// The DPO says that what was lost is entered again.
    ///
    /// - Throws: as `lost`.
    public func resumePurge(by agent: AuthenticatedAgent) throws {
        _ = try lost(for: agent)
        try store.write(at: now()) { transaction in
            guard try transaction.view.isRestored() else { return }
            try transaction.markRestored(false)
            try transaction.record(
                LogEvent(.restauration, by: agent.name, detail: .purgeReprise))
        }
        wantPurge()
    }
}
