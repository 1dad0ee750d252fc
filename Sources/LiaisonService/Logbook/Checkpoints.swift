public import LiaisonCrypto
internal import LiaisonSchema
public import LiaisonStore

/// Our own log's checkpoints (formats.md, «Traceability log»).
extension Logbook {
    /// Seconds between two checkpoints.
    public static let checkpointEvery: Int64 = 60

    /// The vkey of the log in its époque in force; nil before the daemon is claimed, and after a
    /// restoration until a card names it.
    func logKey(_ state: LogState) throws -> VerifierKey? {
        guard let own = try store.ownCard()?.carte, let key = own.daemon?.journal,
            key.name == "\(own.structure.key(.journal))/\(state.epoch)"
        else { return nil }
        return key
    }

    /// Signs what the log is now, unless nothing was added or the last signature is less than a minute
    /// old. What was signed before must still be there.
    ///
    /// - Parameter isUrgent: whether the minute does not count.
    /// - Returns: the last checkpoint; nil when there is none, or the log is frozen.
    @discardableResult
    public func signCheckpoint(isUrgent: Bool = false) throws -> StoredPoint? {
        let instant = now()
        guard !memory.signing.isClosed else { return try store.read { try currentPoint($0) } }
        return try store.write(at: instant) { transaction -> StoredPoint? in
            let state = try transaction.view.logState()
            guard !state.isFrozen, let key = try logKey(state) else { return nil }
            let last = try transaction.view.lastPoint(key.name)
            if let last {
                let tree = try Checkpoint(note: last.note)
                // A clock set back must not stop the checkpoints.
                let isRecent = (0..<Self.checkpointEvery).contains(instant - last.le)
                if tree.size == state.frontier.size || isRecent && !isUrgent { return last }
                guard
                    tree.size < state.frontier.size,
                    try transaction.view.logSubtrees().root(size: tree.size) == tree.root
                else {
                    try freeze(
                        .journalDivergent, origin: key.name, connu: last.note, vu: [], par: nil,
                        in: transaction)
                    return nil
                }
            }
            let note = try Checkpoint(
                origin: key.name, size: state.frontier.size, root: state.frontier.root
            ).signed(by: keys.journal).bytes
            guard
                try transaction.insertPoint(
                    key.name, size: state.frontier.size, note: note, after: last)
            else { return last }
            return try transaction.view.lastPoint(key.name)
        }
    }

    /// Signs nothing until `allowSigning`.
    public func holdSigning() { memory.signing.set(closed: true) }
    public func allowSigning() { memory.signing.set(closed: false) }

    /// The proof that the log of `first` records is a prefix of that of `second`.
    ///
    /// - Throws: `Refusal` `.introuvable` for sizes that the log never had.
    public func consistency(from first: UInt64, to second: UInt64) throws -> [[UInt8]] {
        let proof = try store.read { view -> [[UInt8]]? in
            guard second <= (try view.logState().frontier.size) else { return nil }
            return try view.logSubtrees().consistencyProof(from: first, to: second)
        }
        guard let proof else {
            throw Refusal(.introuvable, "Le journal n'a jamais eu ces tailles.")
        }
        return proof
    }

    /// Looks at a checkpoint of ours that a witness kept: signed by our own key, it is evidence when the
    /// log does not hold what it says. Then nothing more is signed in this époque. One of an époque that a
    /// restoration opened anew tells that its number is taken: the next one is opened.
    ///
    /// - Returns: its size, when it goes together with the log.
    func confront(_ note: [UInt8], of witness: StructureName) throws -> UInt64? {
        try store.write(at: now()) { transaction -> UInt64? in
            let state = try transaction.view.logState()
            guard let own = try transaction.view.ownCard()?.carte.structure,
                let (tree, kept, epoch) = ownPoint(note, of: own)
            else { return nil }
            let named = try logKey(state)
            if epoch >= state.epoch, named == nil, state.epoch > 1 {
                try skipEpoch(
                    after: epoch, by: own.key(.service),
                    citing: String(decoding: kept, as: UTF8.self), in: transaction)
                return nil
            }
            guard let key = named, epoch >= state.epoch else { return nil }
            let last = try transaction.view.lastPoint(key.name)
            func freeze(_ detail: LogDetail) throws {
                try self.freeze(
                    detail, origin: key.name, connu: kept, vu: last?.note ?? [], par: witness,
                    in: transaction)
            }
            // Of a later époque, or of more records than there are: an old copy was put back.
            if epoch > state.epoch || tree.size > state.frontier.size {
                try freeze(.journalEnRetard)
                return nil
            }
            guard try transaction.view.logSubtrees().root(size: tree.size) == tree.root else {
                try freeze(.journalDivergent)
                return nil
            }
            return tree.size
        }
    }

    /// A checkpoint of our log, of whatever époque, signed by its key.
    ///
    /// - Returns: with its note of that one signature; nil for anything else.
    func ownPoint(
        _ note: [UInt8], of own: StructureName
    ) -> (tree: Checkpoint, kept: [UInt8], epoch: Int)? {
        guard let signed = try? SignedNote(note), let tree = try? Checkpoint(text: signed.text),
            let name = KeyName(tree.origin), name.structure == own, let epoch = name.epoch,
            let key = try? keys.journal.verifierKey(name: tree.origin),
            (try? signed.verify(key)) != nil
        else { return nil }
        return (tree, signed.keeping([key]).bytes, epoch)
    }

    private func freeze(
        _ detail: LogDetail, origin: String, connu: [UInt8], vu: [UInt8], par: StructureName?,
        in transaction: StoreTransaction
    ) throws {
        try transaction.freezeLog()
        try alarm(detail, origin: origin, connu: connu, vu: vu, par: par, in: transaction)
    }

    /// Keeps the evidence, and tells the DPO once.
    ///
    /// - Parameter par: the witness that showed it.
    func alarm(
        _ detail: LogDetail, origin: String, connu: [UInt8], vu: [UInt8], par: StructureName?,
        in transaction: StoreTransaction
    ) throws {
        guard try transaction.insertContradiction(origin, connu: connu, vu: vu, par: par),
            let own = try transaction.view.ownCard()?.carte.structure
        else { return }
        try transaction.record(
            LogEvent(
                .alarme, by: own.key(.service), ref: KeyName(origin)?.structure.text, .echec,
                detail: detail))
    }
}

extension Checkpoint {
    /// The checkpoint of a note whose signatures are somebody else's business.
    public init(note: [UInt8]) throws {
        try self.init(text: SignedNote(note).text)
    }
}
