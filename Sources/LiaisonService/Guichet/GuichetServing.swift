internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema
public import LiaisonStore

/// What a partner's browser asks. Who asks is nobody known: the name of the guichet, which comes of the
/// link, gets the sealed content; the proof, which is in the content, says that it was opened.
extension GuichetDesk {
    /// Who asks, as far as limits go.
    public struct Visitor: Sendable, Equatable {
        /// The network address, an IPv6 one by its /64; in memory for an hour at most, in no log.
        public let place: String

        public init(place: String) { self.place = place }
    }

    /// The name in a request's address.
    ///
    /// - Throws: `Refusal` `.introuvable` for what is none, as for an unknown one; `.tropDeDemandes`.
    public func name(_ text: String?, from visitor: Visitor) throws -> GuichetName {
        guard let nom = text.flatMap({ GuichetName($0) }) else { throw missed(visitor) }
        return nom
    }

    /// One more that leads nowhere. It says «later» only to who missed too often, whose hits go through.
    private func missed(_ visitor: Visitor) -> Refusal {
        guard memory.miss(visitor.place, at: now()) else { return Self.tooMany }
        return Self.gone
    }

    static let tooMany = Refusal(
        .tropDeDemandes, "Trop de demandes.", hint: "Réessayez dans quelques minutes.")

    /// Open, its last day not over, and what goes to its partner neither stopped by an incident nor suspended.
    private func live(_ nom: GuichetName) throws -> StoredGuichet? {
        guard settings.adresse != nil, let guichet = try store.read({ try $0.guichet(nom) }),
            guichet.isServed(at: now()), try !isStopped(guichet.subject, pour: guichet.pour)
        else { return nil }
        return guichet
    }

    /// The guichet of a request that has its name.
    private func named(_ nom: GuichetName, from visitor: Visitor) throws -> StoredGuichet {
        guard let guichet = try live(nom) else { throw missed(visitor) }
        return guichet
    }

    /// Counts what was rightly asked: each visitor for itself, and with the proof apart.
    private func count(
        _ asked: GuichetMemory.Asked, of nom: GuichetName, from visitor: Visitor
    ) throws {
        guard memory.hit(asked, of: nom, from: visitor.place, at: now()) else {
            throw Self.tooMany
        }
    }

    /// The sealed content. That it was given out is in the log before it leaves.
    ///
    /// - Parameter willRead: told how many bytes it is, before they are read.
    public func content(
        of nom: GuichetName, for visitor: Visitor, willRead: (Int) throws -> Void
    ) throws -> [UInt8] {
        let guichet = try named(nom, from: visitor)
        try count(.content, of: nom, from: visitor)
        let bytes: [UInt8]
        do {
            bytes = try part(.content, of: nom, willRead)
        } catch let refusal as Refusal where refusal.code == .introuvable {
            throw Self.gone
        }
        if guichet.remis == nil {
            try note(nom, isOpened: false)
        } else if try live(nom) == nil {
            throw Self.gone
        }
        return bytes
    }

    /// Somebody opened the content: the proof that was in it says so.
    ///
    /// - Throws: `Refusal` `.introuvable`, `.interdit` for another proof, `.tropDeDemandes`.
    public func opened(
        _ nom: GuichetName, proof: [UInt8], by visitor: Visitor
    ) throws {
        let guichet = try requireProof(proof, of: nom, from: visitor)
        if guichet.lu == nil { try note(nom, isOpened: true) }
    }

    /// Whoever has the name and not the words is counted with those who miss: nothing that it does stops a
    /// right proof, though it comes from the same place.
    ///
    /// - Returns: the guichet, when the proof is its own.
    /// - Throws: `Refusal` `.introuvable`, `.interdit` for another proof, `.tropDeDemandes`.
    @discardableResult
    public func requireProof(
        _ proof: [UInt8], of nom: GuichetName, from visitor: Visitor
    ) throws -> StoredGuichet {
        let guichet = try named(nom, from: visitor)
        // Of 32 random bytes: how long the comparison takes tells nothing.
        guard proof.count == GuichetBounds.proof,
            Hex.encode(Hash.sha256(proof)) == guichet.preuve
        else {
            guard memory.miss(visitor.place, at: now()) else { throw Self.tooMany }
            throw Refusal(.interdit, "Cette preuve n'est pas celle de ce guichet.")
        }
        try count(.proven, of: nom, from: visitor)
        return guichet
    }

