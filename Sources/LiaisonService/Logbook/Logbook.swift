internal import LiaisonCrypto
public import LiaisonSchema
public import LiaisonStore

/// A run of the log, and the tree it belongs to.
public struct LogPage: Sendable {
    /// Of the whole log, in records.
    public let size: UInt64
    /// 32 bytes.
    public let root: [UInt8]
    /// A line each: the leaf's hash in base64, a space, the record or `-`.
    public let leaves: [UInt8]
}

/// The traceability log: its records, checkpoints and époques, and our witness of partners' logs (formats.md,
/// «Traceability log»). Reading it is itself recorded, before anything is handed out.
public struct Logbook: Desk {
    let office: Office
    let book: FactBook
    let incidents: IncidentDesk
    let requestBook = RequestBook()
    let memory = Memory()

    /// What is known since the start of the process.
    final class Memory: Sendable {
        let suspicions = Suspicions()
        let signing = SigningGate()
    }

    init(office: Office, book: FactBook, incidents: IncidentDesk) {
        self.office = office
        self.book = book
        self.incidents = incidents
    }

    /// The most records handed out at a time.
    public static let logPageLimit = 10_000

    /// - Parameter reason: one of `LogDetail.readingReasons`.
    public func readLog(
        from: UInt64, count: Int, reason: LogDetail?, by agent: AuthenticatedAgent
    ) throws -> LogPage {
        try recordReading(reason, by: agent)
        return try store.read { view in
            let frontier = try view.logState().frontier
            return LogPage(
                size: frontier.size, root: frontier.root,
                leaves: try view.leafLines(
                    from: min(from, frontier.size), count: max(0, min(count, Self.logPageLimit))))
        }
    }

    /// The last records that a filter keeps, oldest first.
    public func listLog(
        _ filter: LogFilter, count: Int, reason: LogDetail?, by agent: AuthenticatedAgent
    ) throws -> [String] {
        try recordReading(reason, by: agent)
        return try store.read {
            try $0.records(filter, count: max(0, min(count, Self.logPageLimit))).compactMap(\.line)
        }
    }

    /// The proof that record `n` is in the tree of a checkpoint.
    ///
    /// - Throws: `Refusal` `.introuvable` for a record that is not there, or was pruned.
    public func prove(_ n: UInt64, by agent: AuthenticatedAgent) throws -> [UInt8] {
        try recordReading(nil, by: agent)
        if try store.read({ try currentPoint($0)?.size ?? 0 <= n }) {
            try signCheckpoint(isUrgent: true)
        }
        return try store.read { view in
            guard let leaf = try view.leaves(from: n, count: 1).first, leaf.n == n else {
                throw Refusal(.introuvable, "Le journal n'a pas d'enregistrement \(n).")
            }
            guard let line = leaf.line else {
                throw Refusal(
                    .introuvable, "L'enregistrement \(n) a été purgé.",
                    hint: "Une preuve faite avant reste vérifiable.")
            }
            guard let point = try currentPoint(view),
                let path = try view.logSubtrees().inclusionProof(n, size: point.size)
            else {
                throw Refusal(
                    .conflit, "Aucun point de contrôle ne couvre cet enregistrement.",
                    hint: "Le journal est figé, ou la carte attend sa nouvelle époque.")
            }
            return LogProof(
                extra: Array(line.utf8), index: n, path: path,
                checkpoint: try SignedNote(try withCosignatures(point, view))
            ).bytes
        }
    }

    /// How many months have a checkpoint of their own among those handed out.
    private static let monthLimit = 120

    /// The checkpoints that a verification needs, with their cosignatures: those that the pruning records
    /// cite, the last one of each month that a partner cosigned, and the last one, which ends the list.
    public func points(for agent: AuthenticatedAgent) throws -> [[UInt8]] {
        try require(.readLog, agent)
        return try store.read { view in
            var filter = LogFilter()
            filter.acte = LogActe.elagage.rawValue
            let cited = try view.records(filter, count: Self.logPageLimit).compactMap { leaf in
                try? LogRecord(line: leaf.line ?? "").pruning?.point
            }
            let sizes = Set(cited).union(try view.monthlySizes(limit: Self.monthLimit))
            var points = try sizes.sorted().flatMap { try view.points(size: $0) }
            // After a restoration, until a card names the époque: the last one of those before it.
            if let last = try currentPoint(view) ?? view.lastSignedPoint() {
                points = points.filter { $0 != last } + [last]
            }
            return try points.map { try withCosignatures($0, view) }
        }
    }

    /// The last checkpoint, and the proof that it continues the one of `size` records that the agent
    /// saw last.
    public func pointSince(_ size: UInt64) throws -> (note: [UInt8], proof: [[UInt8]])? {
        try store.read { view in
            guard let point = try currentPoint(view) else { return nil }
            let proof = try view.logSubtrees().consistencyProof(from: size, to: point.size)
            return (point.note, proof ?? [])
        }
    }

    func currentPoint(_ view: StoreView) throws -> StoredPoint? {
        guard let own = try view.ownCard()?.carte.structure else { return nil }
        return try view.lastPoint("\(own.key(.journal))/\(try view.logState().epoch)")
    }

    private func recordReading(_ reason: LogDetail?, by agent: AuthenticatedAgent) throws {
        try require(.readLog, agent)
        try store.write(at: now()) {
            try $0.record(LogEvent(.journalLecture, by: agent.name, detail: reason))
        }
    }
}
