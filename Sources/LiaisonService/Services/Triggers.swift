/// What runs as long as the daemon does: `run(triggers:)` looks at each trigger what is due and ends with
/// them, `run()` makes them. Here alone the service waits.
public protocol Periodic: Sendable {
    /// Between two looks.
    var period: Duration { get }
    func run(triggers: some AsyncSequence<Void, Never> & Sendable) async
}

extension Periodic {
    /// Until it is cancelled.
    public func run() async { await run(triggers: Ticks(every: period)) }
}

/// A trigger at once, then one so long after each look.
struct Ticks: AsyncSequence, Sendable {
    typealias Element = Void
    typealias Failure = Never

    private let period: Duration

    init(every period: Duration) { self.period = period }

    func makeAsyncIterator() -> Iterator { Iterator(period: period) }

    struct Iterator: AsyncIteratorProtocol {
        let period: Duration
        private var isFirst = true

        init(period: Duration) { self.period = period }

        mutating func next() async -> Void? {
            guard !isFirst else {
                isFirst = false
                return Task.isCancelled ? nil : ()
            }
            guard (try? await Task.sleep(for: period)) != nil else { return nil }
            return Task.isCancelled ? nil : ()
        }
    }
}

/// What makes the delivery look again: something new, or time.
public struct DeliveryTriggers: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    /// Between two looks at what is due, so that a crowd of deposits is looked at once.
    private let pace: Duration

    public init(pace: Duration = .zero) {
        self.pace = pace
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something new is due. Several calls before the next pass are one.
    public func wake() { continuation.yield() }

    public func finish() { continuation.finish() }

    public var triggers: some AsyncSequence<Void, Never> & Sendable {
        Paced(base: stream, pace: pace)
    }

    /// Wakes at the pace of `clock` until cancelled: retries come due without anybody calling.
    public func tick(every period: Duration, clock: some Clock<Duration>) async {
        while !Task.isCancelled {
            wake()
            guard (try? await clock.sleep(for: period)) != nil else { return }
        }
    }

    private struct Paced: AsyncSequence, Sendable {
        typealias Element = Void
        typealias Failure = Never

        let base: AsyncStream<Void>
        let pace: Duration

        func makeAsyncIterator() -> Iterator {
            Iterator(base: base.makeAsyncIterator(), pace: pace)
        }

        struct Iterator: AsyncIteratorProtocol {
            var base: AsyncStream<Void>.Iterator
            let pace: Duration
            private var isFirst = true

            init(base: AsyncStream<Void>.Iterator, pace: Duration) {
                self.base = base
                self.pace = pace
            }

            mutating func next() async -> Void? {
                if !isFirst, pace > .zero { try? await Task.sleep(for: pace) }
                isFirst = false
                return await base.next()
            }
        }
    }
}

/// Lets others go on for a while.
func pause(_ duration: Duration) async { try? await Task.sleep(for: duration) }

/// Waits for the end of something, so long at most.
///
/// - Returns: nil when it did not come.
@discardableResult
public func within<Result: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async -> Result
) async -> Result? {
    await withTaskGroup(of: Result?.self) { group in
        group.addTask { await body() }
        group.addTask {
            try? await Task.sleep(for: limit)
            return nil
        }
        let result = await group.next() ?? nil
        group.cancelAll()
        return result
    }
}
