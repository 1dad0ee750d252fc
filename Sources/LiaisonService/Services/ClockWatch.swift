public import LiaisonSchema

/// Watches the wall clock against the clock that only counts from the machine's start: what a person or a
/// wrong time server changes shows as a drift between the two (design.md, «Time»).
public struct ClockWatch: Sendable {
    /// Seconds of drift that are an alarm.
    public static let tolerance: Int64 = 300

    private var wall: Instant
    private var boot: Int64

    /// - Parameter boot: seconds on a clock that nobody sets.
    public init(wall: Instant, boot: Int64) {
        self.wall = wall
        self.boot = boot
    }

    /// Seconds by which the wall clock was moved since it was right last, forwards or backwards; nil when
    /// it was not. What was found is not found again.
    public mutating func jump(wall now: Instant, boot elapsed: Int64) -> Int64? {
        let drift = (now - wall) - (elapsed - boot)
        guard abs(drift) > Self.tolerance else { return nil }
        wall = now
        boot = elapsed
        return drift
    }
}
