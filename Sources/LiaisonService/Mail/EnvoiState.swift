public import LiaisonSchema
internal import LiaisonStore

/// States move forward only (design.md, «Delivery»).
extension EnvoiStatut {
    public enum Event: Sendable, Equatable {
        case accuse(Accuse.Statut)
        /// 30 days went by without a receipt.
        case delaiDepasse
        /// An agent takes it back.
        case retrait
        /// An agent said what became of it (voies.md, «Going out»).
        case declare(DeclaredStep.Statut)
        /// The partner's answer came.
        case reponse
        /// Our page gave its sealed content to somebody; somebody opened it, with the phrase (guichet.md).
        case guichetRemis, guichetLu
        /// An agent takes it back, and the page closes.
        case rappel
    }

    /// The state after an event; the same one when the event changes nothing.
    ///
    /// `en-attente → ouvert` is legal (hand delivery); a receipt that comes after `expire` or `retire` still
    /// counts (formats.md, «accuse»).
    public func after(_ event: Event) -> EnvoiStatut {
        switch (self, event) {
        case (.enAttente, .delaiDepasse): .expire
        case (.enAttente, .retrait), (.expire, .retrait), (.aTransmettre, .retrait),
            (.nonParvenu, .retrait):
            .retire
        case (.remis, .accuse(.ouvert)): .ouvert
        case (.enAttente, .accuse(let statut)), (.expire, .accuse(let statut)),
            (.retire, .accuse(let statut)):
            switch statut {
            case .refuse: .refuse
            case .ouvert: .ouvert
            // A purge receipt proves that the pli had been delivered.
            case .remis, .purge: .remis
            }
        // A correction is a later word: it may take back an earlier one, never an answer that came.
        case (.aTransmettre, .declare(let said)), (.transmis, .declare(let said)),
            (.ouvert, .declare(let said)), (.nonParvenu, .declare(let said)):
            said.envoi
        case (.aTransmettre, .guichetRemis), (.nonParvenu, .guichetRemis): .transmis
        case (.aTransmettre, .guichetLu), (.transmis, .guichetLu), (.nonParvenu, .guichetLu):
            .ouvert
        case (.aTransmettre, .rappel), (.transmis, .rappel), (.ouvert, .rappel),
            (.nonParvenu, .rappel):
            .retire
        // Taken back, and gone after all: what was said last is true.
        case (.retire, .declare(let said)) where said != .nonParvenu: said.envoi
        case (.aTransmettre, .reponse), (.transmis, .reponse), (.ouvert, .reponse),
            (.nonParvenu, .reponse), (.retire, .reponse):
            .repondu
        default: self
        }
    }
}

extension StoreView {
    /// Whether that sending is the partner's, under the name that it had or the one that it has.
    func went(_ row: Outgoing, to partner: StructureName) throws -> Bool {
        try row.slip.pour == partner || current([row.slip.pour]).contains(partner)
    }
}

/// Where the states of plis are written, and nowhere else.
extension StoreTransaction {
    /// A new row of the outbox: by the service it is due at once, by another road never.
    ///
    /// - Parameter departure: before when it does not leave.
    func put(
        outgoing pli: Pli, voie: Voie = .service, departure: Instant? = nil
    ) throws {
        let statut: EnvoiStatut = voie.isProven ? .enAttente : .aTransmettre
        try insertOutgoing(pli, statut: statut.rawValue, voie: voie, departure: departure)
    }

    /// A new row of the inbox.
    ///
    /// - Parameters:
    ///   - original: of a `partage`, the fiche handed on.
    ///   - origin: of a `recu`, where it comes from.
    func put(
        incoming pli: Pli, original: PliKey? = nil, origin: Incoming.Origin? = nil
    ) throws {
        let statut =
            pli.slip.objet == .cleIndex ? Incoming.indexKey : ReceptionStatut.nonLu.rawValue
        try insertIncoming(pli, statut: statut, original: original, origin: origin)
    }

    /// - Returns: the state before and after it.
    func move(
        _ row: Outgoing, by event: EnvoiStatut.Event
    ) throws -> (before: EnvoiStatut, after: EnvoiStatut) {
        let before = EnvoiStatut(rawValue: row.statut) ?? .enAttente
        let after = before.after(event)
        try updateOutgoing(row.slip.id, pour: row.slip.pour, statut: after.rawValue)
        if before == .retire, after != .retire { try restorePartner(of: row) }
        return (before, after)
    }

    /// The answer of a partner to what went to it by a road that proves nothing.
    func noteAnswer(to id: PliID?, from partner: StructureName) throws {
        guard let id else { return }
        for row in try view.outgoing(id) where !row.voie.isProven {
            guard try view.went(row, to: partner) else { continue }
            _ = try move(row, by: .reponse)
        }
    }

    /// An agent of ours opened it.
    func markRead(_ slip: Slip) throws {
        try updateIncoming(slip, statut: ReceptionStatut.ouvert.rawValue)
        try markOpened(slip)
    }
}
