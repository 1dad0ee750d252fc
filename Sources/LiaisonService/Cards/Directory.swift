public import LiaisonSchema
public import LiaisonStore

/// The cards, as agents and the daemon ask for them.
extension CardDesk {
    /// The cards in force, our own first.
    public func cardsInForce() throws -> [Carte] {
        try store.read { view in
            guard let own = try view.ownCard() else { return [] }
            return try [own.carte] + view.partnerCards().map(\.carte)
        }
    }

    /// Cards of a page: each has 256 KiB at most.
    private static let cardPage = 16

    /// The cards of a structure that were in force here, oldest first, a page at a time: an agent judges by
    /// them who wrote what was recorded then.
    ///
    /// - Parameter after: where the page before ended.
    public func cards(
        of structure: StructureName, after: Int64, for agent: AuthenticatedAgent
    ) throws -> (cards: [AcceptedCarte], next: Int64?) {
        try require(.listContacts, agent)
        return try store.read {
            try $0.cards(of: structure, after: after, limit: Self.cardPage)
        }
    }

    /// All cards and verifications held, for agents to judge themselves.
    ///
    /// - Parameter lacksIndexKey: whether the agent says that it misses index keys: colleagues who hold
    ///   them learn it in their turn.
    public func directory(
        for agent: AuthenticatedAgent, lacksIndexKey: Bool = false
    ) throws -> Directory {
        try require(.listContacts, agent)
        let own = try ownCard()
        let lacking = noteIndexKey(of: agent.name, isMissing: lacksIndexKey, among: own.carte)
        return try store.read { view in
            let partners = try view.partnerCards()
            let verifications = try partners.flatMap {
                try view.verifications(of: $0.carte.structure)
            }
            return Directory(
                own: own, partners: partners, verifications: verifications,
                declared: try view.declaredContacts(), removed: try view.removedPartners(),
                indexKeys: try view.indexKeyPlis(for: agent.name),
                withoutIndexKey: lacking, hosting: try book.currentFacts(view).hebergement)
        }
    }

    /// What the daemon knows of structures; agents judge it themselves.
    public struct Directory: Sendable {
        public let own: SignedCarte
        public let partners: [SignedCarte]
        public let verifications: [[UInt8]]
        /// The acts that tell of partners without keys.
        public let declared: [[UInt8]]
        public let removed: [StructureName]
        /// The `cle-index` plis sealed to the agent who asks.
        public let indexKeys: [PliID]
        /// The agents who are to hold the index keys and said since the start that they do not.
        public let withoutIndexKey: [KeyName]
        /// Since when bureaux may be hosted, as a DPO decided.
        public let hosting: CalendarDate?
    }
}
