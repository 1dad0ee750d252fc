internal import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore

/// How far the log is signed, and what contradicts it or a partner's until a DPO answered for it.
public struct LogStanding: Sendable, Equatable {
    /// Records.
    public let size: UInt64
    /// How many of them a signed checkpoint covers, of whatever époque.
    public let signed: UInt64
    /// What contradicts our own log.
    public let own: LogSuspension?
    /// Partners' logs that contradict what they showed here, by name.
    public let partners: [LogSuspension]
    /// When the oldest record that nothing signed was made.
    public let unsigned: Instant?

    public var suspensions: [LogSuspension] { [own].compactMap(\.self) + partners }

    /// Whether our log is what it should be: nothing contradicts it, and each minute signs what there is. A
    /// partner's is the partner's business here.
    public func isSound(at now: Instant) -> Bool {
        own == nil && (unsigned.map { now - $0 < LogTail.patience } ?? true)
    }
}

extension Logbook {
    public func logStanding() throws -> LogStanding { try store.read { try logStanding($0) } }

    private func logStanding(_ view: StoreView) throws -> LogStanding {
        let state = try view.logState()
        let signed = min(try view.lastSignedPoint()?.size ?? 0, state.frontier.size)
        // A pruned record is older than any patience, and was signed.
        let next = try view.leaves(from: signed, count: 1).first?.line
        let structure = try view.ownCard()?.carte.structure
        let open = Dictionary(grouping: try view.openContradictions()) {
            KeyName($0.origin)?.structure
        }.compactMapValues { rows in
            KeyName(rows[0].origin).map { Self.suspension($0.structure, rows) }
        }
        return LogStanding(
            size: state.frontier.size, signed: signed,
            own: structure.flatMap { open[$0] }
                ?? (state.isFrozen ? structure.map { Self.suspension($0, []) } : nil),
            partners: open.values.filter { $0.structure != structure }
                .sorted { $0.structure.text < $1.structure.text },
            unsigned: next.flatMap { try? LogRecord(line: $0).le })
    }

    private static func suspension(
        _ structure: StructureName, _ rows: [Contradiction]
    ) -> LogSuspension {
        LogSuspension(
            structure: structure, depuis: rows.map(\.le).min(),
            par: Set(rows.compactMap(\.par)).sorted { $0.text < $1.text })
    }

    /// What contradicts a log, for those who answer for it; nothing for others.
    public func contradictedLogs(for agent: AuthenticatedAgent) throws -> [LogSuspension] {
        // Not `require`: who may not is not refused anything here.
        guard Permission.readState.allows(agent.roles) else { return [] }
        return try logStanding().suspensions
    }

    /// A DPO answers for what contradicts a log: it is in the log, and said no more. Our own frozen one
    /// begins a new époque, which cites what the witnesses know.
    ///
    /// - Parameter partner: whose log it is; nil: ours.
    /// - Returns: the époque that a card is now to name; nil when none was opened.
    /// - Throws: `Refusal` `.introuvable` when nothing contradicts that log.
    public func resumeLog(
        _ cause: LogSuspension.Cause, of partner: StructureName?, by agent: AuthenticatedAgent
    ) throws -> Int? {
        try require(.resumeLog, agent)
        let own = try ownCard().carte.structure
        let structure = partner ?? own
        let epoch = try store.write(at: now()) { transaction -> Int? in
            let open = try transaction.view.openContradictions().filter {
                KeyName($0.origin)?.structure == structure
            }
            let isFrozen =
                try structure == own && transaction.view.logState().isFrozen
            guard !open.isEmpty || isFrozen else {
                throw Refusal(
                    .introuvable, "Rien ne contredit le journal de \(structure).",
                    hint: "Voyez « agir-liaison journal verifier ».")
            }
            try transaction.resolveContradictions(of: structure)
            let signed = try transaction.view.lastSignedPoint()?.size ?? 0
            try transaction.record(
                LogEvent(
                    .reprise, by: agent.name, ref: structure.text, detail: cause.detail,
                    content: isFrozen ? .signed(signed) : nil))
            guard isFrozen else { return nil }
            try openNextEpoch(
                of: own, by: own.key(.service), knowing: open.flatMap { [$0.connu, $0.vu] },
                in: transaction)
            return try transaction.view.logState().epoch
        }
        return epoch
    }
}
