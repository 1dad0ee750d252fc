internal import LiaisonBase
public import LiaisonSchema
internal import LiaisonStore

extension Courrier {
    /// Takes a pli from a partner's service: at least once on the wire, exactly once in effect.
    ///
    /// Everything is checked before anything is kept: size, digest, sender, addressee, the author's
    /// and the sending service's signatures (formats.md, «pli»).
    ///
    /// - Parameters:
    ///   - id: the id in the request's path.
    ///   - peer: the structure whose service key signed the request.
    ///   - isFetched: whether we fetched it: its receipt does not travel in the answer.
    /// - Returns: the receipt, the same bytes each time, and what became of the pli.
    public func receive(
        pli bytes: [UInt8], id: PliID, from peer: Carte, isFetched: Bool = false
    ) throws -> Received {
        let own = try ownCard().carte
        let sender = peer.structure.key(.service)
        let read = Result { try Pli(bytes) }
        if case .failure = read, let unknown = UnknownPli(bytes) {
            return try refuse(
                unknown, at: id, own: own, from: peer, sender: sender, isCarried: isFetched)
        }
        let pli = try schema(.reception, by: sender, ref: id.text) { try read.get() }
        let slip = pli.slip
        guard slip.id == id else {
            try refused(.reception, by: sender, ref: id.text, detail: .formatInvalide)
            throw Refusal(.invalide, "L'identifiant du pli n'est pas celui de la demande.")
        }
        guard slip.de == peer.structure, slip.pour == own.structure, !slip.objet.isInternal else {
            try refused(.reception, by: sender, ref: id.text, detail: .destinataire)
            throw Refusal(
                .interdit,
                "Ce pli n'est pas de l'expéditeur annoncé, ou n'est pas pour cette structure.")
        }
        let signed = try verified(pli, from: peer, by: sender)
        return try keep(signed, own: own, sender: sender, isCarried: isFetched)
    }

    /// Takes a pli that was carried by hand: the same checks as from the partner's service. Its
    /// receipt goes to the sender as soon as it can be reached.
    ///
    /// - Returns: whether the pli is new.
    public func receive(carried bytes: [UInt8], by agent: AuthenticatedAgent) throws -> Bool {
        try require(.readMessage, agent)
        let own = try ownCard().carte
        let read = Result { try Pli(bytes) }
        if case .failure = read, let unknown = UnknownPli(bytes) {
            try refuse(unknown, own: own, carriedBy: agent)
        }
        let pli = try schema(.reception, by: agent.name) { try read.get() }
        let slip = pli.slip
        guard slip.pour == own.structure, slip.de != own.structure, !slip.objet.isInternal else {
            try refused(.reception, by: agent.name, ref: slip.id.text, detail: .destinataire)
            throw Refusal(.interdit, "Ce pli n'est pas pour cette structure.")
        }
        guard let peer = try store.card(of: slip.de)?.carte else {
            try refused(.reception, by: agent.name, ref: slip.id.text, detail: .partenaireInconnu)
            throw Refusal(
                .introuvable, "La structure \(slip.de) n'est pas connue de ce service.",
                hint: "Importez sa carte : « agir-liaison contact importer ».")
        }
        let signed = try verified(pli, from: peer, by: agent.name)
        let outcome = try keep(signed, own: own, sender: agent.name, isCarried: true).outcome
        if outcome != .known { wakeDelivery() }
        guard outcome != .refused else {
            throw Refusal(
                .interdit, "Ce pli ne peut plus être pris ; l'expéditeur en est averti.",
                hint: "Demandez-lui de l'envoyer de nouveau.")
        }
        return outcome == .new
    }

    /// What became of a pli, with the receipt that says it.
    public struct Received: Sendable, Equatable {
        public enum Outcome: Sendable {
            case new, known
            /// For good: the receipt says why.
            case refused
        }

        public let receipt: [UInt8]
        public let outcome: Outcome
    }

    /// The pli with the two signatures that it must have, alone.
    private func verified(_ pli: Pli, from peer: Carte, by actor: KeyName) throws -> Pli {
        let ref = pli.slip.id.text
        try refuseRevoked(pli.acte, signer: pli.slip.auteur, of: peer, .reception, ref: ref)
        return try schema(.reception, by: actor, ref: ref) { try pli.verify(sender: peer) }
    }

