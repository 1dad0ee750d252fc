internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore

extension Courrier {
    /// Takes the structure's own card: the first one claims the daemon, later ones must be signed by
    /// the same structure key and never go back (formats.md, «Peer protocol»).
    ///
    /// - Parameter mayClaim: whether the caller proved to be uid 0, the daemon's own uid, or to hold
    ///   the one-time code.
    /// - Returns: whether the card is new.
    public func publish(_ bytes: [UInt8], mayClaim: Bool) throws -> Bool {
        let card = try schema(.carte, by: nil) { try SignedCarte(bytes) }
        let structure = card.carte.structure
        let held = try store.read { try $0.ownCard() }
        if let held {
            guard card.carte.cleStructure == held.carte.cleStructure else {
                try refused(.carte, by: nil, detail: .clesChangees)
                throw Refusal(
                    .interdit, "Ce service appartient déjà à \(held.carte.structure).",
                    hint: "Une carte doit être signée par la même clé de structure.")
            }
            try schema(.carte, by: nil) { try card.checkSuccession(of: held) }
        } else if !mayClaim {
            throw Refusal(
                .interdit, "Ce service ne se laisse pas revendiquer par vous.",
                hint: "Agissez en root ou sous le compte du service, ou donnez le code de prise.")
        }
        guard card.carte.daemon == (try keys.verifierKeys(of: structure)) else {
            throw Refusal(.invalide, "La carte ne porte pas les clés de ce service.")
        }
        guard card.bytes != held?.bytes else { return false }
        try store.write(at: now()) { transaction in
            // Another request may have claimed the daemon in between.
            guard try transaction.view.ownCard()?.bytes == held?.bytes else {
                throw Refusal(.conflit, "La carte a changé entre-temps.", hint: "Recommencez.")
            }
            try transaction.insert(card, own: true)
            let service = structure.key(.service)
            if held == nil { try transaction.record(LogEvent(.debut, by: service)) }
            try transaction.record(LogEvent(.carte, by: service, ref: structure.text))
        }
        return true
    }

    /// Keeps a partner's card. It says nothing of trust: that is the verification act's.
    ///
    /// - Returns: whether the card is new.
    public func importContact(_ bytes: [UInt8], by agent: AuthenticatedAgent) throws -> Bool {
        try require(.importContact, agent)
        let card = try schema(.contact, by: agent.name) { try SignedCarte(bytes) }
        let structure = card.carte.structure
        guard structure != (try ownCard().carte.structure) else {
            throw Refusal(.invalide, "C'est la carte de votre propre structure.")
        }
        let held = try store.read { try $0.card(of: structure) }
        if let held {
            try schema(.contact, by: agent.name, ref: structure.text) {
                try card.checkSuccession(of: held)
            }
            if card.bytes == held.bytes { return false }
        }
        let changed = held.map { $0.carte.cleStructure != card.carte.cleStructure } ?? false
        try store.write(at: now()) { transaction in
            // Another request may have brought another card in between.
            guard try transaction.view.card(of: structure)?.bytes == held?.bytes else {
                throw Refusal(.conflit, "La carte a changé entre-temps.", hint: "Recommencez.")
            }
            try transaction.insert(card, own: false)
            try transaction.record(
                LogEvent(
                    .contact, by: agent.name, ref: structure.text,
                    detail: changed ? .clesChangees : .nonVerifie))
        }
        return true
    }

    /// Keeps an agent's verification act, so that colleagues need not repeat it.
    public func recordVerification(_ bytes: [UInt8], by agent: AuthenticatedAgent) throws {
        try require(.verifyContact, agent)
        let own = try ownCard().carte
        let verification = try schema(.verification, by: agent.name) {
            try Verification(bytes, own: own)
        }
        let held = try store.read { try $0.verifications(of: verification.structure) }
        // A colleague's act for that key stands as long as it counts: nobody takes it over.
        guard !held.contains(where: { (try? Verification($0, own: own))?.cle == verification.cle })
        else { return }
        try store.write(at: now()) { transaction in
            try transaction.insert(verification: verification, note: bytes)
            try transaction.record(
                LogEvent(.verification, by: agent.name, ref: verification.structure.text))
        }
    }

    /// Records that a typed fingerprint was wrong. Which digits differ is never told to a log.
    public func recordWrongFingerprint(
        of structure: StructureName, by agent: AuthenticatedAgent
    ) throws {
        try require(.verifyContact, agent)
        try refused(.verification, by: agent.name, ref: structure.text, detail: .empreinte)
    }

    /// All cards and verifications held, for agents to judge themselves.
    public func directory(
        for agent: AuthenticatedAgent
    ) throws -> (own: SignedCarte, partners: [SignedCarte], verifications: [[UInt8]]) {
        try require(.listContacts, agent)
        let own = try ownCard()
        return try store.read { view in
            let partners = try view.partnerCards()
            let verifications = try partners.flatMap {
                try view.verifications(of: $0.carte.structure)
            }
            return (own, partners, verifications)
        }
    }
}
