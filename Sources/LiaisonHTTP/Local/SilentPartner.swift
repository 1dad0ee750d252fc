public import LiaisonBase
public import LiaisonSchema

/// A partner whom the last attempt did not reach (docs/openapi.yaml, `Injoignable`).
public struct SilentPartner: LocalAnswer, Equatable {
    public let structure: StructureName
    public let cause: PeerTrouble
    /// Since the first attempt in a row that failed.
    public let since: Instant
    /// Of the last one.
    public let last: Instant

    public init(
        structure: StructureName, cause: PeerTrouble, since: Instant, last: Instant
    ) {
        self.structure = structure
        self.cause = cause
        self.since = since
        self.last = last
    }

    /// In French, for people.
    public var french: String { "\(structure) est \(cause.french(since: since, last: last))" }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "injoignable")
        structure = try fields.structure("structure")
        cause = try fields.code("cause")
        since = try fields.instant("depuis")
        last = try fields.instant("le")
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("structure", .string(structure.text)), ("cause", .code(cause)),
                ("depuis", .string(since.description)), ("le", .string(last.description)),
            ]))
    }
}
