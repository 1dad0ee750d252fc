package import LiaisonSchema

/// A partner's card as it is held here.
package struct Contact: Equatable, Sendable {
    package let card: Carte
    /// Whether an agent whom the own card trusts heard its fingerprint.
    package let isVerified: Bool

    package init(_ card: Carte, isVerified: Bool) {
        self.card = card
        self.isVerified = isVerified
    }

    init(_ card: Carte, _ session: Session) throws {
        self.init(
            card,
            isVerified: try Session.isVerified(card, own: session.own, folder: session.folder))
    }

    /// All that are known, after a look at the daemon's.
    package static func all(_ context: AgentContext) throws -> [Contact] {
        let session = try Session.open(context).synchronizedIfReachable()
        return try session.folder.contactNames()
            .compactMap { try session.folder.contact($0)?.carte }
            .map { try Contact($0, session) }
    }
}
