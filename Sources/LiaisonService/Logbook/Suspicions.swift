internal import LiaisonSchema
internal import Synchronization

/// A checkpoint of a partner's log that does not follow the one we cosigned.
struct Suspicion: Sendable, Equatable {
    let structure: StructureName
    let note: [UInt8]
}

/// Those to be asked about: a few, for a partner can make them at will.
final class Suspicions: Sendable {
    private static let perStructure = 4
    private let list = Mutex<[Suspicion]>([])

    func add(_ structure: StructureName, _ note: [UInt8]) {
        let suspicion = Suspicion(structure: structure, note: note)
        list.withLock { list in
            guard !list.contains(suspicion),
                list.count(where: { $0.structure == structure }) < Self.perStructure
            else { return }
            list.append(suspicion)
        }
    }

    var all: [Suspicion] { list.withLock { $0 } }
    func remove(_ suspicion: Suspicion) { list.withLock { $0.removeAll { $0 == suspicion } } }
}

/// Closed from the start of the daemon until the witnesses were asked: nothing is signed meanwhile
/// (formats.md, «Époque»).
final class SigningGate: Sendable {
    private let closed = Mutex(false)

    var isClosed: Bool { closed.withLock { $0 } }
    func set(closed value: Bool) { closed.withLock { $0 = value } }
}
