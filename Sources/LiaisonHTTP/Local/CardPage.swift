public import LiaisonBase

/// A page of the cards of a structure that were in force at the daemon, oldest first
/// (`GET /local/v1/cartes/{structure}`).
public struct CardPage: LocalAnswer, Equatable {
    public let cards: [AcceptedCard]
    /// Where to go on; nil: this page is the last one.
    public let next: Int64?

    public init(cards: [AcceptedCard], next: Int64?) {
        self.cards = cards
        self.next = next
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "cartes")
        cards = try fields.list("cartes") { try AcceptedCard($0) }
        next = try fields.optional("suite", LocalRead.integer)
    }

    public var value: JSONValue {
        .object(JSONObject([("cartes", cards.value), ("suite", next.map { .integer($0) })]))
    }
}
