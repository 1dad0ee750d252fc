internal import Synchronization

/// Lets one in at a time.
final class Turn: Sendable {
    private let taken = Mutex(())

    func wait<Result: Sendable>(_ work: () throws -> Result) throws -> Result {
        try taken.withLock { _ in try work() }
    }
}
