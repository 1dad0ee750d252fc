internal import LiaisonSchema
internal import Synchronization

/// A checkpoint of a partner's log that does not follow the one we cosigned.
struct Suspicion: Sendable, Equatable {
    let structure: StructureName
    let note: [UInt8]
}

/// Those to be asked about: a few, for a partner can make them at will, and so often.
final class Suspicions: Sendable {
    private static let perStructure = 4
    /// Questions that a partner who is there may leave unanswered: with their pauses, half an hour.
    static let patience = 12
    private let list = Mutex<[(suspicion: Suspicion, failures: Int)]>([])

    func add(_ structure: StructureName, _ note: [UInt8]) {
        let suspicion = Suspicion(structure: structure, note: note)
        list.withLock { list in
            guard !list.contains(where: { $0.suspicion == suspicion }),
                list.count(where: { $0.suspicion.structure == structure }) < Self.perStructure
            else { return }
            list.append((suspicion, 0))
        }
    }

    var all: [Suspicion] { list.withLock { $0.map(\.suspicion) } }

    /// - Returns: whether there were too many.
    func fail(_ suspicion: Suspicion) -> Bool {
        list.withLock { list in
            guard let place = list.firstIndex(where: { $0.suspicion == suspicion }) else {
                return false
            }
            list[place].failures += 1
            return list[place].failures >= Self.patience
        }
    }

    func remove(_ suspicion: Suspicion) {
        list.withLock { $0.removeAll { $0.suspicion == suspicion } }
    }
}

/// Closed from the start of the daemon until the witnesses were asked: nothing is signed meanwhile
/// (formats.md, «Époque»).
final class SigningGate: Sendable {
    private let closed = Mutex(false)

    var isClosed: Bool { closed.withLock { $0 } }
    func set(closed value: Bool) { closed.withLock { $0 = value } }
}
