public import LiaisonSchema
public import LiaisonStore

/// Numbers for a monitor on this machine.
public struct ServiceFigures: Sendable {
    public let state: StoreState
    public let log: LogStanding
    /// Whether nothing is destroyed by itself until a DPO says so.
    public let isPurgeStopped: Bool
    /// Clocks of incidents that run.
    public let deadlines: Int
    /// Of which the time is over.
    public let late: Int
    /// Partners that the last attempt did not reach, by why.
    public let unreachable: [PeerTrouble: Int]
    /// When an attempt found each of these last.
    public let lastUnreached: [PeerTrouble: Instant]
    /// Since the start.
    public let refusals: Int
    /// Bytes of the disk that are free, and all of them; nil: nobody knows.
    public let disk: (free: Int64, whole: Int64)?
    /// Whether anything new is taken.
    public let hasRoom: Bool
}

extension Desks {
    /// What an administrator watches, and of which a DPO's summary speaks.
    public func figures(for agent: AuthenticatedAgent) throws -> ServiceFigures {
        try office.require(.readState, agent)
        return try figures()
    }

    public func figures() throws -> ServiceFigures {
        let running = try incidents.countdowns()
        let deadlines = running.running.compactMap(\.deadline)
        let unreachable = Dictionary(grouping: try office.unreachablePartners(), by: \.cause)
        return ServiceFigures(
            state: try office.store.read { try $0.state(at: office.now()) },
            log: try logbook.logStanding(),
            isPurgeStopped: try retention.clockDoubt != nil || retention.isRestored,
            deadlines: deadlines.count,
            late: deadlines.count { $0.statut(at: running.time) == .enRetard },
            unreachable: unreachable.mapValues(\.count),
            lastUnreached: unreachable.compactMapValues { $0.map(\.last).max() },
            refusals: office.limiter.count, disk: office.capacity.disk(),
            hasRoom: office.capacity.hasRoom())
    }
}

extension Office {
    /// Whose the daemon is, and the époque of its log: what a card is to name.
    public func claim() throws -> (structure: StructureName?, epoch: Int) {
        try store.read { (try $0.ownCard()?.carte.structure, try $0.logState().epoch) }
    }
}
