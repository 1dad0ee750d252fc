internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore

/// What our agents verified of partners' keys.
extension CardDesk {
    /// Keeps an agent's verification act, so that colleagues need not repeat it.
    public func recordVerification(_ bytes: [UInt8], by agent: AuthenticatedAgent) throws {
        try require(.verifyContact, agent)
        let own = try ownCard().carte
        let earlier = try earlierOwnCards(own)
        let (verification, kept) = try schema(.verification, by: agent.name) {
            () throws -> (Verification, [UInt8]) in
            let verification = try Verification(bytes, own: own, earlier: earlier)
            // What one who left or renewed its key verified stands; only an agent in force changes a key.
            if try store.card(of: verification.structure)?.carte.cleStructure != verification.cle {
                _ = try Verification(bytes, own: own)
            }
            return (
                verification,
                try Acte(.verification, bytes).keeping(signers(own, earlier)).bytes
            )
        }
        // A colleague's act for that key stands as long as it counts: nobody takes it over. The act of an agent
        // in force takes the place of one who left: it alone may change a key at the colleagues'.
        let counting = (try? Verification(bytes, own: own)) == nil ? earlier : []
        let held = try store.read { try $0.verifications(of: verification.structure) }
        guard
            !held.contains(where: {
                (try? Verification($0, own: own, earlier: counting))?.cle == verification.cle
            })
        else { return }
        // When one who left made it only its own word says.
        _ = try schema(.verification, by: agent.name, ref: verification.structure.text) {
            try Verification(bytes, own: own, earlier: earlier, keepingDeparted: false)
        }
        try store.write(at: now()) { transaction in
            try transaction.insert(verification: verification, note: kept)
            try transaction.record(
                LogEvent(.verification, by: agent.name, ref: verification.structure.text))
            if let pending = try transaction.view.pendingCard(of: verification.structure),
                pending.carte.cleStructure == verification.cle
            {
                let before = try transaction.view.card(of: verification.structure)?.carte
                try transaction.insert(pending, own: false)
                if let before { try holdBack(before, after: pending.carte, in: transaction) }
                try transaction.record(
                    LogEvent(
                        .contact, by: agent.name, ref: verification.structure.text,
                        detail: .clesChangees))
            }
            try welcome(verification.structure, in: transaction)
        }
        wakeDelivery()
    }

    /// Records that a typed fingerprint was wrong. Which digits differ is never told to a log.
    public func recordWrongFingerprint(
        of structure: StructureName, by agent: AuthenticatedAgent
    ) throws {
        try require(.verifyContact, agent)
        try refused(.verification, by: agent.name, ref: structure.text, detail: .empreinteCle)
    }

    /// What an agent's verification brings about, in its transaction: the notices that came before open their
    /// incidents, by the time of their reception, and what waited for the partner is due. What came under a card
    /// of another key than the verified one stays aside: it was another's.
    private func welcome(_ structure: StructureName, in transaction: StoreTransaction) throws {
        guard let card = try transaction.view.card(of: structure)?.carte,
            try transaction.view.isVerified(card)
        else { return }
        let since = try transaction.view.cards(of: structure).filter {
            [card.cleStructure, card.remplace].contains($0.card.carte.cleStructure)
        }.map(\.acceptee).min()
        for notice in try transaction.view.noticesWithoutIncident(of: structure)
        where since.map({ notice.recu >= $0 }) ?? false {
            try incidents.openIncident(
                notice.slip, received: notice.recu, by: structure.key(.service), in: transaction)
        }
        try transaction.hurryAll(to: structure)
    }
}
