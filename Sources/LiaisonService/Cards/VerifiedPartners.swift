internal import LiaisonSchema
internal import LiaisonStore

/// A card that nobody compared out of band may be anybody's. What comes under it is kept, and shown as «à
/// vérifier»; nothing is done for it, and nothing goes to the address that it gives.
extension Courrier {
    /// Whether an agent whom the own card trusts verified the key that a partner's card is under (formats.md,
    /// «verification»).
    func isVerified(_ card: Carte, in view: StoreView) throws -> Bool {
        let acts = try view.verifications(of: card.structure)
        guard !acts.isEmpty, let own = try view.ownCard()?.carte else { return false }
        func counts(_ earlier: [Carte]) -> Bool {
            acts.contains { act in
                guard let verification = try? Verification(act, own: own, earlier: earlier) else {
                    return false
                }
                return verification.structure == card.structure
                    && verification.cle == card.cleStructure
            }
        }
        // Nearly always by one of today's agents.
        return try counts([])
            || counts(view.cards(of: own.structure).map(\.card.carte))
    }

    func isVerified(_ structure: StructureName, in view: StoreView) throws -> Bool {
        try view.card(of: structure).map { try isVerified($0.carte, in: view) } ?? false
    }

    /// Whether this service may call a partner by itself: it has an address, and an agent verified its key,
    /// be it one whose own key was stolen since: the card that says so must reach it too.
    private func isReachable(_ card: Carte, in view: StoreView) throws -> Bool {
        try card.adresse != nil && view.hasVerification(of: card.structure, cle: card.cleStructure)
    }

    /// The partner, when this service may call it; who is not called fetches what is for it.
    func reachable(_ structure: StructureName) throws -> Carte? {
        guard let card = try store.card(of: structure)?.carte else { return nil }
        return try store.read { try isReachable(card, in: $0) } ? card : nil
    }

    /// All of them, by name.
    func reachablePartners() throws -> [Carte] {
        try store.read { view in
            try view.partnerCards().map(\.carte).filter { try isReachable($0, in: view) }
        }
    }

    /// What an agent's verification brings about, in its transaction: the notices that came before open their
    /// incidents, by the time of their reception, and what waited for the partner is due. What came under a card
    /// of another key than the verified one stays aside: it was another's.
    func welcome(_ structure: StructureName, in transaction: StoreTransaction) throws {
        guard let card = try transaction.view.card(of: structure)?.carte,
            try isVerified(card, in: transaction.view)
        else { return }
        let since = try transaction.view.cards(of: structure).filter {
            [card.cleStructure, card.remplace].contains($0.card.carte.cleStructure)
        }.map(\.acceptee).min()
        for notice in try transaction.view.noticesWithoutIncident(of: structure)
        where since.map({ notice.recu >= $0 }) ?? false {
            try openIncident(
                notice.slip, received: notice.recu, by: structure.key(.service), in: transaction)
        }
        try transaction.hurryAll(to: structure)
    }

    /// The notices that wait for the verification of their sender.
    func unverifiedNoticeLines() throws -> [String] {
        try store.read { view in
            try view.noticesWithoutIncident().compactMap { de, count in
                guard let card = try view.card(of: de)?.carte, try !isVerified(card, in: view)
                else {
                    return nil
                }
                return "\(count) notification(s) de \(de), à vérifier : comparez d'abord son "
                    + "empreinte de vive voix, « agir-liaison contact verifier \(de) »."
            }
        }
    }
}
