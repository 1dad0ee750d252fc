internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore

/// The cards: our own, which claims the service, and the partners'. What is remembered since the start:
/// which revoked keys were told of, and who misses index keys.
public struct CardDesk: Desk {
    let office: Office
    let book: FactBook
    let incidents: IncidentDesk
    private let revokedKeys = RevokedKeys()
    private let withoutIndexKey = AgentsWithoutIndexKey()

    init(office: Office, book: FactBook, incidents: IncidentDesk) {
        self.office = office
        self.book = book
        self.incidents = incidents
    }

    /// An index key is on its way to these: nobody else need seal it again.
    func giveIndexKey(to names: [KeyName]) {
        for name in names { withoutIndexKey.set(name, false) }
    }

    /// Whether it is the first time of the day that this key is told of; a few a structure are.
    func tellsToday(of keyID: String, of structure: StructureName, on day: CalendarDate) -> Bool {
        revokedKeys.isNew(keyID, of: structure, on: day)
    }

    /// Notes what an agent says of itself.
    ///
    /// - Returns: who of the colleagues said since the start that they miss index keys.
    func noteIndexKey(of agent: KeyName, isMissing: Bool, among card: Carte) -> [KeyName] {
        withoutIndexKey.set(agent, isMissing)
        return card.activeAgents.filter {
            Permission.holdIndexKey.allows($0.roles) && withoutIndexKey.contains($0.nom)
        }.map(\.nom)
    }

