import Synchronization

/// How many connections there are at a time, and from one place: whoever holds many takes nobody else's.
final class ConnectionCount: Sendable {
    /// A structure's agents have a few each.
    static let most = 1_024
    /// Of one network address. Those of a proxy are everybody's: it bounds its own.
    static let mostFromOne = 64

    private struct State {
        var all = 0
        var places: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// - Parameter place: where it comes from; nil: a named proxy.
    /// - Returns: whether there is room for one more; `end` gives it back.
    func begin(from place: String?) -> Bool {
        state.withLock { state in
            guard state.all < Self.most else { return false }
            if let place {
                guard state.places[place, default: 0] < Self.mostFromOne else { return false }
                state.places[place, default: 0] += 1
            }
            state.all += 1
            return true
        }
    }

    func end(from place: String?) {
        state.withLock { state in
            state.all -= 1
            guard let place, let count = state.places[place] else { return }
            state.places[place] = count > 1 ? count - 1 : nil
        }
    }
}
