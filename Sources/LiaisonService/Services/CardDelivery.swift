internal import LiaisonSchema
internal import LiaisonStore
internal import Logging

/// Our card to partners, and theirs to us.
extension Delivery {
    /// Gives our card, after all that a key of the card before signed: the new one may not name it.
    func deliverCard(to peer: StructureName, _ cards: CardExchange) async throws {
        // A card that revokes a key does not wait for ever behind a pli that nobody takes.
        let issued = try desks.cards.ownSince()
        let isUrgent = issued.map { desks.office.now() - $0 > Self.longestWait } ?? true
        let (plis, receipts) = try mail.pending(
            to: peer, until: issued ?? desks.office.now())
        for row in plis where await !attempt(row) {
            if isUrgent { break }
            return try delayCard(to: peer, essais: cards.essais)
        }
        for receipt in receipts where await !attempt(receipt) {
            if isUrgent { break }
            return try delayCard(to: peer, essais: cards.essais)
        }
        await transmit(to: peer, essais: cards.essais)
    }

    /// Takes the partner's card again, a day after the last time.
    func pull(from name: StructureName) async {
        var wait = StoreTransaction.pullEvery
        do {
            if let peer = try desks.office.reachable(name) {
                let answer = await transport.card(of: peer)
                // One that does not fit is logged, and the one in force stays.
                if let card = answer.body { _ = try? desks.cards.receive(card: card) }
                if !answer.isAnswer { wait = RetryPolicy.longest }
            } else {
                // It may be verified, or give an address, at any time.
                wait = RetryPolicy.longest
            }
        } catch {
            logger.error("base illisible", metadata: ["type": "\(type(of: error))"])
        }
        tolerate { try desks.cards.notePull(from: name, wait: wait) }
    }

    /// Seconds that a new card waits at most for what was signed before it.
    private static let longestWait: Int64 = 600

    /// The card stays due, after a while.
    private func delayCard(to name: StructureName, essais: Int) throws {
        try desks.cards.noteTransmission(
            to: name, essais: essais + 1,
            wait: RetryPolicy.delay(failures: essais + 1, jitter: jitter()))
    }

    private func transmit(to name: StructureName, essais: Int) async {
        var isSettled = true
        var given: [UInt8] = []
        do {
            if let peer = try desks.office.reachable(name) {
                given = try desks.office.ownCard().bytes
                // A refusal is final: the partner takes it from us when it next needs it.
                switch await transport.put(card: given, to: peer) {
                case .taken, .refused(.request), .absent: break
                case .refused, .unreachable: isSettled = false
                }
            }
        } catch {
            logger.error("base illisible", metadata: ["type": "\(type(of: error))"])
            isSettled = false
        }
        tolerate {
            try desks.cards.noteTransmission(
                of: given, to: name, essais: essais + 1,
                wait: isSettled ? nil : RetryPolicy.delay(failures: essais + 1, jitter: jitter()))
        }
        if isSettled { desks.office.wakeDelivery() }
    }
}
