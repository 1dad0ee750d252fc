internal import LiaisonSchema
internal import Synchronization

/// How often visitors asked, by where they are: at most an hour, in memory alone (guichet.md, «Routes»).
final class GuichetMemory: Sendable {
    /// Requests that lead nowhere, an hour, from one place.
    static let misses = 100
    /// Contents given of one guichet, and right proofs taken, a minute, from one place each: a conseiller opens it
    /// a few times, behind an address that a whole town may share. More of them would fill the line; and whoever
    /// has the name alone and takes them all keeps nobody out for longer than the minute.
    static let hits = 3_000
    /// Places that are counted at a time: a stranger may have a million addresses.
    static let places = 10_000
    static let hour: Int64 = 3_600
    static let minute: Int64 = 60

    /// What is asked of a guichet with its right name: who has the name alone counts nothing of what is
    /// asked with the proof.
    enum Asked: String {
        case content, proven
    }

    private struct Counts {
        /// Seconds after which they are forgotten.
        let span: Int64
        var since = Instant(seconds: 0)
        var counts: [String: Int] = [:]

        mutating func forget(at now: Instant) {
            guard now - since >= span || now < since else { return }
            (since, counts) = (now, [:])
        }

        /// - Returns: whether it is within the limit.
        mutating func add(_ place: String, limit: Int, at now: Instant) -> Bool {
            forget(at: now)
            let count = counts[place] ?? 0
            guard count < limit else { return false }
            // Full: the others are counted anew, and nobody is shut out by a crowd.
            if count == 0, counts.count >= GuichetMemory.places { counts = [:] }
            counts[place] = count + 1
            return true
        }
    }

    private struct State {
        var missed = Counts(span: GuichetMemory.hour)
        var served = Counts(span: GuichetMemory.minute)
    }

    private let state = Mutex(State())

    func miss(_ place: String, at now: Instant) -> Bool {
        state.withLock { $0.missed.add(place, limit: Self.misses, at: now) }
    }

    func hit(_ asked: Asked, of nom: GuichetName, from place: String, at now: Instant) -> Bool {
        state.withLock {
            $0.served.add("\(asked.rawValue) \(nom) \(place)", limit: Self.hits, at: now)
        }
    }

    /// Nothing stays beyond the hour, though nobody asks.
    func forget(at now: Instant) {
        state.withLock { state in
            state.missed.forget(at: now)
            state.served.forget(at: now)
        }
    }
}
