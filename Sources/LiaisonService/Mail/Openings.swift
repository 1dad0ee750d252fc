internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore

/// What agents say of the plis that they opened: that they did, and whom a pli is about.
extension MailDesk {
    /// Keeps whom a pli is about, as an agent who wrote or opened it says: before its deposit or its
    /// `ouvert` receipt, whose records then bear the pseudonym. Of what is held, only who may open it: the
    /// word of another would spare a referent the looking, and take a fiche from whom it is about.
    public func annotate(_ bytes: [UInt8], by agent: AuthenticatedAgent) throws {
        try require(.readMessage, agent)
        let signer = try ownCard().carte.agent(agent.name)?.cle
        let (annotation, kept) = try schema(.ouverture, by: agent.name) {
            guard let signer else {
                throw SchemaError(.signature, "Cette annotation n'est pas la vôtre.")
            }
            return try (
                Annotation(bytes, signedBy: signer), Acte(.annotation, bytes).keeping([signer])
            )
        }
        let key = PliKey(de: annotation.de, id: annotation.id)
        if let held = try store.read({ try $0.heldFiche(key) }) {
            // A notice may be sealed to the referents, where no DPO could be named.
            let needed = held.objet == .violation ? .readMessage : held.objet.reading
            try require(needed, agent, ref: annotation.id.text)
        }
        try store.write(at: now()) { transaction in
            let held = try transaction.view.heldFiche(key)
            let known = held?.persons ?? []
            // A monthly table lists several persons: each is said.
            let isOther =
                held?.objet != .tableauOFII
                && known.contains {
                    $0.version == annotation.personne.version && $0 != annotation.personne
                }
            if isOther {
                // Nobody takes a fiche out of a hold by giving it to somebody else.
                let isHeld = try book.currentFacts(transaction.view).suspensions.contains { hold in
                    if case .personne(let persons) = hold.portee {
                        return known.contains(where: persons.contains)
                    }
                    return false
                }
                guard !isHeld else {
                    throw Refusal(
                        .conflit, "Cette fiche est tenue par un contentieux sur une personne.",
                        hint: "Le DPO le clôt d'abord, ou la fiche garde sa personne.")
                }
                try transaction.record(
                    LogEvent(
                        .rattachement, by: agent.name, ref: annotation.id.text,
                        personne: annotation.personne))
            }
            try transaction.insert(annotation, note: kept.bytes)
        }
    }

    /// Takes the `ouvert` receipt of the agent who opened and verified a received pli; it then goes
    /// to the sender. Opening again is always possible and changes nothing.
    public func recordOpening(_ bytes: [UInt8], by agent: AuthenticatedAgent) throws {
        let (own, receipt, kept) = try opening(bytes, by: agent)
        let isNew = try store.write(at: now()) { transaction -> Bool in
            guard
                let row = try transaction.view.incoming(
                    receipt.id, de: receipt.de, pour: own.structure),
                row.slip.sha256 == receipt.sha256
            else { throw Refusal(.introuvable, "Aucune fiche reçue ne correspond à cet accusé.") }
            guard
                try transaction.view.receipt(
                    receipt.id, de: receipt.de, statut: .ouvert, par: agent.name) == nil
            else { return false }
            // A colleague's pli has no other side to tell.
            let isInternal = receipt.de == own.structure
            try transaction.insert(
                receipt, note: kept, next: isInternal ? nil : transaction.now)
            if row.slip.objet != .cleIndex {
                try transaction.markRead(row.slip)
            }
            let acte = row.slip.objet.readingActe
            try transaction.record(
                acte == .lecture
                    ? LogEvent(.ouverture, by: agent.name, ref: receipt.id.text)
                    : LogEvent(acte, by: agent.name, ref: receipt.id.text, detail: .ouvert))
            return true
        }
        if isNew { wakeDelivery() }
    }

    /// Notes that an agent opened a fiche from a file. When the same pli came through this service
    /// too, it is the `ouvert` receipt that its sender waits for.
    ///
    /// - Parameter date: until when its sender asks to keep it.
    public func recordFileOpening(
        _ bytes: [UInt8], until date: CalendarDate, by agent: AuthenticatedAgent
    ) throws {
        let (own, receipt, kept) = try opening(bytes, by: agent)
        let held = try store.read {
            try $0.incoming(receipt.id, de: receipt.de, pour: own.structure)
        }
        if held?.slip.sha256 == receipt.sha256 { return try recordOpening(bytes, by: agent) }
        try store.write(at: now()) { transaction in
            guard try transaction.insertFileOpening(receipt, note: kept, until: date) else {
                return
            }
            try transaction.record(
                LogEvent(.ouverture, by: agent.name, ref: receipt.id.text, detail: .fichier))
        }
    }

    private func opening(
        _ bytes: [UInt8], by agent: AuthenticatedAgent
    ) throws -> (own: Carte, receipt: Accuse, kept: [UInt8]) {
        let own = try ownCard().carte
        let read = Result { try Accuse(bytes, addressee: own) }
        let slip = try (try? read.get()).flatMap { receipt in
            try store.read {
                try $0.incoming(receipt.id, de: receipt.de, pour: own.structure)?.slip
            }
        }
        try requireReading(slip, agent)
        let receipt = try schema(.ouverture, by: agent.name) { try read.get() }
        guard receipt.statut == .ouvert, receipt.par == agent.name else {
            try refused(.ouverture, by: agent.name, ref: receipt.id.text, detail: .signature)
            throw Refusal(.interdit, "Cet accusé n'est pas le vôtre.")
        }
        return (own, receipt, try receipt.kept(bytes, addressee: own))
    }
}