    /// Takes the structure's own card: the first one claims the daemon, later ones must be signed by
    /// the same structure key and never go back (formats.md, «Peer protocol»).
    ///
    /// - Parameters:
    ///   - agent: who signed the request; nil: nobody, the card proves itself.
    ///   - mayClaim: whether the caller proved to be uid 0, the daemon's own uid, or to hold the one-time
    ///     code.
    /// - Returns: whether the card is new.
    public func publish(
        _ bytes: [UInt8], by agent: KeyName? = nil, mayClaim: Bool
    ) throws -> Bool {
        let card = try schema(.carte, by: nil) { try SignedCarte(bytes) }
        let structure = card.carte.structure
        let held = try store.ownCard()
        if let held {
            guard
                card.carte.cleStructure == held.carte.cleStructure
                    || card.isReplacement(of: held)
            else {
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
        let epoch = try store.read { try $0.logState().epoch }
        guard card.carte.daemon == (try keys.verifierKeys(of: structure, epoch: epoch)) else {
            throw Refusal(
                .invalide, "La carte ne porte pas les clés de ce service.",
                hint: epoch > 1
                    ? "Après une restauration, commencez par « agir-liaison structure renouveler »."
                    : "")
        }
        guard card.bytes != held?.bytes else { return false }
        if let held { try checkHosting(card.carte, after: held.carte, by: agent) }
        try store.write(at: now()) { transaction in
            // Another request may have claimed the daemon in between.
            guard try transaction.view.ownCard()?.bytes == held?.bytes else {
                throw Refusal(.conflit, "La carte a changé entre-temps.", hint: "Recommencez.")
            }
            try transaction.insert(card, own: true)
            try transaction.transmitOwnCard()
            let service = structure.key(.service)
            if held == nil { try transaction.record(LogEvent(.debut, by: service)) }
            // cli.md, «Roles»: allowed, and said.
            let isCombined = card.carte.activeAgents.contains {
                $0.roles.isSuperset(of: [.referent, .dpo])
            }
            try transaction.record(
                LogEvent(
                    .carte, by: agent ?? service, ref: structure.text,
                    detail: isCombined ? .rolesCumules : nil))
            try recordRevocations(
                card.carte, after: held?.carte, by: agent ?? service, in: transaction)
        }
        wakeDelivery()
        return true
    }

    /// What partners are told of hosted bureaux is what a DPO decided: a card changes it no other way, nor
    /// keeps another day once one was decided or ended.
    private func checkHosting(_ card: Carte, after held: Carte, by agent: KeyName?) throws {
        let decided = try book.currentFacts().hebergement
        // A card that only keeps what it said never stops what else it is for.
        guard card.bureauHeberge != held.bureauHeberge, card.bureauHeberge != decided else {
            return
        }
        try refused(
            .carte, by: agent ?? card.structure.key(.service), ref: card.structure.text,
            detail: .sansDecision)
        throw Refusal(
            .interdit,
            "La carte dit de l'hébergement des bureaux autre chose que ce qu'un DPO a décidé.",
            hint: "Un DPO décide d'abord : « agir-liaison hebergement decider ».")
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
        if try store.read({ try $0.removedPartners() }).contains(structure) {
            try store.write(at: now()) { try $0.restorePartner(structure) }
        }
        let held = try store.card(of: structure)
        if let held, held.carte.cleStructure != card.carte.cleStructure {
            return try setAside(card, by: agent)
        }
        return try accept(card, over: held, by: agent.name)
    }

    /// Removes a partner: nothing is taken from it or sent to it any more. What was exchanged stays.
    public func removeContact(_ structure: StructureName, by agent: AuthenticatedAgent) throws {
        try require(.importContact, agent)
        guard structure != (try ownCard().carte.structure),
            try store.read({ try $0.isPartner(structure) })
        else {
            throw Refusal(.introuvable, "La structure \(structure) n'est pas un partenaire connu.")
        }
        try store.write(at: now()) { transaction in
            for row in try transaction.view.pendingOutgoing(pour: structure) {
                try transaction.holdOutgoing(row)
                try transaction.record(
                    LogEvent(
                        .retenue, by: agent.name, ref: row.slip.id.text, detail: .contactRetire))
            }
            try transaction.removePartner(structure)
            try transaction.deleteDeclaredContact(structure)
            try transaction.record(
                LogEvent(.contact, by: agent.name, ref: structure.text, detail: .contactRetire))
        }
    }

    /// Takes a partner's card from the partner or from whoever carries it: its own signature, by the
    /// key already known here, is what counts (formats.md, «Peer protocol»).
    ///
    /// - Returns: whether the card is new.
    public func receive(card bytes: [UInt8]) throws -> Bool {
        // Looked up first, then its signature: a stranger's card is not read to its last agent.
        let acte = try schema(.contact, by: nil) { try Acte(.carte, bytes) }
        let name = acte.object["structure"]?.string.flatMap { StructureName($0) }
        guard let structure = name, structure != (try ownCard().carte.structure),
            let held = try store.card(of: structure)
        else {
            try refused(.contact, by: nil, detail: .partenaireInconnu)
            throw Refusal(.interdit, "Cette structure n'est pas connue de ce service.")
        }
        let key = held.carte.cleStructure
        guard acte.object["cleStructure"]?.string == key.description else {
            try refused(.contact, by: nil, ref: structure.text, detail: .clesChangees)
            throw Refusal(
                .interdit, "Cette carte n'est pas signée par la clé connue de \(structure).",
                hint: "Une nouvelle clé se vérifie de vive voix : remettez la carte à un agent.")
        }
        let card = try schema(.contact, by: nil) { () throws -> SignedCarte in
            try acte.verify(key)
            return try SignedCarte(bytes)
        }
        return try accept(card, over: held, by: structure.key(.service))
    }

    /// Two cards of one `serie` under one key: one of them is a thief's, or the partner's own mistake. The
    /// DPO is told once a day.
    private func alarmSameSerie(_ card: SignedCarte, as held: SignedCarte) throws {
        let instant = now()
        let structure = card.carte.structure
        guard card.carte.serie == held.carte.serie, card.bytes != held.bytes,
            tellsToday(
                of: "serie \(card.carte.serie)", of: structure, on: ParisTime.date(at: instant))
        else { return }
        try store.write(at: instant) {
            // Whoever may be behind a card that nobody verified alarms nobody.
            guard try $0.view.isVerified(structure),
                let own = try $0.view.ownCard()?.carte.structure
            else { return }
            try $0.record(
                LogEvent(
                    .alarme, by: own.key(.service), ref: structure.text, .echec,
                    detail: .memeSerie))
        }
    }

    /// A card under another structure key: the one in force stays until somebody verified the key.
    private func setAside(_ card: SignedCarte, by agent: AuthenticatedAgent) throws -> Bool {
        let structure = card.carte.structure
        guard try store.read({ try $0.pendingCard(of: structure) })?.bytes != card.bytes else {
            return false
        }
        try store.write(at: now()) { transaction in
            try transaction.insertPending(card)
            try transaction.record(
                LogEvent(.contact, by: agent.name, ref: structure.text, detail: .clesChangees))
        }
        return true
    }

    /// How many cards of one partner are taken in 24 hours: each is kept for what comes under it.
    static let changesPerDay = 20

    /// Forgets the cards of partners that are no more in force, and under which nothing came that is still
    /// here. Those of the last day stay, and are counted.
    ///
    /// - Returns: how many.
    func forgetCards() throws -> Int {
        let day = now() + -86_400
        let ranks = try store.read { try $0.forgottenCards(before: day) }
        if !ranks.isEmpty {
            try store.write(at: now()) { transaction in
                for rank in ranks { try transaction.deleteCard(rank) }
            }
        }
        return ranks.count
    }

    /// - Parameter held: the card in force, under the same structure key.
    private func accept(
        _ card: SignedCarte, over held: SignedCarte?, by actor: KeyName
    ) throws -> Bool {
        let structure = card.carte.structure
        if let held {
            try alarmSameSerie(card, as: held)
            try schema(.contact, by: actor, ref: structure.text) {
                try card.checkSuccession(of: held)
            }
            if card.bytes == held.bytes { return false }
        }
        try requireRoom()
        let day = now() + -86_400
        guard try store.read({ try $0.countCards(of: structure, since: day) }) < Self.changesPerDay
        else {
            try refused(.contact, by: actor, ref: structure.text, detail: .tropDeCartes)
            throw Refusal(
                .tropDeDemandes,
                "La carte de \(structure) a changé \(Self.changesPerDay) fois en un jour.",
                hint: "Réessayez demain ; celle d'ici reste en vigueur.")
        }
        try store.write(at: now()) { transaction in
            // Another request may have brought another card in between.
            guard try transaction.view.card(of: structure)?.bytes == held?.bytes else {
                throw Refusal(.conflit, "La carte a changé entre-temps.", hint: "Recommencez.")
            }
            try transaction.insert(card, own: false)
            try transaction.record(
                LogEvent(
                    .contact, by: actor, ref: structure.text,
                    detail: held == nil ? .nonVerifie : nil))
            if let held { try holdBack(held.carte, after: card.carte, in: transaction) }
        }
        return true
    }

    /// Holds the plis that wait for a partner and may be sealed to a key that its new card revokes:
    /// they are sealed anew, or not at all.
    func holdBack(
        _ before: Carte, after: Carte, in transaction: StoreTransaction
    ) throws {
        let revoked = before.activeAgents.filter { agent in
            after.revocations.contains { $0.cle == agent.cle }
        }
        guard !revoked.isEmpty else { return }
        for row in try transaction.view.pendingOutgoing(pour: after.structure)
        where revoked.contains(where: row.slip.addressees.includes) {
            try transaction.holdOutgoing(row)
            try transaction.record(
                LogEvent(
                    .retenue, by: row.slip.de.key(.service), ref: row.slip.id.text,
                    detail: .cleRevoquee))
        }
    }
}
