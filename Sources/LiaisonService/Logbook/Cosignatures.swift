internal import LiaisonCrypto
public import LiaisonSchema
public import LiaisonStore

/// Partners' cosignatures on our checkpoints, as they are handed out: as many as a reader takes, those that
/// count for our agents first (formats.md, «Witnesses»).
extension Logbook {
    /// How many lines go with a checkpoint; a reader takes a hundred, the log's own included.
    static let cosignatureLimit = 64

    /// A checkpoint with the cosignatures that came, and the time of each.
    public func cosigned(_ point: StoredPoint) throws -> (note: [UInt8], times: [Instant]) {
        try store.read { view in
            let cosignatures = try handedOut(point, view)
            return (bytes(point, cosignatures), cosignatures.map(\.le))
        }
    }

    func withCosignatures(_ point: StoredPoint, _ view: StoreView) throws -> [UInt8] {
        bytes(point, try handedOut(point, view))
    }

    private func bytes(_ point: StoredPoint, _ cosignatures: [StoredCosignature]) -> [UInt8] {
        point.note + cosignatures.flatMap { Array($0.line.utf8) }
    }

    private func handedOut(
        _ point: StoredPoint, _ view: StoreView
    ) throws -> [StoredCosignature] {
        let all = try view.cosignatures(point.origin, size: point.size)
        guard all.count > Self.cosignatureLimit else { return all }
        let verified = try verifiedWitnesses(view)
        let first = all.filter { verified.contains($0.temoin) }
        let others = all.filter { !verified.contains($0.temoin) }
        return Array((first + others).prefix(Self.cosignatureLimit))
    }

    /// The witness keys of the partners whose structure key one of our agents verified.
    private func verifiedWitnesses(_ view: StoreView) throws -> Set<String> {
        let cards = try view.partnerCards().map(\.carte).filter { try view.isVerified($0) }
        return Set(cards.compactMap { $0.daemon?.temoin.name })
    }
}
