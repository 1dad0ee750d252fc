import LiaisonBase
package import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// The root of the log as it was when it had so many entries: what a printed page of the register, or a checkpoint kept
/// elsewhere, says of that day.
package enum LogRoot {
    package struct Result {
        package let size: UInt64
        /// 32 bytes.
        package let root: [UInt8]
        /// Whether the service shows a checkpoint that it signed of exactly that size.
        package let isSigned: Bool
        /// The smallest signed checkpoint at hand that covers these entries; nil when none does.
        package let coveredBy: Checkpoint?
    }

    /// - Parameter size: at least 1.
    /// - Throws: `.noInput` for a log that has fewer entries; `.data` for one that is not what a checkpoint at
    ///   hand says.
    package static func execute(
        _ size: UInt64, _ reading: LogReading, reason: LogReason?
    ) throws -> Result {
        let reader = reading.reader(reason)
        let points = try reader.points()
        let session =
            try points.last.map { try LogTrust.session(reading.session, naming: $0) }
            ?? reading.session
        let trust = LogTrust(session)
        let trees = try points.map { try trust.verified($0) }
        var watched = trees
        if let seen = try session.folder.anchor()?.point, trust.isCurrent(seen) {
            watched.append(seen)
        }
        let covering = trees.filter { $0.size >= size }.min { $0.size < $1.size }
        // As far as the checkpoint that covers it: these entries are then those that it signed.
        let end = max(size, covering?.size ?? size)
        let roots = Dictionary(grouping: watched, by: \.size)
        var (frontier, root) = (MerkleFrontier(), [UInt8]())
        let log = try reader.read(limit: end) { leaf in
            if let line = leaf.line, MerkleTree.leafHash(line) != leaf.hash {
                throw AgentError(
                    .data, "Le journal est faux : l'entrée \(leaf.n) a été modifiée.",
                    next: .log(.verify))
            }
            frontier.append(leafHash: leaf.hash)
            if frontier.size == size { root = frontier.root }
            guard (roots[frontier.size] ?? []).allSatisfy({ $0.root == frontier.root }) else {
                throw AgentError(
                    .data,
                    "Le journal n'est pas celui d'un point de contrôle de "
                        + "\(Plural.of(frontier.size, "entrée")).",
                    next: .log(.verify))
            }
        }
        guard frontier.size >= size else {
            throw AgentError(.noInput, "Le journal n'a que \(Plural.of(log.size, "entrée")).")
        }
        return Result(
            size: size, root: root, isSigned: covering?.size == size, coveredBy: covering)
    }
}
