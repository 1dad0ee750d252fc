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
    }

    /// The state after an event; the same one when the event changes nothing.
    ///
    /// `en-attente → ouvert` is legal (hand delivery); a receipt that comes after `expire` or `retire` still
    /// counts (formats.md, «accuse»).
    public func after(_ event: Event) -> EnvoiStatut {
        switch (self, event) {
        case (.enAttente, .delaiDepasse): .expire
        case (.enAttente, .retrait), (.expire, .retrait): .retire
        case (.remis, .accuse(.ouvert)): .ouvert
        case (.enAttente, .accuse(let statut)), (.expire, .accuse(let statut)),
            (.retire, .accuse(let statut)):
            switch statut {
            case .refuse: .refuse
            case .ouvert: .ouvert
            // A purge receipt proves that the pli had been delivered.
            case .remis, .purge: .remis
            }
        default: self
        }
    }
}

/// Where the states of plis are written, and nowhere else.
extension StoreTransaction {
    /// A new row of the outbox.
    ///
    /// - Parameter departure: before when it does not leave; nil: it is due at once.
    func put(outgoing pli: Pli, departure: Instant? = nil) throws {
        try insertOutgoing(pli, statut: EnvoiStatut.enAttente.rawValue, departure: departure)
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
        return (before, after)
    }

    /// An agent of ours opened it.
    func markRead(_ slip: Slip) throws {
        try updateIncoming(slip, statut: ReceptionStatut.ouvert.rawValue)
        try markOpened(slip)
    }
}
