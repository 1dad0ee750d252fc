public import LiaisonSchema
public import LiaisonStore

/// The boxes, as agents list and follow them.
extension MailDesk {
    /// A pli to one structure.
    public struct Sent: Sendable {
        public let row: Outgoing
        /// Of that structure, oldest first.
        public let receipts: [StoredReceipt]
        /// Of one that waits: why its addressee was not reached last.
        public let unreachable: UnreachablePartner?
    }

    public struct Held: Sendable {
        public let row: Incoming
        /// Whether a later fiche of the same structure replaces this one.
        public let isReplaced: Bool
    }

    /// The way of one pli.
    public struct Track: Sendable {
        /// Of one that left from here.
        public let sent: Outgoing?
        /// Of one that came.
        public let received: Incoming?
        /// Oldest first.
        public let receipts: [StoredReceipt]
        public let withdrawals: [StoredWithdrawal]
        /// What agents declared, as they did.
        public let declared: [StoredStep]
        /// Of one that waits: why its addressee was not reached last.
        public let unreachable: UnreachablePartner?
        /// Of one that left by guichets: what they saw.
        public let guichets: [StoredGuichet]
        /// Of one of ours: why its author did otherwise than asked.
        public let justifications: [RecordedFact]
        /// What its addressees answered, each with whom it went to.
        public let answers: [(pour: StructureName, row: Incoming)]
    }

    /// Changes whenever a row of a box does, and at each start: read it before the box.
    public var boxRevision: String { store.boxRevision }

    /// The outbox, newest first.
    public func outbox(_ part: BoxPart = .all, for agent: AuthenticatedAgent) throws -> [Sent] {
        try require(.listFiches, agent)
        return try store.read { try sent($0.outbox(part), $0) }
    }

    /// The inbox likewise.
    public func inbox(_ part: BoxPart = .all, for agent: AuthenticatedAgent) throws -> [Held] {
        try require(.listFiches, agent)
        return try store.read { view in
            let rows = try view.inbox(part)
            let replaced = try view.replaced(among: rows.map(\.slip))
            return rows.map { Held(row: $0, isReplaced: replaced.contains($0.slip.key)) }
        }
    }

    /// Where a pli of ours stands with each structure.
    ///
    /// - Throws: `Refusal` `.introuvable`.
    public func sent(_ id: PliID, for agent: AuthenticatedAgent) throws -> [Sent] {
        try require(.listFiches, agent)
        let found = try store.read { try sent($0.outgoing(id), $0) }
        guard !found.isEmpty else {
            throw Refusal(
                .introuvable, "Aucun envoi ne porte cet identifiant.",
                hint: "Voyez « agir-liaison boite envoi ».")
        }
        return found
    }

    /// - Throws: `Refusal` `.introuvable`.
    public func track(
        _ id: PliID, de: StructureName, for agent: AuthenticatedAgent
    ) throws -> Track {
        try require(.listFiches, agent)
        let own = try ownCard().carte.structure
        return try store.read { view in
            let sent = de == own ? try view.outgoing(id).first : nil
            let waiting = sent.flatMap { $0.prochain == nil ? nil : $0.slip.pour }
            let track = Track(
                sent: sent,
                received: try view.incoming(id, de: de, pour: own),
                receipts: try view.receipts(id, de: de),
                withdrawals: de == own ? try view.withdrawals(of: id) : [],
                declared: de == own ? try view.declaredSteps(id) : [],
                unreachable: try waiting.flatMap { try view.unreachable($0) },
                guichets: de == own ? try view.guichets(of: id) : [],
                justifications: de == own
                    ? try view.justifications(of: PliKey(de: de, id: id)) : [],
                answers: de == own ? try answers(to: id, view) : [])
            guard track.sent != nil || track.received != nil else {
                throw Refusal(
                    .introuvable, "Aucune fiche ne porte cet identifiant.",
                    hint: "Voyez « agir-liaison boite ».")
            }
            return track
        }
    }

    /// Of those alone to whom it went: anybody may name an id.
    private func answers(
        to id: PliID, _ view: StoreView
    ) throws -> [(pour: StructureName, row: Incoming)] {
        let sent = try view.outgoing(id)
        return try view.deliveredAnswers(to: id).compactMap {
            answer -> (pour: StructureName, row: Incoming)? in
            let partner = answer.origin?.structure ?? answer.slip.de
            let asked = try sent.first { try view.went($0, to: partner) }
            return asked.map { (pour: $0.slip.pour, row: answer) }
        }
    }

    /// The fiche of an id whose structure is not said: the one that is held, else one of ours.
    public func key(of id: PliID) throws -> PliKey {
        let known = try store.read { try $0.heldFiches(id) }
        if known.count == 1, let fiche = known.first { return fiche.key }
        return PliKey(de: try ownCard().carte.structure, id: id)
    }

    /// With their receipts and who can't be reached, looked up once.
    private func sent(_ rows: [Outgoing], _ view: StoreView) throws -> [Sent] {
        let receipts = try view.receipts(of: rows.map(\.slip.key))
        let unreachable = try view.unreachablePartners()
        return rows.map { row in
            Sent(
                row: row,
                receipts: (receipts[row.slip.key] ?? []).filter { $0.pour == row.slip.pour },
                unreachable: row.prochain == nil
                    ? nil : unreachable.first { $0.structure == row.slip.pour })
        }
    }
}
