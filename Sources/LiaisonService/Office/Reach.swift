public import LiaisonSchema
public import LiaisonStore

/// Why partners can't be reached: what the last attempt found, kept until one is answered.
extension Office {
    /// Seconds after which somebody is told.
    private static let patience: Int64 = 86_400

    /// - Parameter trouble: nil: it answered as a partner's service does.
    public func noteReach(_ structure: StructureName, _ trouble: PeerTrouble?) throws {
        guard let trouble else {
            // Nearly always it was not: a look is cheaper than a commit.
            guard try store.read({ try $0.unreachable(structure) }) != nil else { return }
            return try store.write(at: now()) { try $0.noteReached(structure) }
        }
        try store.write(at: now()) { transaction in
            try transaction.noteUnreachable(structure, trouble)
            guard try transaction.tellUnreachable(structure, for: Self.patience),
                let own = try transaction.view.ownCard()?.carte.structure
            else { return }
            try transaction.record(
                LogEvent(
                    .alarme, by: own.key(.service), ref: structure.text, .echec,
                    detail: .injoignable))
        }
    }

    public func unreachablePartners() throws -> [UnreachablePartner] {
        try store.read { try $0.unreachablePartners() }
    }
}
