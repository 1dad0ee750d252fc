internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore

/// What agents do with guichets: prepare, publish, prolong, close.
extension GuichetDesk {
    private static let day: Int64 = 86_400

    /// Takes what a guichet needs before the phrase is shown: nothing is served by it. The same again changes
    /// nothing.
    ///
    /// - Throws: `Refusal` `.introuvable` where there are no guichets, or no such sending; `.invalide`,
    ///   `.conflit`, `.quota`, `.interdit` while sendings to that partner are stopped.
    public func prepare(
        _ asked: GuichetPreparation, as nom: GuichetName, by agent: AuthenticatedAgent
    ) throws -> (held: Held, isNew: Bool) {
        try require(.sendFiche, agent)
        try requireOpen()
        let own = try ownName()
        if let known = try store.read({ try known(asked, nom, own, $0) }) { return (known, false) }
        // Before the phrase is shown.
        try requireGoing(asked.subject, pour: asked.pour, by: agent)
        try requireRoom()
        let blob = try store.prepareBlob(
            asked.cle, in: .guichet, de: own.text, id: GuichetPart.key.id(in: nom).text)
        return try store.write(at: now()) { transaction -> (held: Held, isNew: Bool) in
            if let known = try known(asked, nom, own, transaction.view) { return (known, false) }
            try transaction.insert(blob)
            try transaction.insert(asked, as: nom, par: agent.name)
            try transaction.hold(
                .key, of: nom, de: own, sha256: Hex.encode(Hash.sha256(asked.cle)),
                bytes: asked.cle.count)
            return (try held(nom, transaction.view), true)
        }
    }

    /// The guichet that was prepared so before; nil when it can be prepared now.
    private func known(
        _ asked: GuichetPreparation, _ nom: GuichetName, _ own: StructureName, _ view: StoreView
    ) throws -> Held? {
        if let found = try view.guichet(nom) {
            guard found.pour == asked.pour, found.subject == asked.subject,
                found.preuve == asked.preuve, found.fin == asked.fin
            else { throw Refusal(.conflit, "Un autre guichet porte déjà ce nom.") }
            return Held(guichet: found, answers: try view.answers(of: nom))
        }
        for part in [GuichetPart.content, .key] {
            guard try view.tombstone(part.id(in: nom), de: own) == nil else {
                throw Refusal(.conflit, "Ce guichet a été fermé : il en faut un autre.")
            }
        }
        try checkEnd(asked.fin, of: asked.subject, pour: asked.pour, since: now(), view)
        try requireQuota(asked.cle.count, view)
        guard let old = asked.remplace else { return nil }
        guard let replaced = try view.guichet(old), replaced.pour == asked.pour,
            replaced.subject.envoi == asked.subject.envoi
        else { throw Refusal(.introuvable, "Le guichet à remplacer n'est pas de cet envoi.") }
        return nil
    }

    /// - Parameter since: when it was created.
    private func checkEnd(
        _ fin: Instant, of subject: GuichetSubject, pour: StructureName, since: Instant,
        _ view: StoreView
    ) throws {
        guard fin > now(), fin <= since + Int64(GuichetBounds.days) * Self.day else {
            throw Refusal(
                .invalide, "Un guichet reste ouvert \(GuichetBounds.days) jours au plus.")
        }
        guard let id = subject.envoi else {
            guard try view.isPartner(pour) else {
                throw Refusal(
                    .introuvable, "La structure \(pour) n'est pas connue de ce service.",
                    hint: "Ajoutez-la : « agir-liaison contact ajouter ».")
            }
            return
        }
        let row = try sending(id, pour: pour, view)
        guard fin <= ParisTime.start(of: row.slip.conserverJusquA.adding(days: 1)) else {
            throw Refusal(
                .invalide, "Le guichet resterait ouvert après l'échéance de la fiche.",
                hint: "Elle est au \(row.slip.conserverJusquA.french).")
        }
    }

