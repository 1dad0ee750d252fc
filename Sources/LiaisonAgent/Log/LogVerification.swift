import LiaisonBase
package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// Recomputes the log and compares it with every checkpoint at hand.
package enum LogVerification {
    package struct Result {
        package let tree: LogVerifier.Result
        /// The size of the last checkpoint that the service signed.
        package let signed: UInt64
        /// Whether the card names this log's époque.
        package let isCurrent: Bool
        /// Who cosigned the last checkpoint, and when.
        package let witnesses: [(name: String, time: Instant)]
        /// What the partners' witnesses hold, asked now.
        package let verdicts: [WitnessVerdict]
        /// What contradicts our log, and no DPO answered for yet.
        package let suspension: LogSuspension?
        /// Partners' logs that contradict what they showed: theirs, not ours.
        package let others: [LogSuspension]
        /// Since when the end of the log goes unsigned, where that is longer than a day.
        package let unsigned: Instant?
        /// Which checkpoints its roots were found equal to.
        package let compared: Compared

        /// Whether nothing is left for anybody to look at.
        package var isSound: Bool {
            suspension == nil && unsigned == nil && !verdicts.contains(where: \.contradicts)
        }
    }

    /// What the log was held against.
    package struct Compared {
        /// Those that the service keeps, the last one included.
        package let points: Int
        /// The one that this agent saw last, where it is of this époque.
        package let seen: Checkpoint?
        /// The one kept elsewhere.
        package let kept: Checkpoint?
    }

    /// A checkpoint that somebody kept elsewhere.
    package struct Kept {
        let name: String
        let bytes: [UInt8]

        /// - Parameter name: of its file, for the messages.
        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }

        /// - Throws: when the file does not read.
        package init(file: String) throws {
            self.init(name: file, bytes: try PrivateFile.read(file, limit: SignedNote.limit))
        }

        /// - Throws: exit 65 for one that is not our log's.
        func watched(_ trust: LogTrust) throws -> LogVerifier.Watched {
            LogVerifier.Watched(
                tree: try trust.verified(SignedNote(bytes)), what: "le point \(name)")
        }
    }

    /// - Throws: `.data` that names the first wrong entry, and for a log that no signed checkpoint covers.
    package static func execute(
        _ reading: LogReading, reason: LogReason?, kept: Kept?
    ) throws -> Result {
        let reader = reading.reader(reason)
        var points = try reader.points()
        // A log that was just begun has none yet.
        if points.isEmpty { points = try reader.points(isFresh: true) }
        let session =
            try points.last.map { try LogTrust.session(reading.session, naming: $0) }
            ?? reading.session
        let trust = LogTrust(session)
        let held = try kept.map { try $0.watched(trust) }
        let trees = try points.map { try trust.verified($0) }
        guard let point = points.last, let last = trees.last else {
            throw AgentError(
                .data,
                "Le service ne montre aucun point de contrôle signé : rien ne dit que ce "
                    + "journal est entier.", next: .log(.tellAdministrator))
        }
        var watched = trees.map {
            LogVerifier.Watched(tree: $0, what: "un point signé par le service")
        }
        if let held { watched.append(held) }
        let seen = try session.folder.anchor()?.point
        // Another époque's: what was restored may hold less than what was seen.
        let isMemory = seen.map { !trust.isCurrent($0) } ?? false
        if let seen, !isMemory { watched.append(.seen(seen)) }
        let words = try WitnessWords(session, trust)
        let state = try session.client.ask(ServiceState.self, "GET", Routes.localState)
        var verifier = try LogVerifier(
            watched, memory: isMemory ? seen : nil, signed: last.size, sizes: words.sizes,
            today: session.today)
        let suspension = state.suspensions.first { $0.structure == session.own.structure }
        let result = try explaining(suspension) {
            let tree = try reader.read { try verifier.add($0) }
            return try verifier.finish(
                size: tree.size, root: tree.root,
                isSigned: { size in trees.contains { $0.size == size } },
                attested: { size, date in
                    points.contains { trust.isAttested($0, size: size, by: date) }
                })
        }
        let isCurrent = trust.isCurrent(last)
        if isCurrent { try session.folder.locked { try session.folder.see(last) } }
        return Result(
            tree: result, signed: last.size, isCurrent: isCurrent,
            witnesses: trust.witnesses(of: point),
            verdicts: words.judge(result, signed: last),
            suspension: suspension,
            others: state.suspensions.filter { $0.structure != session.own.structure },
            unsigned: result.unsigned.flatMap { session.now - $0 > LogTail.patience ? $0 : nil },
            compared: Compared(
                points: trees.count, seen: isMemory ? nil : seen, kept: held?.tree))
    }
}

extension LogVerification {
    /// What is wrong with a log of which it is known, with since when and who says so.
    private static func explaining<Value>(
        _ suspension: LogSuspension?, _ body: () throws -> Value
    ) throws -> Value {
        do {
            return try body()
        } catch let error as AgentError {
            guard let suspension, error.code == .data else { throw error }
            throw AgentError(
                .data, "\(error.message) Il est figé ou contredit \(suspension.french).",
                next: .log(.resume(nil)))
        }
    }
}

extension LogVerifier.Watched {
    /// What this agent saw last.
    static func seen(_ point: Checkpoint) -> Self {
        Self(tree: point, what: "le dernier point que vous avez vu")
    }
}
