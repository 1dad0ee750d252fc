internal import LiaisonBase
public import LiaisonSchema
public import LiaisonStore

extension MailDesk {
    /// Takes a pli that one of our agents wrote: checks it, adds the service's signature, stores it
    /// durably, due at once. Depositing the same pli again changes nothing.
    ///
    /// - Parameters:
    ///   - declarations: what the author declared; each is a record of its own.
    ///   - fiche: for a `partage`, the fiche handed on, which the sealed pli does not tell.
    ///   - notice: for a `violation`, the incident that it is of.
    ///   - road: by which road it leaves: by another one than the service this is our own copy of it.
    ///   - origin: of a `recu`, where it comes from, which the sealed pli tells its readers only.
    ///   - answer: of one that a guichet's page sealed, the answer that it was, be it brought as a file.
    /// - Returns: the stored slip and its state, and whether it is new.
    public func deposit(
        _ bytes: [UInt8], by agent: AuthenticatedAgent, declarations: [LogDetail] = [],
        fiche: PliKey? = nil, notice: IncidentDesk.Notice? = nil, road: Road = Road(),
        origin: Incoming.Origin? = nil, answer: GuichetAnswer? = nil
    ) throws -> (pli: Stored, isNew: Bool) {
        let read = Result { try Pli(bytes) }
        let objet = (try? read.get())?.slip.objet
        try require(objet?.sending ?? .sendMessage, agent)
        let own = try ownCard().carte
        let pli = try schema(.depot, by: agent.name) { try read.get() }
        let slip = pli.slip
        guard slip.auteur == agent.name, slip.de == own.structure,
            slip.objet.isInternal == (slip.pour == own.structure)
        else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .destinataire)
            throw Refusal(.interdit, "Le bordereau n'est pas le vôtre, ou ne part pas d'ici.")
        }
        guard let key = own.agent(slip.auteur)?.cle else {
            throw Refusal(.interdit, "Vous n'êtes plus dans la carte de votre structure.")
        }
        try schema(.depot, by: agent.name, ref: slip.id.text) { try pli.acte.verify(key) }
        guard slip.scelle <= now() + Slip.clockTolerance else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .scelleAVenir)
            throw Refusal(
                .invalide,
                "Ce pli se dit scellé dans l'avenir, le \(ParisTime.french(slip.scelle)).",
                hint: "Vérifiez la date de votre poste : le destinataire le refuserait.")
        }
        guard !road.isDelayed || slip.objet == .fiche else {
            throw Refusal(.invalide, "Seule une fiche attend avant de partir.")
        }
        guard (origin != nil) == (slip.objet == .recu), origin?.structure != own.structure else {
            throw Refusal(
                .invalide, "Un document reçu hors du service, et lui seul, dit d'où il vient.")
        }
        guard (origin?.voie == .guichet) == (answer.map { $0.file == nil } ?? false),
            answer == nil || origin != nil
        else {
            throw Refusal(
                .invalide,
                "Ce qui vient d'un guichet, ou du fichier de sa page, et cela seul, dit de quelle réponse."
            )
        }
        if !road.isLate {
            try office.refuseSuspended(
                slip.pour, slip.objet, .depot, by: agent.name, ref: slip.id.text)
        }
        let countersigned = try pli.keeping([key]).countersigned(by: keys.service)
        guard
            let result = try slip.objet.isInternal
                ? handOver(
                    countersigned, own: own, by: agent, fiche: fiche, origin: origin,
                    answer: answer)
                : queue(
                    countersigned, by: agent, road, declarations: declarations, notice: notice)
        else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .conflit)
            throw Refusal(.conflit, "Un autre contenu porte déjà cet identifiant.")
        }
        // What the browser sealed goes at once.
        if answer != nil, result.isNew { retention.finishTombsOrAlarm() }
        return result
    }

    /// How something leaves.
    public struct Road: Sendable, Equatable {
        public let voie: Voie
        /// Whether what was made of it may have left before: no service answered that day. It is recorded
        /// whatever stands in its way now.
        public let isLate: Bool
        /// Of a fiche, whether its author has `departureDelay` to take it back before the service takes it.
        public let isDelayed: Bool

        public init(_ voie: Voie = .service, isLate: Bool = false, isDelayed: Bool = false) {
            self.voie = voie
            // Our own page needs us.
            self.isLate = isLate && !voie.isProven && voie != .guichet
            self.isDelayed = isDelayed && voie == .service
        }
    }

    /// Where a deposited pli stands.
    public enum Stored: Sendable {
        case outgoing(Outgoing)
        case incoming(Incoming)
    }

    /// Nil when another content has this id.
    private func queue(
        _ pli: Pli, by agent: AuthenticatedAgent, _ road: Road, declarations: [LogDetail],
        notice: IncidentDesk.Notice?
    ) throws -> (pli: Stored, isNew: Bool)? {
        let slip = pli.slip
        try incidents.check(notice, of: slip)
        try refuseDestroyed(slip, by: agent)
        let found = try checkRoad(slip, road, by: agent)
        // What is known is answered, room or not; a breach is notified whatever happens.
        if !office.capacity.hasRoom(), slip.objet != .violation,
            try store.read({ try $0.outgoing(slip.id, pour: slip.pour) }) == nil
        {
            try requireRoom()
        }
        let blob = try store.prepareBlob(
            pli.age, in: .envoi, de: slip.de.text, id: slip.id.text)
        let result = try store.write(at: now()) { transaction -> (pli: Stored, isNew: Bool)? in
            // An id names one pli, in whichever box it lies, and for ever.
            guard
                try transaction.view.outgoing(slip.id).allSatisfy({ $0.slip.sha256 == slip.sha256 }
                ),
                try transaction.view.incoming(slip.id, de: slip.de, pour: slip.de) == nil,
                try transaction.view.tombstone(slip.id, de: slip.de) == nil
            else { return nil }
            if let row = try transaction.view.outgoing(slip.id, pour: slip.pour) {
                return (.outgoing(row), false)
            }
            try transaction.insert(blob)
            try transaction.put(
                outgoing: pli, voie: road.voie,
                departure: road.isDelayed && departureDelay > 0
                    ? transaction.now + departureDelay : nil)
            try recordDeposit(slip, by: agent, in: transaction)
            if let notice {
                try incidents.attach(
                    slip, to: notice, isProven: road.voie.isProven, by: agent.name,
                    in: transaction)
            }
            for detail in declarations + found {
                try transaction.record(
                    LogEvent(.declaration, by: agent.name, ref: slip.id.text, detail: detail))
            }
            guard let row = try transaction.view.outgoing(slip.id, pour: slip.pour) else {
                throw Refusal(.interne, "Le dépôt n'a pas été conservé.")
            }
            return (.outgoing(row), true)
        }
        if result?.isNew == true, road.voie == .service { wakeDelivery() }
        return result
    }

    /// What keeps it from leaving by that road.
    ///
    /// - Returns: what the log is to say of it, the road first.
    private func checkRoad(
        _ slip: Slip, _ road: Road, by agent: AuthenticatedAgent
    ) throws -> [LogDetail] {
        let isKnown =
            try road.voie.isProven
            ? store.card(of: slip.pour) != nil : store.read { try $0.isPartner(slip.pour) }
        guard isKnown || road.isLate else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .partenaireInconnu)
            throw Refusal(
                .introuvable, "La structure \(slip.pour) n'est pas connue de ce service.",
                hint: "Importez sa carte : « agir-liaison contact importer ».")
        }
        var found = [road.voie.detail, road.isLate ? .depotDiffere : nil].compactMap(\.self)
        if !isKnown { found.append(.partenaireInconnu) }
        // What waits for the service to deliver it waits for that too; nothing holds back the others.
        if road.voie != .service, try incidents.isStopped(slip) {
            guard road.isLate else {
                try refused(.depot, by: agent.name, ref: slip.id.text, detail: .envoisArretes)
                throw Refusal(
                    .interdit, "Les envois à \(slip.pour) sont arrêtés par un incident.",
                    hint: "Demandez à votre DPO.")
            }
            found.append(
                try office.isSuspended(slip.pour, slip.objet) ? .partenaireSuspendu : .envoisArretes
            )
        }
        switch try retention.convention(of: slip) {
        case .notAsked, .inForce: break
        case .none: found.append(.sansConvention)
        case .ended(let reference, let end):
            guard road.isLate else {
                throw try retention.refusedByConvention(slip, reference, end, by: agent)
            }
            found.append(.conventionEchue)
        }
        return found
    }

    /// Whether a pli of the house is for who may open it.
    private func isForReaders(_ slip: Slip, own: Carte) -> Bool {
        guard case .agents(let names) = slip.addressees else {
            // Everybody who reads fiches has what came in.
            return slip.objet == .recu && slip.addressees == .roles(Objet.recu.roles)
        }
        let needed: Permission? =
            switch slip.objet {
            case .partage: .readFiche
            case .cleIndex: .holdIndexKey
            case .reponseDroits: .handleRequest
            default: nil
            }
        guard let needed else { return false }
        return names.allSatisfy { needed.allows(own.agent($0)?.roles ?? []) }
    }

    /// Puts a pli between colleagues in our own inbox; nil when another content has this id.
    private func handOver(
        _ pli: Pli, own: Carte, by agent: AuthenticatedAgent, fiche: PliKey?,
        origin: Incoming.Origin?, answer: GuichetAnswer?
    ) throws -> (pli: Stored, isNew: Bool)? {
        let slip = pli.slip
        guard isForReaders(slip, own: own) else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .destinataire)
            throw Refusal(
                .interdit, "Ce pli se donne à un collègue qui a le rôle pour l'ouvrir.",
                hint:
                    "Une fiche : referent ; la clé d'index : referent ou dpo ; une réponse : dpo.")
        }
        try refuseDestroyed(slip, by: agent)
        try requireRoom()
        // On its way: nobody else need seal it again.
        if slip.objet == .cleIndex, case .agents(let names) = slip.addressees {
            cards.giveIndexKey(to: names)
        }
        let blob = try store.prepareBlob(
            pli.age, in: .reception, de: slip.de.text, id: slip.id.text)
        return try store.write(at: now()) { transaction -> (pli: Stored, isNew: Bool)? in
            if let row = try transaction.view.incoming(slip.id, de: slip.de, pour: slip.pour) {
                return row.slip.sha256 == slip.sha256 ? (.incoming(row), false) : nil
            }
            guard try transaction.view.outgoing(slip.id).isEmpty,
                try transaction.view.tombstone(slip.id, de: slip.de) == nil
            else { return nil }
            let guichet = try answer.map {
                try untakenAnswer($0, from: origin, at: own.structure, transaction.view)
            }
            try transaction.insert(blob)
            try transaction.put(incoming: pli, original: fiche, origin: origin)
            if let answer, let guichet {
                try transaction.take(answer, of: guichet, as: slip.id)
            }
            if let origin {
                try transaction.noteAnswer(to: slip.reponseA, from: origin.structure)
                try transaction.record(
                    LogEvent(
                        .reception, by: agent.name, ref: slip.id.text, detail: origin.voie.detail))
            } else {
                try recordDeposit(slip, by: agent, in: transaction)
            }
            if let fiche {
                try transaction.record(LogEvent(.partage, by: agent.name, ref: fiche.id.text))
            }
            guard
                let row = try transaction.view.incoming(slip.id, de: slip.de, pour: slip.pour)
            else { throw Refusal(.interne, "Le dépôt n'a pas été conservé.") }
            return (.incoming(row), true)
        }
    }

    /// An id that was destroyed here is never taken again.
    private func refuseDestroyed(_ slip: Slip, by agent: AuthenticatedAgent) throws {
        guard let tombstone = try store.read({ try $0.tombstone(slip.id, de: slip.de) }) else {
            return
        }
        try refused(.depot, by: agent.name, ref: slip.id.text, detail: .purge)
        throw Refusal(
            .conflit,
            "Cette fiche a été détruite ici le \(ParisTime.date(at: tombstone.le).french).",
            hint: "Scellez-la de nouveau si elle est encore nécessaire.")
    }

    private func recordDeposit(
        _ slip: Slip, by agent: AuthenticatedAgent, in transaction: StoreTransaction
    ) throws {
        try transaction.record(
            LogEvent(
                .depot, by: agent.name, ref: slip.id.text,
                detail: slip.postQuantique ? nil : .classique))
    }

    /// A pli of the outbox, as it goes to the other side.
    func outgoingBytes(_ row: Outgoing) throws -> [UInt8] {
        guard
            let pli = try store.blob(
                in: .envoi, de: row.slip.de.text, id: row.slip.id.text,
                after: row.slipNote + [0x0A])
        else { throw Refusal(.introuvable, "Le contenu scellé n'est plus conservé.") }
        return pli
    }
}