    private func sending(
        _ id: PliID, pour: StructureName, _ view: StoreView
    ) throws -> Outgoing {
        guard let row = try view.outgoing(id, pour: pour), row.voie == .guichet else {
            throw Refusal(
                .introuvable, "Aucun envoi de cet identifiant ne va à \(pour) par un guichet.",
                hint: "Voyez « agir-liaison boite envoi ».")
        }
        // Taken back where it was read, it keeps the state of what left.
        guard row.statut != EnvoiStatut.retire.rawValue,
            try !view.withdrawals(of: id).contains(where: { $0.pour == pour })
        else {
            throw Refusal(.conflit, "Cet envoi a été retiré : il ne s'ouvre plus de guichet.")
        }
        return row
    }

    /// Whether nothing goes to its partner, nor is taken, for now: the exchange with it is suspended; or an incident
    /// stops it, and then an invitation, which gives nothing of anybody's, goes on.
    func isStopped(_ subject: GuichetSubject, pour: StructureName) throws -> Bool {
        if try office.isSuspended(pour, nil) { return true }
        guard let id = subject.envoi,
            let row = try store.read({ try $0.outgoing(id, pour: pour) })
        else { return false }
        return try incidents.isStopped(row.slip)
    }

    /// - Throws: `Refusal` `.interdit` while sendings to its partner are stopped.
    private func requireGoing(
        _ subject: GuichetSubject, pour: StructureName, by agent: AuthenticatedAgent
    ) throws {
        try office.refuseSuspended(
            pour, nil, .depot, by: agent.name, ref: subject.envoi?.text ?? pour.text)
        guard try isStopped(subject, pour: pour) else { return }
        try refused(.depot, by: agent.name, ref: subject.envoi?.text, detail: .envoisArretes)
        throw Refusal(
            .interdit, "Les envois à \(pour) sont arrêtés par un incident.",
            hint: "Demandez à votre DPO.")
    }

    func requireQuota(_ bytes: Int, _ view: StoreView) throws {
        guard try view.occupiedByGuichets() + Int64(bytes) <= settings.quota else {
            throw Refusal(
                .quota, "Les guichets occupent ici toute la place qui leur est donnée.",
                hint: "Fermez-en, ou l'administrateur relève « guichet.quota ».")
        }
    }

    /// Takes the sealed content and serves it from now on; closes the one that it replaces, and every other
    /// that is open of that sending. The same bytes again change nothing.
    ///
    /// - Parameter isHandedOver: whether the agent has it as a file too, to be handed over: it counts as given
    ///   out from now on.
    /// - Throws: `Refusal` `.introuvable`, `.invalide` for what is no compact JWE, `.conflit` for other
    ///   bytes and for one that was closed, `.interdit` while sendings to that partner are stopped.
    public func publish(
        _ content: [UInt8], as nom: GuichetName, by agent: AuthenticatedAgent,
        isHandedOver: Bool = false
    ) throws -> (held: Held, isNew: Bool) {
        try require(.sendFiche, agent)
        try requireOpen()
        guard Self.isCompact(content) else {
            throw Refusal(.invalide, "Le contenu n'est pas scellé comme un guichet le demande.")
        }
        let own = try ownName()
        let digest = Hex.encode(Hash.sha256(content))
        if let known = try store.read({ try published(nom, digest, $0) }) { return (known, false) }
        let found = try store.read { try held(nom, $0).guichet }
        if let id = found.subject.envoi {
            _ = try store.read { try sending(id, pour: found.pour, $0) }
        }
        try requireGoing(found.subject, pour: found.pour, by: agent)
        try requireRoom()
        let blob = try store.prepareBlob(
            content, in: .guichet, de: own.text, id: GuichetPart.content.id(in: nom).text)
        let result = try store.write(at: now()) { transaction -> (held: Held, isNew: Bool) in
            if let known = try published(nom, digest, transaction.view) { return (known, false) }
            let guichet = try held(nom, transaction.view).guichet
            // It may have been taken back, or have been destroyed, meanwhile.
            if let id = guichet.subject.envoi {
                _ = try sending(id, pour: guichet.pour, transaction.view)
            }
            try requireQuota(content.count, transaction.view)
            try transaction.insert(blob)
            try transaction.hold(
                .content, of: nom, de: own, sha256: digest, bytes: content.count)
            try transaction.updateGuichet(nom, statut: .ouvert)
            try transaction.record(
                LogEvent(.guichetCree, by: agent.name, ref: guichet.ref))
            if isHandedOver {
                try transaction.noteDelivery(of: guichet, isOpened: false, by: agent.name)
            }
            for old in try replaced(by: guichet, transaction.view) {
                try transaction.close(old, for: .refait, by: agent.name)
            }
            return (try held(nom, transaction.view), true)
        }
        retention.finishTombsOrAlarm()
        return result
    }

