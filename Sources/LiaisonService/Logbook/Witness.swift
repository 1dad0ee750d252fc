internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore

/// What a witness answers (c2sp.org/tlog-witness).
public enum CosigningAnswer: Sendable, Equatable {
    /// The lines of its cosignature.
    case cosigned([UInt8])
    /// The last size that it cosigned is that one.
    case conflict(UInt64)
    /// The request is none, or says what can't be.
    case unreadable
    case unknownLog
    /// The log's own key did not sign it.
    case unsigned
    /// It does not follow what was cosigned.
    case inconsistent
}

/// Our witness of partners' logs (formats.md, «Witnesses»).
extension Logbook {
    /// The most proof lines of a request (c2sp.org/tlog-witness).
    private static let proofLimit = 63

    /// `add-checkpoint`: cosigns a partner's checkpoint when it continues the last one cosigned.
    public func addCheckpoint(_ body: [UInt8]) throws -> CosigningAnswer {
        guard let request = WitnessRequest(body) else { return .unreadable }
        guard let partner = try partner(ofLog: request.tree.origin) else { return .unknownLog }
        guard (try? request.note.verify(partner.key)) != nil else { return .unsigned }
        // The empty log has one root.
        guard request.tree.size > 0 || request.tree.root == MerkleFrontier().root else {
            return .inconsistent
        }
        guard request.old <= request.tree.size, request.proof.count <= Self.proofLimit else {
            return .unreadable
        }
        let origin = request.tree.origin
        let known = try store.read { try $0.witnessed(origin) }
        let last = try known.map { try Checkpoint(note: $0.note) }
        guard request.old == last?.size ?? 0 else {
            if let last, request.tree.size < last.size { suspect(request, partner) }
            if let last, request.tree.size == last.size, request.tree.root != last.root {
                try contradict(known?.note ?? [], request, partner)
            }
            return .conflict(last?.size ?? 0)
        }
        if let last, request.old > 0 {
            if last.size == request.tree.size, last.root != request.tree.root {
                try contradict(known?.note ?? [], request, partner)
                return .conflict(last.size)
            }
            guard
                MerkleTree.verifyConsistency(
                    first: last.size, firstRoot: last.root, second: request.tree.size,
                    secondRoot: request.tree.root, proof: request.proof)
            else {
                suspect(request, partner)
                return .inconsistent
            }
        } else if !request.proof.isEmpty {
            return .inconsistent
        }
        // Only the log's own signature is kept: nobody else's lines are ours to vouch for.
        let note = request.note.keeping([partner.key])
        let isKept = try store.write(at: now()) {
            try $0.updateWitnessed(
                origin, size: request.tree.size, note: note.bytes, after: known)
        }
        guard isKept else {
            let size = try store.read { try $0.witnessed(origin) }?.size
            return .conflict(size ?? 0)
        }
        return try cosignature(of: request.note)
    }

    private func cosignature(of note: SignedNote) throws -> CosigningAnswer {
        let own = try ownCard().carte.structure
        var cosigned = note.filtered { _ in false }
        try cosigned.cosign(
            keys.temoin, as: own.key(.temoin).description, at: UInt64(max(0, now().seconds)))
        return .cosigned(Array(cosigned.signatureLines.utf8))
    }

    /// The last checkpoint of a partner's log that we cosigned: what it asks for before it signs.
    public func witnessedPoint(of peer: Carte) throws -> [UInt8] {
        let note = try store.read { view -> [UInt8]? in
            guard let key = peer.daemon?.journal else { return nil }
            if let point = try view.witnessed(key.name) { return point.note }
            // A book that begins: the last of those before.
            return try view.lastWitnessed(of: peer.structure)?.note
        }
        guard let note else {
            throw Refusal(.introuvable, "Ce témoin ne connaît pas votre journal.")
        }
        return note
    }

    /// Looks at a checkpoint that came with a receipt.
    func observe(_ text: String, from peer: Carte) throws {
        guard text.utf8.count <= Checkpoint.noteLimit,
            let note = try? SignedNote(Array(text.utf8)),
            let tree = try? Checkpoint(text: note.text), let key = peer.daemon?.journal,
            key.name == tree.origin, (try? note.verify(key)) != nil,
            let known = try store.read({ try $0.witnessed(tree.origin) })
        else { return }
        let last = try Checkpoint(note: known.note)
        let request = WitnessRequest(old: last.size, proof: [], note: note, tree: tree)
        if tree.size == last.size, tree.root != last.root {
            try contradict(known.note, request, (peer, key))
        } else if tree.size < last.size {
            suspect(request, (peer, key))
        }
    }

    /// The partner whose card in force names that log, and the key.
    private func partner(ofLog origin: String) throws -> (card: Carte, key: VerifierKey)? {
        guard let name = KeyName(origin), name.isJournal,
            let card = try store.card(of: name.structure)?.carte,
            name.structure != (try ownCard().carte.structure),
            let key = card.daemon?.journal, key.name == origin,
            try name.epoch == 1
                || store.read({
                    try !$0.epochActs(of: name.structure, epoch: name.epoch ?? 0).isEmpty
                })
        else { return nil }
        return (card, key)
    }

    private func contradict(
        _ known: [UInt8], _ request: WitnessRequest, _ partner: (card: Carte, key: VerifierKey)
    ) throws {
        try store.write(at: now()) {
            // Whoever may be behind a card that nobody verified alarms nobody.
            guard try $0.view.isVerified(partner.card) else { return }
            try alarm(
                .temoinDivergent, origin: partner.key.name, connu: known,
                vu: request.note.keeping([partner.key]).bytes, par: nil, in: $0)
        }
    }

    /// What looks like a step back may be a message that came late: the log is asked.
    private func suspect(
        _ request: WitnessRequest, _ partner: (card: Carte, key: VerifierKey)
    ) {
        memory.suspicions.add(partner.card.structure, request.note.keeping([partner.key]).bytes)
    }

    /// What became of a suspicion: `proof` is the log's answer between the checkpoint in question and
    /// the last one that was cosigned; nil when it gave none.
    func settle(_ suspicion: Suspicion, known: StoredPoint, proof: [[UInt8]]?) throws {
        let tree = try Checkpoint(note: suspicion.note)
        let last = try Checkpoint(note: known.note)
        let (first, second) = tree.size < last.size ? (tree, last) : (last, tree)
        // The empty log is the beginning of any.
        let holds =
            first.size == 0
            || proof.map {
                MerkleTree.verifyConsistency(
                    first: first.size, firstRoot: first.root, second: second.size,
                    secondRoot: second.root, proof: $0)
            } ?? false
        guard !holds else { return }
        try store.write(at: now()) {
            try alarm(
                .temoinDivergent, origin: tree.origin, connu: known.note, vu: suspicion.note,
                par: nil, in: $0)
        }
    }
}
