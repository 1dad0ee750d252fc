internal import LiaisonBase
public import LiaisonSchema
internal import LiaisonStore

extension MailDesk {
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
        try cards.refuseRevoked(
            pli.acte, signer: pli.slip.auteur, of: peer, .reception, ref: ref)
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
        try office.refuseSuspended(
            slip.de, slip.objet, .reception, by: sender, ref: slip.id.text)
        if let motif = objection(to: slip, own: own) {
            return try refuse(
                slip.identity, motif, service: service, sender: sender, isCarried: isCarried)
        }
        try requireRoom()
        // Before the key is made: a pli that is not taken leaves none.
        try store.read { try requirePlace(for: pli, in: $0) }
        let blob = try store.prepareBlob(
            pli.age, in: .reception, de: slip.de.text, id: slip.id.text)
        let kept = try store.write(at: now()) { transaction -> Received? in
            // Another request may have brought it in between.
            guard try transaction.view.incoming(slip.id, de: slip.de, pour: slip.pour) == nil,
                try transaction.view.tombstone(slip.id, de: slip.de) == nil
            else { return nil }
            try requirePlace(for: pli, in: transaction.view)
            let receipt = Accuse(
                de: slip.de, id: slip.id, pour: slip.pour, sha256: slip.sha256, statut: .remis,
                le: transaction.now, par: service,
                pointDeControle: try logbook.currentPoint(transaction.view)
                    .map { String(decoding: $0.note, as: UTF8.self) })
            let note = try receipt.signed(by: keys.service).bytes
            try transaction.insert(blob)
            try transaction.put(incoming: pli)
            try transaction.noteAnswer(to: slip.reponseA, from: slip.de)
            try transaction.insert(receipt, note: note, next: isCarried ? transaction.now : nil)
            try transaction.record(LogEvent(.reception, by: sender, ref: slip.id.text))
            if slip.objet == .violation, try transaction.view.isVerified(slip.de) {
                try incidents.openIncident(slip, by: sender, in: transaction)
            }
            if slip.objet == .droits {
                let today = ParisTime.date(at: transaction.now)
                try requestBook.openRequest(slip.key, received: today, by: sender, in: transaction)
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

    /// What a partner's plis take here, and leave for a DPO to do.
    ///
    /// - Throws: `Refusal` `.quota`.
    private func requirePlace(for pli: Pli, in view: StoreView) throws {
        let slip = pli.slip
        try office.requireQuota(of: slip.de, bytes: Incoming.place(of: pli), in: view)
        switch slip.objet {
        case .droits: try requestBook.requireFewRequests(of: slip.de, in: view)
        case .violation: try incidents.requireFewNotices(of: slip.de, in: view)
        default: break
        }
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
        let receipt = retention.purgeReceipt(tombstone, own: pli.pour)
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
        let isRecorded = office.limiter.admits(sender.description, at: now)
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
            try office.requireQuota(
                of: pli.de, bytes: Incoming.rowPlace + Int64(note.count), in: transaction.view)
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
}
