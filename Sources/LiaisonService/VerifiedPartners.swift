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

    /// The partner to whom this service may talk by itself: verified, and with an address. Who is not fetches
    /// what is for it.
    func reachable(_ structure: StructureName) throws -> Carte? {
        guard let card = try store.card(of: structure)?.carte, card.adresse != nil else {
            return nil
        }
        return try store.read { try isVerified(card, in: $0) } ? card : nil
    }

    /// All of them, by name.
    func reachablePartners() throws -> [Carte] {
        try store.read { view in
            try view.partnerCards().map(\.carte)
                .filter { try $0.adresse != nil && isVerified($0, in: view) }
        }
    }

    /// What an agent's verification brings about, in its transaction: the notices that came before open their
    /// incidents, by the time of their reception, and what waited for the partner is due.
    func welcome(_ structure: StructureName, in transaction: StoreTransaction) throws {
        guard try isVerified(structure, in: transaction.view) else { return }
        for notice in try transaction.view.noticesWithoutIncident(of: structure) {
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
