public import LiaisonBase
public import LiaisonSchema

/// A card that was in force at the daemon, and since when. The card
/// speaks for itself; the time is the daemon's word alone.
public struct AcceptedCard: LocalAnswer, Equatable {
    public let card: [UInt8]
    public let accepted: Instant

    public init(card: [UInt8], accepted: Instant) {
        self.card = card
        self.accepted = accepted
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "carte")
        card = try fields.value("carte", LocalRead.bytes)
        accepted = try fields.instant("acceptee")
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("carte", .string(Base64.encode(card))),
                ("acceptee", .string(accepted.description)),
            ]))
    }
}
