internal import LiaisonSchema
internal import LiaisonStore

/// What decides a destruction or is evidence, bound to the log (formats.md, «Evidence»).
extension Logbook {
    /// Seconds between two seals: far less than a record is kept, so that none of the links since the last one is
    /// ever pruned.
    private static let sealEvery: Int64 = 7 * 86_400

    /// Commits to the whole of it, the first time and once a week.
    ///
    /// - Returns: whether there is a seal: not before the daemon is claimed.
    @discardableResult
    public func sealIfDue() throws -> Bool {
        guard let own = try store.ownCard()?.carte.structure else { return false }
        let instant = now()
        if let last = try store.read({ try $0.lastSealed() }),
            (0..<Self.sealEvery).contains(instant - last)
        {
            return true
        }
        let seal = try store.read { try $0.seal() }
        try store.write(at: instant) { try $0.record(seal, by: own.key(.service)) }
        return true
    }
}