    private func keep(
        _ pli: Pli, own: Carte, sender: KeyName, isCarried: Bool = false
    ) throws -> Received {
        let slip = pli.slip
        let service = own.structure.key(.service)
        if let known = try answered(slip.identity, service: service, sender: sender) {
            return known
        }
        if let motif = objection(to: slip, own: own) {
            return try refuse(
                slip.identity, motif, service: service, sender: sender, isCarried: isCarried)
        }
        try requireRoom()
        // Before the key is made: a pli that is not taken leaves none.
        try store.read { try requireQuota(of: slip.de, bytes: Int64(slip.taille), in: $0) }
        let blob = try store.prepareBlob(
            pli.age, in: .reception, de: slip.de.text, id: slip.id.text)
        let kept = try store.write(at: now()) { transaction -> Received? in
            // Another request may have brought it in between.
            guard try transaction.view.incoming(slip.id, de: slip.de, pour: slip.pour) == nil,
                try transaction.view.tombstone(slip.id, de: slip.de) == nil
            else { return nil }
            try requireQuota(of: slip.de, bytes: Int64(slip.taille), in: transaction.view)
            if slip.objet == .droits { try requireFewRequests(of: slip.de, in: transaction.view) }
            let receipt = Accuse(
                de: slip.de, id: slip.id, pour: slip.pour, sha256: slip.sha256, statut: .remis,
                le: transaction.now, par: service,
                pointDeControle: try currentPoint(transaction.view)
                    .map { String(decoding: $0.note, as: UTF8.self) })
            let note = try receipt.signed(by: keys.service).bytes
            try transaction.insert(blob)
            try transaction.insertIncoming(pli, statut: ReceptionStatut.nonLu.rawValue)
            try transaction.insert(receipt, note: note, next: isCarried ? transaction.now : nil)
            try transaction.record(LogEvent(.reception, by: sender, ref: slip.id.text))
            if slip.objet == .violation, try isVerified(slip.de, in: transaction.view) {
                try openIncident(slip, by: sender, in: transaction)
            }
            if slip.objet == .droits {
                let today = ParisTime.date(at: transaction.now)
                try openRequest(slip.key, received: today, by: sender, in: transaction)
            }
            // The partner is up: what waits for it need not wait longer.
            try transaction.hurryOutgoing(pour: slip.de)
            return Received(receipt: note, outcome: .new)
        }
        if let kept { return kept }
        guard let known = try answered(slip.identity, service: service, sender: sender) else {
            throw Refusal(.interne, "La réception n'a pas été conservée.", hint: "Réessayez.")
        }
        return known
    }

    /// The answer that this pli got before; nil for one that is new here.
    ///
    /// - Throws: `Refusal` `.conflit` when another content has its identity.
    func answered(
        _ pli: PliIdentity, service: KeyName, sender: KeyName
    ) throws -> Received? {
        let (row, refusal) = try store.read { view in
            (
                try view.incoming(pli.id, de: pli.de, pour: pli.pour),
                try view.receipt(pli.id, de: pli.de, statut: .refuse, par: service)
            )
        }
        if row == nil, refusal == nil { return try buried(pli, sender: sender) }
        let digest =
            try row?.slip.sha256
            ?? refusal.flatMap { try Acte(.accuse, $0.note).object["sha256"]?.string }
        guard digest == pli.sha256 else {
            try refused(.reception, by: sender, ref: pli.id.text, detail: .conflit)
            throw Refusal(.conflit, "Un autre contenu porte déjà cet identifiant.")
        }
        if let refusal { return Received(receipt: refusal.note, outcome: .refused) }
        return try Received(
            receipt: store.read {
                guard
                    let receipt = try $0.receipt(
                        pli.id, de: pli.de, statut: .remis, par: service)
                else { throw Refusal(.interne, "L'accusé de ce pli n'est pas conservé.") }
                return receipt.note
            }, outcome: .known)
    }

    /// The answer for a pli that was destroyed here: its `purge` receipt (formats.md, «accuse»).
    private func buried(_ pli: PliIdentity, sender: KeyName) throws -> Received? {
        guard let tombstone = try store.read({ try $0.tombstone(pli.id, de: pli.de) }) else {
            return nil
        }
        guard tombstone.sha256 == pli.sha256 else {
            try refused(.reception, by: sender, ref: pli.id.text, detail: .conflit)
            throw Refusal(.conflit, "Un autre contenu porte déjà cet identifiant.")
        }
        // It is said once it is done.
        guard try store.read({ try !$0.isOpenTomb(pli.id, de: pli.de) }) else {
            throw Refusal(.interne, "Ce pli est en cours de destruction.", hint: "Réessayez.")
        }
        let receipt = purgeReceipt(tombstone, own: pli.pour)
        return Received(receipt: try receipt.signed(by: keys.service).bytes, outcome: .known)
    }

    /// Why a pli that is rightly signed is not taken, for good.
    private func objection(to slip: Slip, own: Carte) -> Accuse.Motif? {
        let now = now()
        // Nobody could read it, and its day would outlive every other.
        if slip.scelle > now + Slip.clockTolerance { return .scelleAVenir }
        if slip.conserverJusquA < ParisTime.date(at: now) { return .perime }
        guard case .agents(let names) = slip.addressees else { return nil }
        return names.contains { own.agent($0) != nil } ? nil : .destinataireInconnu
    }