    /// From here on a withdrawal or a breach counts it as possibly read; and, opened, as read.
    private func note(_ nom: GuichetName, isOpened: Bool) throws {
        let service = try ownName().key(.service)
        try store.write(at: now()) { transaction in
            guard let guichet = try transaction.view.guichet(nom),
                guichet.isServed(at: transaction.now)
            else { throw Self.gone }
            try transaction.noteDelivery(of: guichet, isOpened: isOpened, by: service)
        }
    }

    /// What became of an answer.
    public struct Received: Sendable, Equatable {
        public let recu: Instant
        /// Whether it was not here yet.
        public let isNew: Bool
    }

    /// Keeps an answer as the browser sealed it. The same bytes again change nothing.
    ///
    /// - Parameter proof: checked before the body was read, and again here.
    /// - Throws: `Refusal` `.introuvable`, `.interdit`, `.invalide` for what is no compact JWE, `.conflit` for
    ///   other bytes under that id, `.quota` when it has taken as many as it takes, `.disquePlein`.
    public func receive(
        _ answer: [UInt8], id: PliID, of nom: GuichetName, proof: [UInt8], from visitor: Visitor
    ) throws -> Received {
        try requireProof(proof, of: nom, from: visitor)
        guard Self.isCompact(answer) else {
            throw Refusal(.invalide, "La réponse n'est pas scellée comme la page le fait.")
        }
        let own = try ownName()
        let digest = Hex.encode(Hash.sha256(answer))
        if let known = try store.read({ try received(id, digest, nom, answer.count, $0) }) {
            return known
        }
        try requireRoom()
        let place = GuichetPart.answer(id)
        let blob = try store.prepareBlob(
            answer, in: .guichet, de: own.text, id: place.id(in: nom).text)
        return try store.write(at: now()) { transaction -> Received in
            if let known = try received(id, digest, nom, answer.count, transaction.view) {
                return known
            }
            guard let guichet = try transaction.view.guichet(nom),
                guichet.isServed(at: transaction.now)
            else { throw Self.gone }
            try transaction.insert(blob)
            try transaction.hold(
                place, of: nom, de: own, sha256: digest, bytes: answer.count)
            try transaction.insertAnswer(id, of: nom, sha256: digest, taille: answer.count)
            // The proof is in the content: whoever answers has opened it, though its word of that went lost.
            try transaction.noteDelivery(of: guichet, isOpened: true, by: own.key(.service))
            try transaction.record(
                LogEvent(.guichetReponse, by: own.key(.service), ref: guichet.ref))
            return Received(recu: transaction.now, isNew: true)
        }
    }

    /// The answer that came before with these bytes; nil when it can be taken.
    private func received(
        _ id: PliID, _ digest: String, _ nom: GuichetName, _ bytes: Int, _ view: StoreView
    ) throws -> Received? {
        let answers = try view.answers(of: nom)
        if let known = answers.first(where: { $0.id == id }) {
            guard known.sha256 == digest else {
                throw Refusal(.conflit, "Une autre réponse porte déjà cet identifiant.")
            }
            return Received(recu: known.recu, isNew: false)
        }
        guard let guichet = try view.guichet(nom) else { throw Self.gone }
        // A tombstone of that place: it was destroyed, and is not taken again.
        guard answers.count < guichet.subject.answers,
            try view.tombstone(GuichetPart.answer(id).id(in: nom), de: ownName()) == nil
        else {
            throw Refusal(
                .quota, "Ce guichet a déjà reçu toutes les réponses qu'il peut prendre.",
                hint: "Appelez la personne qui vous l'a envoyé.")
        }
        try requireQuota(bytes, view)
        return nil
    }
}

extension StoreTransaction {
    /// From here on what a guichet serves counts as possibly read; and, opened, as read. What was noted
    /// before changes nothing.
    func noteDelivery(
        of guichet: StoredGuichet, isOpened: Bool, by actor: KeyName
    ) throws {
        guard (isOpened ? guichet.lu : guichet.remis) == nil else { return }
        try noteGuichet(guichet.nom, isOpened: isOpened)
        if let id = guichet.subject.envoi, let row = try view.outgoing(id, pour: guichet.pour) {
            try claimCarried(id, pour: guichet.pour)
            _ = try move(row, by: isOpened ? .guichetLu : .guichetRemis)
        }
        let actes: [LogActe] =
            isOpened
            ? (guichet.remis == nil ? [.guichetRemis, .guichetLu] : [.guichetLu])
            : [.guichetRemis]
        for acte in actes { try record(LogEvent(acte, by: actor, ref: guichet.ref)) }
    }
}
