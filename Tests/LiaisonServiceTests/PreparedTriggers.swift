import Testing

/// Triggers that one run of a service gets, each once what the test does before it is done: whatever the service
/// does between two of them is over when the next is asked for.
struct PreparedTriggers: AsyncSequence, AsyncIteratorProtocol, Sendable {
    typealias Element = Void
    typealias Failure = Never

    /// Before each trigger.
    private var steps: [@Sendable () async throws -> Void]
    /// After the last one.
    private let end: @Sendable () async throws -> Void

    init(
        _ steps: [@Sendable () async throws -> Void],
        end: @escaping @Sendable () async throws -> Void = {}
    ) {
        (self.steps, self.end) = (steps, end)
    }

    func makeAsyncIterator() -> Self { self }

    mutating func next() async -> Void? {
        let isOver = steps.isEmpty
        do {
            try await (isOver ? end : steps.removeFirst())()
        } catch {
            Issue.record(error)
        }
        return isOver ? nil : ()
    }
}