    func refuse(
        _ pli: PliIdentity, _ motif: Accuse.Motif, service: KeyName, sender: KeyName,
        isCarried: Bool
    ) throws -> Received {
        let now = now()
        let receipt = Accuse(
            de: pli.de, id: pli.id, pour: pli.pour, sha256: pli.sha256, statut: .refuse,
            le: now, par: service, motif: motif)
        try requireRoom()
        let isRecorded = limiter.admits(sender.description, at: now)
        // No agent signed these: a partner's service alone leaves no more rows than records.
        guard isRecorded || ![.objetInconnu, .versionInconnue].contains(motif) else {
            throw Refusal(
                .tropDeDemandes, "Trop de plis de ce partenaire sont refusés en une heure.",
                hint: "Réessayez plus tard.")
        }
        let note = try receipt.signed(by: keys.service).bytes
        let stored = try store.write(at: now) { transaction -> [UInt8] in
            if let held = try transaction.view.receipt(
                pli.id, de: pli.de, statut: .refuse, par: service)
            {
                return held.note
            }
            try transaction.insert(receipt, note: note, next: isCarried ? now : nil)
            guard isRecorded else { return note }
            try transaction.record(
                LogEvent(
                    .reception, by: sender, ref: pli.id.text, .refuse,
                    detail: LogDetail(refusal: motif)))
            return note
        }
        return Received(receipt: stored, outcome: .refused)
    }

    /// Hands a sealed pli to an agent, from either box. The access is in the log before it leaves.
    ///
    /// - Parameters:
    ///   - isExport: whether it is to be carried by hand.
    ///   - willRead: told how many bytes it is, before they are read: what it throws, this throws.
    public func handOut(
        _ id: PliID, de: StructureName, to agent: AuthenticatedAgent, isExport: Bool = false,
        willRead: (Int) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        let own = try ownCard().carte.structure
        let held = try store.read { view -> (box: Boite, slip: Slip, slipNote: [UInt8])? in
            if de == own, let row = try view.outgoing(id).first {
                return (.envoi, row.slip, row.slipNote)
            }
            return try view.incoming(id, de: de, pour: own)
                .map { (.reception, $0.slip, $0.slipNote) }
        }
        try requireReading(held?.slip, agent)
        if held == nil, let tombstone = try store.read({ try $0.tombstone(id, de: de) }) {
            throw Refusal(
                .introuvable,
                "Cette fiche a été détruite le \(ParisTime.date(at: tombstone.le).french), à son "
                    + "échéance.",
                hint: "Le procès-verbal est chez votre DPO.")
        }
        if let held { try willRead(held.slipNote.count + 1 + held.slip.taille) }
        guard let held,
            let pli = try store.blob(
                in: held.box, de: de.text, id: id.text, after: held.slipNote + [0x0A])
        else {
            throw Refusal(
                .introuvable, "Aucune fiche ne porte cet identifiant.",
                hint: "Voyez « agir-liaison boite ».")
        }
        try store.write(at: now()) { transaction in
            // A purge may have come in between: from then on it is never served.
            guard try transaction.view.tombstone(id, de: de) == nil else {
                throw Refusal(.introuvable, "Cette fiche vient d'être détruite, à son échéance.")
            }
            try transaction.record(
                LogEvent(isExport ? .export : .lecture, by: agent.name, ref: id.text))
            try watchReadings(by: agent.name, in: transaction)
        }
        return pli
    }

    /// Who may open it is said by its `objet`; an index key is for the colleague to whom it was sealed, a
    /// notice for the referents too where no DPO could be named.
    func requireReading(_ slip: Slip?, _ agent: AuthenticatedAgent) throws {
        guard let slip else { return try require(.readMessage, agent) }
        var needed = slip.objet.reading
        switch slip.objet {
        case .cleIndex where slip.addressees != .agents([agent.name]): needed = .readFiche
        case .violation:
            if case .roles(let roles) = slip.addressees, roles.contains(.referent) {
                needed = .readMessage
            }
        default: break
        }
        try require(needed, agent, ref: slip.id.text)
    }

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
                let isHeld = try currentFacts(transaction.view).suspensions.contains { hold in
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

    /// Tells the DPO, once a day, of an agent who takes ten times more than on the mean day of the
    /// last thirty, and more than fifty.
    private func watchReadings(
        by agent: KeyName, in transaction: StoreTransaction
    ) throws {
        let (today, usual) = try transaction.countReading(
            by: agent, on: ParisTime.date(at: transaction.now))
        guard today == max(50, Int(10 * usual)) + 1 else { return }
        try transaction.record(LogEvent(.alarme, by: agent, detail: .lecturesInhabituelles))
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
                try transaction.updateIncoming(row.slip, statut: ReceptionStatut.ouvert.rawValue)
                try transaction.markOpened(row.slip)
            }
            try transaction.record(LogEvent(.ouverture, by: agent.name, ref: receipt.id.text))
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
