internal import LiaisonCrypto
internal import LiaisonSchema
internal import LiaisonStore

/// Partners' witnesses of our log: what each knows of it, and what is suspect of theirs.
extension Logbook {
    /// The last checkpoint, and the size that this partner knows; nil when it has it.
    func pendingPoint(for structure: StructureName) throws -> (StoredPoint, UInt64)? {
        try store.read { view in
            guard let point = try currentPoint(view), !(try view.logState().isFrozen)
            else { return nil }
            let known = try view.witnessSize(structure, origin: point.origin)
            return known < point.size ? (point, known) : nil
        }
    }

    func request(_ point: StoredPoint, old: UInt64) throws -> WitnessRequest {
        let note = try SignedNote(point.note)
        let proof = try old == 0 ? [] : consistency(from: old, to: point.size)
        return WitnessRequest(
            old: old, proof: proof, note: note, tree: try Checkpoint(text: note.text))
    }

    /// What shows a witness our last checkpoint and nothing else.
    func lastRequest() throws -> WitnessRequest? {
        guard let point = try store.read({ try currentPoint($0) }) else { return nil }
        let note = try SignedNote(point.note)
        return WitnessRequest(
            old: point.size, proof: [], note: note, tree: try Checkpoint(text: note.text))
    }

    /// The size that a witness cosigned last.
    func note(size: UInt64, of origin: String, knownTo structure: StructureName) throws {
        try store.write(at: now()) {
            try $0.updateWitnessSize(structure, origin: origin, size: size)
        }
    }

    func keep(
        _ cosignature: StoredCosignature, over point: StoredPoint, from structure: StructureName
    ) throws {
        try store.write(at: now()) {
            try $0.insert(cosignature, origin: point.origin, size: point.size)
            try $0.updateWitnessSize(structure, origin: point.origin, size: point.size)
        }
    }

    /// Whether a witness knows better: nothing is signed in this époque any more.
    var isFrozen: Bool { get throws { try store.read { try $0.logState().isFrozen } } }

    /// The last checkpoint of that log that we cosigned.
    func witnessed(_ origin: String) throws -> StoredPoint? {
        try store.read { try $0.witnessed(origin) }
    }

    var suspicions: [Suspicion] { memory.suspicions.all }
    /// One more question that was not answered.
    ///
    /// - Returns: whether it was the last one: there is no proof.
    func hasNoAnswer(_ suspicion: Suspicion) -> Bool { memory.suspicions.fail(suspicion) }
    func clear(_ suspicion: Suspicion) { memory.suspicions.remove(suspicion) }
}
