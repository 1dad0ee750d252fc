/// How long somebody who gives wrong codes waits. What is slowed is a name **and** where it is tried from:
/// whoever tries hers from elsewhere never makes an agent wait in her own browser.
///
/// Times are seconds of a clock that nobody sets and that counts from the start; nothing is kept after it.
/// A try counts as wrong when it begins, so that many at a time gain nothing.
public struct Slowing: Sendable {
    /// Where a name is tried from.
    public enum Place: Sendable, Hashable {
        /// A browser in which that agent came in before.
        case known(device: [UInt8])
        /// Any other of that network (`NetworkPlace`).
        case unknown(network: String)
        /// Who gives an invitation's code, which nobody guesses: only the pace is kept, each network's its own.
        case invitation(network: String)

        /// Whether tries from there also count for the name, whatever the place.
        var countsEverywhere: Bool {
            if case .unknown = self { true } else { false }
        }
    }

    /// Wrong tries that cost nothing: a code that runs out while it is typed, a mistyped digit.
    static let free = 5
    /// Seconds after the next one; each doubles it, up to `longest`.
    static let (first, longest): (Int64, Int64) = (30, 900)
    /// Seconds after which tries are forgotten.
    static let memory: Int64 = 3_600
    /// Tries of one name from everywhere but her own browsers before each waits `longest`, whatever the
    /// network: of a million codes three count at a time, so that a year of it finds one at 10 %, and then a
    /// phrase is asked. A new browser needs an invitation meanwhile, which nothing of this slows.
    static let everywhere = 30
    /// Names and places remembered.
    static let limit = 20_000

    private struct Key: Hashable {
        let name: String
        /// Nil: from everywhere but her own browsers.
        let place: Place?
    }

    /// Tries of one name and place.
    private struct Tries {
        var count = 0
        var last: Int64
    }

    private var tries: [Key: Tries] = [:]

    public init() {}

    /// How many are remembered.
    var count: Int { tries.count }

    /// Begins a try, unless there is to wait.
    ///
    /// - Parameters:
    ///   - name: as typed, known or not: who asks learns nothing from being made to wait.
    /// - Returns: the seconds to wait, rounded up; nil when it may go on.
    public mutating func begin(_ name: String, from place: Place, at now: Int64) -> Int64? {
        let keys = Self.keys(name, place)
        let waits = keys.compactMap { wait($0, at: now) }
        if let wait = waits.max() { return wait }
        makeRoom(at: now)
        for key in keys {
            var held = current(key, at: now) ?? Tries(last: now)
            held.count += 1
            held.last = now
            tries[key] = held
        }
        return nil
    }

    /// The try was right: what was tried from there is forgotten, and this one does not count.
    public mutating func succeeded(_ name: String, from place: Place) {
        tries[Key(name: name, place: place)] = nil
        guard place.countsEverywhere else { return }
        let everywhere = Key(name: name, place: nil)
        if let count = tries[everywhere]?.count { tries[everywhere]?.count = max(0, count - 1) }
    }

    private static func keys(_ name: String, _ place: Place) -> [Key] {
        let own = Key(name: name, place: place)
        return place.countsEverywhere ? [own, Key(name: name, place: nil)] : [own]
    }

    private func current(_ key: Key, at now: Int64) -> Tries? {
        tries[key].flatMap { now - $0.last < Self.memory ? $0 : nil }
    }

    private func wait(_ key: Key, at now: Int64) -> Int64? {
        guard let held = current(key, at: now) else { return nil }
        let until: Int64
        if key.place == nil {
            guard held.count >= Self.everywhere else { return nil }
            until = held.last + Self.longest
        } else {
            guard held.count >= Self.free else { return nil }
            // 30 s after the fifth, twice that after the next.
            let doubled = min(held.count - Self.free, 10)
            until = held.last + min(Self.first << Int64(doubled), Self.longest)
        }
        return until > now ? until - now : nil
    }

    /// Forgets what is over, then who tried least: a crowd of names takes no more memory than that, and
    /// makes nobody's many tries forgotten.
    private mutating func makeRoom(at now: Int64) {
        guard tries.count >= Self.limit - 1 else { return }
        tries = tries.filter { now - $0.value.last < Self.memory }
        guard tries.count >= Self.limit - 1 else { return }
        let least = tries.sorted {
            ($0.value.count, $0.value.last) < ($1.value.count, $1.value.last)
        }
        for (key, _) in least.prefix(Self.limit / 10) { tries[key] = nil }
    }
}
