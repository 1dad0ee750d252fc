internal import LiaisonSchema
internal import LiaisonStore

/// What makes the delivery look again: something new, or time.
public struct DeliveryTriggers: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    public init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something new is due. Several calls before the next pass are one.
    public func wake() { continuation.yield() }

    public func finish() { continuation.finish() }

    public var triggers: some AsyncSequence<Void, Never> & Sendable { stream }

    /// Wakes at the pace of `clock` until cancelled: retries come due without anybody calling.
    public func tick(every period: Duration, clock: some Clock<Duration>) async {
        while !Task.isCancelled {
            wake()
            guard (try? await clock.sleep(for: period)) != nil else { return }
        }
    }
}
