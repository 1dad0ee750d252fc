internal import LiaisonSchema
internal import Synchronization

/// The partners that a task is at work for.
final class BusyPeers: Sendable {
    private let names = Mutex<Set<StructureName>>([])

    /// Whether nobody was at work for it.
    func begin(_ peer: StructureName) -> Bool { names.withLock { $0.insert(peer).inserted } }

    /// The same, once who is at work for it is done.
    ///
    /// - Returns: false when the task was cancelled first.
    func beginNext(_ peer: StructureName) async -> Bool {
        while !begin(peer) {
            guard !Task.isCancelled else { return false }
            await pause(.milliseconds(20))
        }
        return true
    }

    func end(_ peer: StructureName) { names.withLock { _ = $0.remove(peer) } }
}

/// Partners that did not answer: for a while nothing is tried, not even what is new, so that a crowd of
/// deposits does not knock at a dead door each time.
final class PeerPauses: Sendable {
    private let longest: Int64
    private let pauses = Mutex<[StructureName: (failures: Int, until: Instant)]>([:])

    /// - Parameter longest: seconds; the first pause is one, each next one twice the last.
    init(longest: Int64) { self.longest = longest }

    func isPaused(_ peer: StructureName, at now: Instant) -> Bool {
        pauses.withLock { pauses in
            // A clock set back must not make it last.
            pauses[peer].map { now < $0.until && $0.until - now <= longest } ?? false
        }
    }

    func note(_ peer: StructureName, hasAnswered: Bool, at now: Instant) {
        pauses.withLock { pauses in
            guard !hasAnswered else {
                pauses[peer] = nil
                return
            }
            let failures = (pauses[peer]?.failures ?? 0) + 1
            pauses[peer] = (failures, now + min(longest, 1 << Int64(min(failures, 20) - 1)))
        }
    }
}
