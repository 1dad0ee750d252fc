internal import LiaisonSchema
internal import Synchronization

/// A sealed content that is being given out. It is in memory once, however many read it and however slowly:
/// who reads it keeps nobody out.
public final class ServedContent: Sendable {
    public let bytes: [UInt8]
    /// What was taken for it, given back when nobody reads it any more.
    private let charge: (any Sendable)?

    init(_ bytes: [UInt8], charge: (any Sendable)?) {
        self.bytes = bytes
        self.charge = charge
    }
}

/// Those that somebody reads. A name serves the same bytes for ever, or none.
final class ServedContents: Sendable {
    private struct Held {
        weak var content: ServedContent?
    }

    private let state = Mutex<[GuichetName: Held]>([:])

    func find(_ nom: GuichetName) -> ServedContent? { state.withLock { $0[nom]?.content } }

    func keep(_ content: ServedContent, of nom: GuichetName) {
        state.withLock { state in
            state = state.filter { $0.value.content != nil }
            state[nom] = Held(content: content)
        }
    }
}
