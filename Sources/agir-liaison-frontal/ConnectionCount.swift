import Synchronization

/// The connections that there are at a time, and those from one place: whoever holds many takes nobody else's. When
/// there is room for no more, the oldest by which no session ever came gives way: strangers shut no agent out,
/// however many places they have.
final class ConnectionCount: Sendable {
    /// A structure's agents have a few each.
    static let most = 1_024
    /// Of one network address. Those of a proxy are everybody's: it bounds its own.
    static let mostFromOne = 64

    /// One that is held; `end` gives its room back.
    struct Held: Sendable, Equatable {
        fileprivate let number: UInt64
    }

    private struct Connection {
        /// Nil: a named proxy.
        let place: String?
        /// Whether a request of a session came by it.
        var isKnown = false
        let close: @Sendable () -> Void
    }

    private struct State {
        var connections: [UInt64: Connection] = [:]
        var places: [String: Int] = [:]
        var next: UInt64 = 0

        mutating func remove(_ number: UInt64) -> Connection? {
            guard let found = connections.removeValue(forKey: number) else { return nil }
            if let place = found.place, let count = places[place] {
                places[place] = count > 1 ? count - 1 : nil
            }
            return found
        }
    }

    private let state = Mutex(State())

    /// - Parameters:
    ///   - place: where it comes from; nil: a named proxy.
    ///   - close: ends it, when it is the one that gives way.
    /// - Returns: nil when there is no room for one more.
    func begin(from place: String?, close: @escaping @Sendable () -> Void) -> Held? {
        let (held, evicted) = state.withLock { state -> (Held?, Connection?) in
            if let place, state.places[place, default: 0] >= Self.mostFromOne { return (nil, nil) }
            var evicted: Connection?
            if state.connections.count >= Self.most {
                // Numbers grow: the smallest is the oldest.
                let stranger = state.connections.filter { !$0.value.isKnown }.keys.min()
                guard let stranger else { return (nil, nil) }
                evicted = state.remove(stranger)
            }
            let number = state.next
            state.next += 1
            state.connections[number] = Connection(place: place, close: close)
            if let place { state.places[place, default: 0] += 1 }
            return (Held(number: number), evicted)
        }
        evicted?.close()
        return held
    }

    /// A request of a session came by it: it gives way to nobody.
    func know(_ held: Held) {
        state.withLock { state in
            guard var found = state.connections[held.number] else { return }
            found.isKnown = true
            state.connections[held.number] = found
        }
    }

    /// It is over. One that gave way is no error.
    func end(_ held: Held) {
        state.withLock { _ = $0.remove(held.number) }
    }
}
