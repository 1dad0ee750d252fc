public import LiaisonSchema
internal import LiaisonStore

/// States move forward only (design.md, «Delivery»).
extension EnvoiStatut {
    public enum Event: Sendable, Equatable {
        case accuse(Accuse.Statut)
        /// 30 days went by without a receipt.
        case delaiDepasse
    }

    /// The state after an event; the same one when the event changes nothing.
    ///
    /// `en-attente → ouvert` is legal (hand delivery); a receipt that comes after `expire` still
    /// counts (formats.md, «accuse»).
    public func after(_ event: Event) -> EnvoiStatut {
        switch (self, event) {
        case (.enAttente, .delaiDepasse): .expire
        case (.enAttente, .accuse(.refuse)), (.expire, .accuse(.refuse)): .refuse
        case (.enAttente, .accuse(.ouvert)), (.remis, .accuse(.ouvert)),
            (.expire, .accuse(.ouvert)):
            .ouvert
        // A purge receipt proves that the pli had been delivered.
        case (.enAttente, .accuse(.remis)), (.enAttente, .accuse(.purge)),
            (.expire, .accuse(.remis)), (.expire, .accuse(.purge)):
            .remis
        default: self
        }
    }
}

/// Where the states of plis are written, and nowhere else.
extension StoreTransaction {
    /// A new row of the outbox, due at once.
    func put(outgoing pli: Pli) throws {
        try insertOutgoing(pli, statut: EnvoiStatut.enAttente.rawValue)
    }

    /// A new row of the inbox.
    ///
    /// - Parameter original: of a `partage`, the fiche handed on.
    func put(incoming pli: Pli, original: PliKey? = nil) throws {
        let statut =
            pli.slip.objet == .cleIndex ? Incoming.indexKey : ReceptionStatut.nonLu.rawValue
        try insertIncoming(pli, statut: statut, original: original)
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
