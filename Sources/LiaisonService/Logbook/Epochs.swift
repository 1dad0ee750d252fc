internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore

/// A new book of the log after a restoration (formats.md, «Époque»).
extension Logbook {
    /// What an agent signs to open the époque in force.
    public struct EpochOpening: Sendable {
        public let epoch: Int
        /// The last checkpoints known of the époque before, one for each that a partner cosigned last.
        public let precedents: [String]
    }

    /// Whether no card names our époque yet: nothing is signed until one does.
    public func awaitsEpoch() throws -> Bool {
        let state = try store.read { try $0.logState() }
        return try state.epoch > 1 && logKey(state) == nil
    }

    /// What is to be signed; nil when the log never started anew, or its act is there.
    public func epochToOpen(for agent: AuthenticatedAgent) throws -> EpochOpening? {
        try require(.openEpoch, agent)
        return try store.read { try epochToOpen($0) }
    }

    func epochToOpen(_ view: StoreView) throws -> EpochOpening? {
        let epoch = try view.logState().epoch
        guard epoch > 1, let own = try view.ownCard()?.carte.structure else { return nil }
        let signed = try view.epochActs(of: own, epoch: epoch).compactMap(Self.cited)
        var precedents = try view.precedents().map { String(decoding: $0, as: UTF8.self) }
        // Nobody said what it knows, and nothing was signed yet: what the log itself says.
        if precedents.isEmpty, signed.isEmpty, let stated = try statedPrecedent(view) {
            precedents = [stated]
        }
        precedents.removeAll { precedent in signed.contains { $0 == Self.tree(of: precedent) } }
        return precedents.isEmpty ? nil : EpochOpening(epoch: epoch, precedents: precedents)
    }

    /// What the first record of our époque cites.
    private func statedPrecedent(_ view: StoreView) throws -> String? {
        var filter = LogFilter()
        filter.acte = LogActe.epoque.rawValue
        // Partners' époques are in the log too, each under its structure's name.
        return try view.records(filter, count: Self.logPageLimit)
            .compactMap { try? LogRecord(line: $0.line ?? "") }
            .last { $0.detail == LogDetail.restauration.rawValue && $0.ref == nil }?.precedent
    }

    /// The checkpoint that an act cites.
    private static func cited(_ act: [UInt8]) -> Checkpoint? {
        (try? Acte(.epoque, act).object["precedent"]?.string).flatMap { tree(of: $0) }
    }

    private static func tree(of precedent: String) -> Checkpoint? {
        (try? Checkpoint(note: Array(precedent.utf8))) ?? (try? Checkpoint(text: precedent))
    }

    /// Opens a new book of the log after a backup was put back, and says so in it. An époque that no card
    /// ever named goes on: nobody saw anything of it.
    ///
    /// - Parameter isSound: what the look at the whole store found. Of defects the DPOs are told until one of them
    ///   answers: nothing is sealed or pruned meanwhile.
    public func beginAfterRestoration(withoutTombs: Bool, isSound: Bool) throws {
        guard let own = try store.ownCard()?.carte.structure else { return }
        try store.write(at: now()) { transaction in
            if try logKey(transaction.view.logState()) != nil {
                try openNextEpoch(of: own, by: own.key(.service), in: transaction)
            }
            try transaction.record(
                LogEvent(
                    .restauration, by: own.key(.service),
                    detail: withoutTombs ? .sansTombes : nil))
            if !isSound {
                try transaction.record(
                    LogEvent(.alarme, by: own.key(.service), .echec, detail: .baseAlteree))
            }
            try transaction.beginAnew()
        }
    }

    /// Closes our époque and opens the next one, whose first record cites the last checkpoint known: one
    /// that somebody kept, the last one signed, or, where nothing was ever signed, what there is.
    func openNextEpoch(
        of own: StructureName, by actor: KeyName, knowing notes: [[UInt8]] = [],
        in transaction: StoreTransaction
    ) throws {
        let state = try transaction.view.logState()
        let signed = (notes + [try transaction.view.lastSignedPoint()?.note].compactMap(\.self))
            .compactMap { ownPoint($0, of: own) }
        let last = signed.max { $0.tree.size < $1.tree.size }
        let precedent =
            last.map { String(decoding: $0.kept, as: UTF8.self) }
            ?? Checkpoint(
                origin: "\(own.key(.journal))/\(state.epoch)", size: state.frontier.size,
                root: state.frontier.root
            ).text
        try transaction.openEpoch()
        try transaction.record(
            LogEvent(
                .epoque, by: actor, detail: .restauration, content: .precedent(precedent)))
    }

    /// Leaves an époque that a restoration opened, and that another life of this log had opened before: what
    /// partners and cards know of it counts, nobody shall see two of one number.
    ///
    /// - Parameter taken: the époque that is known.
    func skipEpoch(
        after taken: Int, by actor: KeyName, citing precedent: String,
        in transaction: StoreTransaction
    ) throws {
        guard let own = try transaction.view.ownCard()?.carte.structure else { return }
        try transaction.openEpoch(after: taken)
        try transaction.record(
            LogEvent(
                .epoque, by: actor, ref: "\(own.key(.journal))/\(taken + 1)",
                detail: .epoqueConnue, content: .precedent(precedent)))
    }

