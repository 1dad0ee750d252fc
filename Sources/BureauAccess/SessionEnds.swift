/// When an opened agent ends, as her own process decides: closed after a while without a request, and, on
/// the structure's server, over ten hours after she came in, whatever she does.
///
/// Times are seconds of a clock that nobody sets and that counts sleep: a laptop closed at noon is closed.
public struct SessionEnds: Sendable, Equatable {
    /// Minutes without a request that an agent may choose.
    public static let idleMinutes = 5...240
    /// What she has until she chooses.
    public static let defaultIdleMinutes = 15
    /// Seconds, hosted: a day's work; the next one begins by coming in again.
    public static let absolute: Int64 = 36_000

    /// How she stands.
    public enum State: Sendable, Equatable {
        /// - left: seconds until it is closed, or over.
        case open(left: Int64)
        /// Her keys are to be closed; her phrase opens them again, at the page where she was.
        case closed
        /// All is over: drafts and keys closed, the cookie refused. She comes in again.
        case over
    }

    private let began: Int64
    private let isHosted: Bool
    private var idle: Int64
    private var last: Int64
    private var isClosed = false

    /// - Parameters:
    ///   - idleMinutes: brought within `idleMinutes`.
    public init(
        at now: Int64, isHosted: Bool, idleMinutes: Int = SessionEnds.defaultIdleMinutes
    ) {
        began = now
        last = now
        self.isHosted = isHosted
        idle = Self.seconds(idleMinutes)
    }

    public func state(at now: Int64) -> State {
        let end = isHosted ? began + Self.absolute - now : Int64.max
        guard end > 0 else { return .over }
        let left = last + idle - now
        guard !isClosed, left > 0 else { return .closed }
        return .open(left: min(left, end))
    }

    /// A request that a person made; what a page asks by itself (a countdown) is none.
    ///
    /// - Returns: how she stands then: what is closed stays so until `opened`.
    public mutating func asked(at now: Int64) -> State {
        let found = state(at: now)
        switch found {
        case .open: last = max(last, now)
        // Closed by the time that passed, it does not open when a clock goes back.
        case .closed: isClosed = true
        case .over: break
        }
        return state(at: now)
    }

    /// «Verrouiller».
    public mutating func close() { isClosed = true }

    /// Her phrase opened it. What is over stays over.
    public mutating func opened(at now: Int64) {
        guard state(at: now) != .over else { return }
        (isClosed, last) = (false, now)
    }

    /// Another idle time, from the next request on.
    public mutating func setIdle(minutes: Int) { idle = Self.seconds(minutes) }

    private static func seconds(_ minutes: Int) -> Int64 {
        let bounded = min(max(minutes, idleMinutes.lowerBound), idleMinutes.upperBound)
        return Int64(bounded) * 60
    }
}
