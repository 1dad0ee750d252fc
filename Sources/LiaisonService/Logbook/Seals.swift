internal import LiaisonSchema
internal import LiaisonStore

/// What decides a destruction or is evidence, bound to the log (formats.md, «Evidence»).
extension Logbook {
    /// Seconds between two seals: far less than a record is kept, so that none of the links since the last one is
    /// ever pruned.
    private static let sealEvery: Int64 = 7 * 86_400

    /// Commits to the whole of it, the first time and once a week, while it is as the log bound it. What something
    /// else changed would not be found after a seal: the DPOs are told of it, once, and it waits for their answer.
    ///
    /// - Returns: whether there is nothing to be tried again before the next day: not before the daemon is claimed.
    @discardableResult
    public func sealIfDue() throws -> Bool {
        guard let own = try store.ownCard()?.carte.structure else { return false }
        let instant = now()
        if let last = try store.read({ try $0.lastSealed() }),
            (0..<Self.sealEvery).contains(instant - last)
        {
            return true
        }
        guard try isAsBound() else { return true }
        let seal = try store.read { try $0.seal() }
        try store.write(at: instant) { try $0.record(seal, by: own.key(.service)) }
        return true
    }

    /// Whether the base is as the log bound it, or a DPO answered for what is not. The DPOs are told of what something
    /// else changed, once.
    ///
    /// - Parameter isWhole: what SQLite says of its files, if it was asked: for a damaged one no answer makes up.
    func isAsBound(isWhole: Bool = true) throws -> Bool {
        let (alarm, isSound) = try store.read { view in
            let alarm = try view.alarmSinceSeal(.baseAlteree)
            return (alarm, try alarm.isThere || isWhole && view.isEvidenceSound())
        }
        if !isSound { try office.alarm(.baseAlteree) }
        return isWhole && isSound && !alarm.isOpen
    }

    /// Whether the base was changed by something else, and no DPO answered for it yet.
    func isAltered() throws -> Bool {
        try store.read { try $0.alarmSinceSeal(.baseAlteree).isOpen }
    }
}
