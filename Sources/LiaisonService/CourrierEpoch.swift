internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore

/// A new book of the log after a restoration (formats.md, «Époque»).
extension Courrier {
    /// What an agent signs to open the époque in force.
    public struct EpochOpening: Sendable {
        public let epoch: Int
        /// The last checkpoints known of the époque before, one for each that a partner cosigned last.
        public let precedents: [String]
    }

    /// What is to be signed; nil when the log never started anew, or its act is there.
    public func epochToOpen(for agent: AuthenticatedAgent) throws -> EpochOpening? {
        try require(.openEpoch, agent)
        let own = try ownCard().carte.structure
        return try store.read { view in
            let epoch = try view.logState().epoch
            guard epoch > 1 else { return nil }
            var precedents = try view.precedents().map { String(decoding: $0, as: UTF8.self) }
            if precedents.isEmpty, let stated = try statedPrecedent(view) { precedents = [stated] }
            let signed = try view.epochActs(of: own, epoch: epoch)
                .compactMap { try? Acte(.epoque, $0).object["precedent"]?.string }
            precedents.removeAll(where: signed.contains)
            return precedents.isEmpty ? nil : EpochOpening(epoch: epoch, precedents: precedents)
        }
    }

    /// What the époque's first record cites.
    private func statedPrecedent(_ view: StoreView) throws -> String? {
        var filter = LogFilter()
        filter.acte = LogActe.epoque.rawValue
        return try view.records(filter, count: 1).first?.line
            .flatMap { try? LogRecord(line: $0).precedent }
    }

    /// Keeps the act by which an agent opened the époque in force.
    public func openEpoch(_ bytes: [UInt8], by agent: AuthenticatedAgent) throws {
        try require(.openEpoch, agent)
        let own = try ownCard().carte
        let acte = try schema(.epoque, by: agent.name) { try EpochActe(bytes, of: own) }
        let origin = "\(own.structure.key(.journal))/\(acte.epoque - 1)"
        try store.write(at: now()) { transaction in
            guard acte.epoque == (try transaction.view.logState().epoch),
                acte.checkpoint?.origin == origin
            else {
                throw Refusal(.conflit, "Cet acte n'ouvre pas l'époque en vigueur du journal.")
            }
            if try transaction.insertEpochAct(bytes, of: own.structure, epoch: acte.epoque) {
                try transaction.record(
                    LogEvent(.epoque, by: agent.name, content: .precedent(acte.precedent)))
            }
        }
        wakeDelivery()
    }

    /// Notes the checkpoint of the époque before that a partner cosigned last.
    func keepPrecedent(_ note: [UInt8], knownTo structure: StructureName) throws {
        let own = try ownCard().carte.structure
        try store.write(at: now()) { transaction in
            let epoch = try transaction.view.logState().epoch
            let origin = "\(own.key(.journal))/\(epoch - 1)"
            guard epoch > 1, let signed = try? SignedNote(note),
                let key = try? keys.journal.verifierKey(name: origin),
                (try? signed.verify(key)) != nil,
                (try? Checkpoint(text: signed.text))?.origin == origin
            else { return }
            try transaction.updatePrecedent(knownTo: structure, note)
        }
    }

    /// The act to give to that partner before our checkpoints; nil when there is none, or it has it.
    func pendingEpochAct(for structure: StructureName) throws -> [UInt8]? {
        let own = try ownCard().carte.structure
        return try store.read { view in
            let acts = try view.epochActs(of: own, epoch: view.logState().epoch)
            guard !acts.isEmpty, try !view.hasEpoch(structure) else { return nil }
            let known = try view.precedent(knownTo: structure)
                .map { String(decoding: $0, as: UTF8.self) }
            guard let known, !known.isEmpty else { return acts.last }
            return acts.first {
                (try? Acte(.epoque, $0).object["precedent"]?.string) == known
            }
        }
    }

    func hasEpochToGive(to structure: StructureName) throws -> Bool {
        let own = try ownCard().carte.structure
        return try store.read { view in
            try !view.epochActs(of: own, epoch: view.logState().epoch).isEmpty
                && !view.hasEpoch(structure)
        }
    }

    func markEpochGiven(to structure: StructureName) throws {
        try store.write(at: now()) { try $0.markEpochGiven(to: structure) }
    }

    /// The acts of one époque of a partner: one for each checkpoint that some witness cosigned last.
    private static let epochActLimit = 16

    /// Takes the act that opened an époque of a partner's log: it must cite the very checkpoint that we
    /// cosigned last, else both DPOs are told.
    ///
    /// - Returns: whether it is new.
    public func receive(epoch bytes: [UInt8], from peer: Carte) throws -> Bool {
        let sender = peer.structure.key(.service)
        let acte = try schema(.epoque, by: sender) { try EpochActe(bytes, of: peer) }
        guard KeyName(peer.daemon?.journal.name ?? "")?.epoch == acte.epoque else {
            throw Refusal(.conflit, "La carte de cette structure ne nomme pas cette époque.")
        }
        let origin = "\(peer.structure.key(.journal))/\(acte.epoque - 1)"
        let (known, acts) = try store.read { view in
            (
                try view.lastWitnessed(of: peer.structure),
                try view.epochActs(of: peer.structure, epoch: acte.epoque)
            )
        }
        if acts.contains(bytes) { return false }
        guard acts.count < Self.epochActLimit else {
            throw Refusal(.conflit, "Trop d'actes ouvrent déjà cette époque.")
        }
        let last = try known.map { try Checkpoint(note: $0.note) }
        guard last == nil || last?.origin == origin && acte.checkpoint == last else {
            try store.write(at: now()) {
                guard try isVerified(peer, in: $0.view) else { return }
                try alarm(
                    .temoinDivergent, origin: origin, connu: known?.note ?? [],
                    vu: Array(acte.precedent.utf8), in: $0)
            }
            throw Refusal(
                .conflit, "L'époque ne part pas du dernier point de contrôle cosigné ici.",
                hint: "Les DPO des deux structures doivent se parler.")
        }
        try requireRoom()
        return try store.write(at: now()) { transaction in
            guard
                try transaction.insertEpochAct(bytes, of: peer.structure, epoch: acte.epoque)
            else { return false }
            try transaction.record(
                LogEvent(
                    .epoque, by: sender, ref: peer.structure.text, detail: .restauration,
                    content: .precedent(acte.checkpoint?.text ?? "")))
            return true
        }
    }
}