    /// An agent holds a card that names an époque: one that a restoration opened meanwhile is not it.
    ///
    /// - Parameter known: the époque that the agent's card names.
    /// - Throws: `Refusal` `.conflit` when this service holds a card that names its époque.
    public func learnEpoch(_ known: Int, by agent: AuthenticatedAgent) throws {
        try require(.openEpoch, agent)
        guard (1..<999_999_999).contains(known) else {
            throw Refusal(.invalide, "« connue » n'est pas une époque du journal.")
        }
        try store.write(at: now()) { transaction in
            let state = try transaction.view.logState()
            guard try logKey(state) == nil, state.epoch > 1,
                let precedent = try statedPrecedent(transaction.view)
            else {
                throw Refusal(.conflit, "L'époque du journal est déjà en vigueur ici.")
            }
            guard known >= state.epoch else { return }
            try skipEpoch(
                after: known, by: agent.name, citing: precedent, in: transaction)
        }
    }

    /// Keeps the act by which an agent opened the époque in force.
    public func openEpoch(_ bytes: [UInt8], by agent: AuthenticatedAgent) throws {
        try require(.openEpoch, agent)
        let own = try ownCard().carte
        let (acte, kept) = try schema(.epoque, by: agent.name) {
            try (EpochActe(bytes, of: own), Self.kept(bytes, of: own))
        }
        try store.write(at: now()) { transaction in
            guard acte.epoque == (try transaction.view.logState().epoch) else {
                throw Refusal(.conflit, "Cet acte n'ouvre pas l'époque en vigueur du journal.")
            }
            if try transaction.insertEpochAct(kept, of: own.structure, epoch: acte.epoque) {
                try transaction.record(
                    LogEvent(.epoque, by: agent.name, content: .precedent(acte.precedent)))
            }
        }
        wakeDelivery()
    }

    /// An act with the lines of the structure's agents alone.
    private static func kept(_ bytes: [UInt8], of card: Carte) throws(SchemaError) -> [UInt8] {
        try Acte(.epoque, bytes).keeping(card.activeAgents.map(\.cle)).bytes
    }

    /// Notes the checkpoint of an époque before that a partner cosigned last.
    func keepPrecedent(_ note: [UInt8], knownTo structure: StructureName) throws {
        let own = try ownCard().carte.structure
        guard let (_, kept, epoch) = ownPoint(note, of: own) else { return }
        try store.write(at: now()) { transaction in
            guard epoch < (try transaction.view.logState().epoch) else { return }
            try transaction.updatePrecedent(knownTo: structure, kept)
        }
    }

    /// The act to give to that partner before our checkpoints; nil when there is none, or it has it.
    func pendingEpochAct(for structure: StructureName) throws -> [UInt8]? {
        let own = try ownCard().carte.structure
        return try store.read { view in
            let acts = try view.epochActs(of: own, epoch: view.logState().epoch)
            guard !acts.isEmpty, try !view.hasEpoch(structure) else { return nil }
            guard
                let known = try view.precedent(knownTo: structure)
                    .flatMap({ Self.tree(of: String(decoding: $0, as: UTF8.self)) })
            else { return acts.last }
            return acts.first { Self.cited($0) == known }
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
        let (acte, kept) = try schema(.epoque, by: sender) {
            try (EpochActe(bytes, of: peer), Self.kept(bytes, of: peer))
        }
        guard KeyName(peer.daemon?.journal.name ?? "")?.epoch == acte.epoque else {
            throw Refusal(.conflit, "La carte de cette structure ne nomme pas cette époque.")
        }
        let (known, acts) = try store.read { view in
            (
                try view.lastWitnessed(of: peer.structure),
                try view.epochActs(of: peer.structure, epoch: acte.epoque)
            )
        }
        if acts.contains(kept) { return false }
        guard acts.count < Self.epochActLimit else {
            throw Refusal(.conflit, "Trop d'actes ouvrent déjà cette époque.")
        }
        if let known, try Checkpoint(note: known.note) != acte.checkpoint {
            try store.write(at: now()) {
                guard try $0.view.isVerified(peer) else { return }
                try alarm(
                    .temoinDivergent, origin: known.origin, connu: known.note,
                    vu: Array((acte.checkpoint?.text ?? "").utf8), par: nil, in: $0)
            }
            throw Refusal(
                .conflit, "L'époque ne part pas du dernier point de contrôle cosigné ici.",
                hint: "Les DPO des deux structures doivent se parler.")
        }
        try requireRoom()
        return try store.write(at: now()) { transaction in
            guard
                try transaction.insertEpochAct(kept, of: peer.structure, epoch: acte.epoque)
            else { return false }
            try transaction.record(
                LogEvent(
                    .epoque, by: sender, ref: peer.structure.text, detail: .restauration,
                    content: .precedent(acte.checkpoint?.text ?? "")))
            return true
        }
    }
}