    /// One link at most opens a sending: who made it again may have named one that was replaced since, or none.
    private func replaced(by guichet: StoredGuichet, _ view: StoreView) throws -> [StoredGuichet] {
        let open =
            try guichet.subject.envoi.map { try view.guichets(of: $0, pour: guichet.pour) }?
            .filter { $0.statut == .ouvert && $0.nom != guichet.nom } ?? []
        guard let named = guichet.remplace, !open.contains(where: { $0.nom == named }),
            let old = try view.guichet(named)
        else { return open }
        return open + [old]
    }

    /// The guichet that serves these bytes already; nil when it waits for them.
    private func published(
        _ nom: GuichetName, _ digest: String, _ view: StoreView
    ) throws -> Held? {
        let found = try held(nom, view)
        switch found.guichet.statut {
        case .prepare: return nil
        case .clos: throw Refusal(.conflit, "Ce guichet a été fermé : il en faut un autre.")
        case .ouvert:
            guard try view.part(.content, of: nom)?.sha256 == digest else {
                throw Refusal(.conflit, "Ce guichet sert déjà un autre contenu.")
            }
            return found
        }
    }

    /// Whether bytes may be a JWE in the compact serialisation (RFC 7516, section 7.1): five parts of base64url.
    static func isCompact(_ bytes: [UInt8]) -> Bool {
        var dots = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "."): dots += 1
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): continue
            default: return false
            }
        }
        return dots == 4
    }

    /// Serves it until another instant.
    ///
    /// - Throws: `Refusal` `.introuvable`, `.invalide` past the bounds, `.conflit` for one that is closed,
    ///   `.interdit` while sendings to that partner are stopped.
    public func prolong(
        _ nom: GuichetName, to fin: Instant, by agent: AuthenticatedAgent
    ) throws -> Held {
        try require(.sendFiche, agent)
        let found = try store.read { try held(nom, $0).guichet }
        try requireGoing(found.subject, pour: found.pour, by: agent)
        return try store.write(at: now()) { transaction -> Held in
            let guichet = try held(nom, transaction.view).guichet
            guard guichet.statut != .clos else {
                throw Refusal(.conflit, "Ce guichet a été fermé : il en faut un autre.")
            }
            try checkEnd(
                fin, of: guichet.subject, pour: guichet.pour, since: guichet.cree,
                transaction.view)
            try transaction.updateGuichet(nom, fin: fin)
            return try held(nom, transaction.view)
        }
    }

    /// Closes it. One that is closed stays as it is; one that was never served is dropped.
    ///
    /// - Parameter motif: one that an agent may give.
    /// - Returns: how it stands; `prepare` of one that is no more.
    public func close(
        _ nom: GuichetName, for motif: GuichetMotif, by agent: AuthenticatedAgent
    ) throws -> Held {
        try require(.sendFiche, agent)
        let closed = try store.write(at: now()) { transaction -> Held in
            let found = try held(nom, transaction.view)
            guard found.guichet.statut != .clos else { return found }
            try transaction.close(found.guichet, for: motif, by: agent.name)
            return try transaction.view.guichet(nom) == nil ? found : held(nom, transaction.view)
        }
        retention.finishTombsOrAlarm()
        return closed
    }
}
