internal import LiaisonBase
internal import LiaisonCrypto
internal import LiaisonSchema
internal import LiaisonStore

/// Partners without keys, known by the word of an agent (voies.md, «Partners without keys»).
extension CardDesk {
    /// Keeps what an agent says of a partner without keys, for the colleagues too. An older word than the
    /// one that stands changes nothing.
    ///
    /// - Returns: whether it is another one than before.
    public func declare(contact bytes: [UInt8], by agent: AuthenticatedAgent) throws -> Bool {
        try require(.importContact, agent)
        // Each sending gives it anew: what is held already is no matter of who signed it once.
        guard try !isHeld(contact: bytes) else { return false }
        let own = try ownCard().carte
        let earlier = try earlierOwnCards(own)
        let (contact, kept) = try schema(.contact, by: agent.name) {
            try (
                DeclaredContact(bytes, own: own, earlier: earlier),
                Acte(.contact, bytes).keeping(signers(own, earlier)).bytes
            )
        }
        guard contact.le <= now() + Slip.clockTolerance else {
            throw Refusal(
                .invalide, "Cet acte se dit signé dans l'avenir.",
                hint: "Vérifiez la date de votre poste.")
        }
        if let suite = contact.suite, try store.card(of: suite) == nil {
            throw Refusal(
                .introuvable, "La structure \(suite) n'a pas de carte ici.",
                hint: "Importez-la d'abord : « agir-liaison contact importer ».")
        }
        let ref = contact.structure.text
        return try store.write(at: now()) { transaction in
            let view = transaction.view
            if let suite = contact.suite,
                try view.successors().leads(from: suite, to: contact.structure)
            {
                throw Refusal(
                    .conflit, "\(suite) est déjà rattachée à \(contact.structure).",
                    hint: "Voyez « agir-liaison contact lister ».")
            }
            if let held = try view.declared(contact.structure) {
                guard held < contact.le else { return false }
            } else {
                // Ten times the partners of the largest operator.
                guard try view.countDeclaredContacts() < Self.mostDeclared else {
                    throw Refusal(.tropDeDemandes, "Trop de partenaires sans clé sont déclarés.")
                }
            }
            if try view.removedPartners().contains(contact.structure) {
                try transaction.restorePartner(contact.structure)
            }
            try transaction.insert(contact, note: kept)
            try transaction.record(
                LogEvent(
                    .contact, by: agent.name, ref: ref,
                    detail: contact.suite == nil ? .contactDeclare : .contactRattache))
            return true
        }
    }

    static let mostDeclared = 5_000

    /// Whether that word, or a later one on the same partner, stands.
    private func isHeld(contact bytes: [UInt8]) throws -> Bool {
        guard let object = (try? Acte(.contact, bytes))?.object,
            let structure = object["structure"]?.string.flatMap({ StructureName($0) }),
            let le = object["le"]?.string.flatMap({ Instant($0) })
        else { return false }
        return try store.read { try $0.declared(structure) }.map { $0 >= le } ?? false
    }

    /// The cards of ours before the one in force.
    func earlierOwnCards(_ own: Carte) throws -> [Carte] {
        try store.read { try $0.cards(of: own.structure) }.map(\.card.carte)
    }

    /// The keys whose signature an act of our own agents may bear.
    func signers(_ own: Carte, _ earlier: [Carte]) -> [VerifierKey] {
        (own.activeAgents + earlier.flatMap(\.activeAgents)).map(\.cle)
    }
}
