/// When to try again: exponential from 2 seconds to an hour, with jitter, for 30 days
/// (design.md, «Delivery»).
public enum RetryPolicy {
    public static let giveUpAfter: Int64 = 30 * 86_400
    static let first: Int64 = 2
    static let longest: Int64 = 3_600
    /// How often a daemon that nobody can reach asks its partners for its plis.
    static let fetchEvery: Int64 = 30

    /// Seconds to wait after `failures` failed attempts (1 or more).
    ///
    /// - Parameter jitter: 0 to 1, drawn anew each time: partners that fell together do not come
    ///   back together. The wait is between a half and the whole of the doubling delay.
    public static func delay(failures: Int, jitter: Double) -> Int64 {
        let doubled = failures > 11 ? longest : min(longest, first << Int64(max(0, failures - 1)))
        return max(1, doubled / 2 + Int64(Double(doubled) / 2 * jitter))
    }
}
