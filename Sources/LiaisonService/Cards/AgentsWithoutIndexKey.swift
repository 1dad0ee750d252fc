internal import LiaisonSchema
internal import Synchronization

/// Who said that it misses index keys, since the start: said again at each contact, it need not outlive
/// the process.
final class AgentsWithoutIndexKey: Sendable {
    private let names = Mutex<Set<KeyName>>([])

    func contains(_ name: KeyName) -> Bool { names.withLock { $0.contains(name) } }

    func set(_ name: KeyName, _ lacks: Bool) {
        names.withLock { names in
            if lacks { names.insert(name) } else { names.remove(name) }
        }
    }
}
