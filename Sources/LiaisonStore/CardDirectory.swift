public import LiaisonSchema
internal import Synchronization

/// The cards in force as they were last read: nearly every request asks for one or two. Whoever changes
/// them says so before, and again once that is durable, or undone.
final class CardDirectory: Sendable {
    private struct State {
        /// By structure; under nil our own. The inner nil: there is none.
        var cards: [StructureName?: SignedCarte?] = [:]
        /// Changes that are not durable yet: what is read meanwhile is not kept.
        var changing = 0
        var version = 0
    }

    private let state = Mutex(State())

    func card(
        of structure: StructureName?, _ load: () throws -> SignedCarte?
    ) rethrows -> SignedCarte? {
        let (held, version) = state.withLock { ($0.cards[structure], $0.version) }
        if let held { return held }
        let card = try load()
        state.withLock { state in
            // A stranger may name any structure: only those that there are are kept.
            guard state.version == version, state.changing == 0, card != nil else { return }
            state.cards[structure] = .some(card)
        }
        return card
    }

    func beginChange() {
        state.withLock { state in
            state.changing += 1
            state.version += 1
            state.cards.removeAll()
        }
    }

    func endChanges(_ count: Int) {
        state.withLock { state in
            state.changing -= count
            state.version += 1
        }
    }
}

extension LiaisonStore {
    /// The card in force of the structure that this daemon serves; nil before it is claimed.
    public func ownCard() throws -> SignedCarte? {
        try directory.card(of: nil) { try read { try $0.ownCard() } }
    }

    /// The card in force of a structure; nil for one that is not known, or was removed.
    public func card(of structure: StructureName) throws -> SignedCarte? {
        try directory.card(of: structure) { try read { try $0.card(of: structure) } }
    }
}
