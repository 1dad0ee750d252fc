public import LiaisonBase

/// What is to be signed so that the log's époque opens (`GET /local/v1/epoque`).
public struct EpochToOpen: LocalAnswer, Equatable {
    public struct Opening: Sendable, Equatable {
        public let epoch: Int
        /// The last checkpoints known of the époque before, as text.
        public let precedents: [String]

        public init(epoch: Int, precedents: [String]) {
            self.epoch = epoch
            self.precedents = precedents
        }
    }

    /// Nil when nothing is to be signed: the answer is then an empty object.
    public let opening: Opening?

    public init(_ opening: Opening?) { self.opening = opening }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "epoque")
        guard !fields.object.isEmpty else {
            opening = nil
            return
        }
        opening = Opening(
            epoch: try fields.count("epoque"),
            precedents: try fields.list("precedents", LocalRead.text))
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("epoque", opening.map { .integer(Int64($0.epoch)) }),
                ("precedents", opening.map { .array($0.precedents.map { .string($0) }) }),
            ]))
    }
}
