internal import LiaisonSchema
internal import LiaisonStore

/// When our card goes to a partner, and when we take its again.
extension CardDesk {
    func exchange(with peer: StructureName) throws -> CardExchange? {
        try store.read { try $0.cardExchange(with: peer) }
    }

    /// The card in force of a structure.
    func card(of structure: StructureName) throws -> Carte? { try store.card(of: structure)?.carte }

    /// Since when our card is in force.
    func ownSince() throws -> Instant? {
        try store.read { try $0.acceptedOwnCard() }?.acceptee
    }

    /// Of a partner that can't be called: one with an address may be verified later, another fetches our card.
    func postpone(_ exchange: CardExchange, to peer: StructureName, until instant: Instant) throws {
        guard exchange.transmission != nil else { return }
        let hasAddress = try card(of: peer)?.adresse != nil
        try store.write(at: now()) {
            try $0.updateTransmission(
                to: peer, essais: exchange.essais, next: hasAddress ? instant : nil)
        }
    }

    /// - Parameter wait: seconds until the partner's card is taken again.
    func notePull(from peer: StructureName, wait: Int64) throws {
        let now = now()
        try store.write(at: now) { try $0.updatePull(from: peer, next: now + wait) }
    }

    /// What became of our card on its way.
    ///
    /// - Parameters:
    ///   - given: the card that was; empty: none.
    ///   - wait: seconds until it is given again; nil: it is settled, unless another was published meanwhile.
    func noteTransmission(
        of given: [UInt8] = [], to peer: StructureName, essais: Int, wait: Int64?
    ) throws {
        let now = now()
        try store.write(at: now) { transaction in
            // Another one may have been published while this one was on its way.
            let isLast = try given.isEmpty || transaction.view.ownCard()?.bytes == given
            try transaction.updateTransmission(
                to: peer, essais: essais, next: !isLast ? now : wait.map { now + $0 })
        }
    }
}
