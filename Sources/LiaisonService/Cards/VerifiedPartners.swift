internal import LiaisonSchema
internal import LiaisonStore

/// A card that nobody compared out of band may be anybody's. What comes under it is kept, and shown as «à
/// vérifier»; nothing is done for it, and nothing goes to the address that it gives.
extension StoreView {
    /// Whether an agent whom the own card trusts verified the key that a partner's card is under (formats.md,
    /// «verification»). Of one who left, what was recorded here before its departure was: the same as each agent
    /// judges of what its folder held.
    func isVerified(_ card: Carte) throws -> Bool {
        let acts = try recordedVerifications(of: card.structure)
        guard !acts.isEmpty, let own = try ownCard()?.carte else { return false }
        func counts(_ act: [UInt8], under own: Carte, earlier: [Carte] = [], _ keeps: Bool = true)
            -> Bool
        {
            guard
                let verification = try? Verification(
                    act, own: own, earlier: earlier, keepingDeparted: keeps)
            else { return false }
            return verification.structure == card.structure
                && verification.cle == card.cleStructure
        }
        // Nearly always by one of today's agents.
        if acts.contains(where: { counts($0.note, under: own) }) { return true }
        let history = try cards(of: own.structure)
        let earlier = history.map(\.card.carte)
        return acts.contains { act in
            if counts(act.note, under: own, earlier: earlier, false) { return true }
            // A key that was stolen or lost vouches for nothing, whenever it did.
            guard counts(act.note, under: own, earlier: earlier) else { return false }
            return history.inForce(at: act.recue).contains { counts(act.note, under: $0) }
        }
    }

    func isVerified(_ structure: StructureName) throws -> Bool {
        try card(of: structure).map { try isVerified($0.carte) } ?? false
    }

    /// Whether this service may call a partner by itself: it has an address, and an agent verified its key,
    /// be it one whose own key was stolen since: the card that says so must reach it too.
    fileprivate func isReachable(_ card: Carte) throws -> Bool {
        try card.adresse != nil && hasVerification(of: card.structure, cle: card.cleStructure)
    }
}

extension [AcceptedCarte] {
    /// Those, oldest first as they are, that were in force at some moment of that second.
    fileprivate func inForce(at instant: Instant) -> [Carte] {
        indices.filter { index in
            self[index].acceptee <= instant
                && (index + 1 == count || self[index + 1].acceptee >= instant)
        }.map { self[$0].card.carte }
    }
}

extension Office {
    /// The partner, when this service may call it; who is not called fetches what is for it.
    func reachable(_ structure: StructureName) throws -> Carte? {
        guard let card = try store.card(of: structure)?.carte else { return nil }
        return try store.read { try $0.isReachable(card) } ? card : nil
    }

    /// All of them, by name.
    func reachablePartners() throws -> [Carte] {
        try store.read { view in
            try view.partnerCards().map(\.carte).filter { try view.isReachable($0) }
        }
    }
}
