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
    /// - Returns: the stored slip and its state, and whether it is new.
    public func deposit(
        _ bytes: [UInt8], by agent: AuthenticatedAgent, declarations: [LogDetail] = [],
        fiche: PliKey? = nil, notice: IncidentDesk.Notice? = nil
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
        let countersigned = try pli.keeping([key]).countersigned(by: keys.service)
        guard
            let result = try slip.objet.isInternal
                ? handOver(countersigned, own: own, by: agent, fiche: fiche)
                : queue(countersigned, by: agent, declarations: declarations, notice: notice)
        else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .conflit)
            throw Refusal(.conflit, "Un autre contenu porte déjà cet identifiant.")
        }
        return result
    }

    /// Where a deposited pli stands.
    public enum Stored: Sendable {
        case outgoing(Outgoing)
        case incoming(Incoming)
    }

    /// Nil when another content has this id.
    private func queue(
        _ pli: Pli, by agent: AuthenticatedAgent, declarations: [LogDetail],
        notice: IncidentDesk.Notice?
    ) throws -> (pli: Stored, isNew: Bool)? {
        let slip = pli.slip
        try incidents.check(notice, of: slip)
        guard try store.card(of: slip.pour) != nil else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .partenaireInconnu)
            throw Refusal(
                .introuvable, "La structure \(slip.pour) n'est pas connue de ce service.",
                hint: "Importez sa carte : « agir-liaison contact importer ».")
        }
        try refuseDestroyed(slip, by: agent)
        let lacksConvention = try retention.requireConvention(slip, by: agent)
        // What is known is answered, room or not.
        if !office.capacity.hasRoom(),
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
            try transaction.put(outgoing: pli)
            try recordDeposit(slip, by: agent, in: transaction)
            if let notice {
                try incidents.attach(slip, to: notice, by: agent.name, in: transaction)
            }
            for detail in declarations + (lacksConvention ? [.sansConvention] : []) {
                try transaction.record(
                    LogEvent(.declaration, by: agent.name, ref: slip.id.text, detail: detail))
            }
            guard let row = try transaction.view.outgoing(slip.id, pour: slip.pour) else {
                throw Refusal(.interne, "Le dépôt n'a pas été conservé.")
            }
            return (.outgoing(row), true)
        }
        if result?.isNew == true { wakeDelivery() }
        return result
    }

    /// Puts a pli between colleagues in our own inbox; nil when another content has this id.
    private func handOver(
        _ pli: Pli, own: Carte, by agent: AuthenticatedAgent, fiche: PliKey?
    ) throws -> (pli: Stored, isNew: Bool)? {
        let slip = pli.slip
        let needed: Permission? =
            switch slip.objet {
            case .partage: .readFiche
            case .cleIndex: .holdIndexKey
            case .reponseDroits: .handleRequest
            default: nil
            }
        guard let needed, case .agents(let names) = slip.addressees,
            names.allSatisfy({ needed.allows(own.agent($0)?.roles ?? []) })
        else {
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .destinataire)
            throw Refusal(
                .interdit, "Ce pli se donne à un collègue qui a le rôle pour l'ouvrir.",
                hint:
                    "Une fiche : referent ; la clé d'index : referent ou dpo ; une réponse : dpo.")
        }
        try refuseDestroyed(slip, by: agent)
        try requireRoom()
        // On its way: nobody else need seal it again.
        if slip.objet == .cleIndex { cards.giveIndexKey(to: names) }
        let blob = try store.prepareBlob(
            pli.age, in: .reception, de: slip.de.text, id: slip.id.text)
        return try store.write(at: now()) { transaction -> (pli: Stored, isNew: Bool)? in
            if let row = try transaction.view.incoming(slip.id, de: slip.de, pour: slip.pour) {
                return row.slip.sha256 == slip.sha256 ? (.incoming(row), false) : nil
            }
            guard try transaction.view.outgoing(slip.id).isEmpty,
                try transaction.view.tombstone(slip.id, de: slip.de) == nil
            else { return nil }
            try transaction.insert(blob)
            try transaction.put(incoming: pli, original: fiche)
            try recordDeposit(slip, by: agent, in: transaction)
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
