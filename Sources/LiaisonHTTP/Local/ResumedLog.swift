public import LiaisonBase

/// That a log was taken up again (`POST /local/v1/journal/reprise`).
public struct ResumedLog: LocalAnswer, Equatable {
    /// The époque that a card is now to name; nil when none was opened.
    public let epoch: Int?

    public init(epoch: Int?) { self.epoch = epoch }

    public init(_ value: JSONValue) throws {
        epoch = try LocalFields(value, "reprise").optional("epoque", LocalRead.count)
    }

    public var value: JSONValue {
        .object(JSONObject([("epoque", epoch.map { .integer(Int64($0)) })]))
    }
}
