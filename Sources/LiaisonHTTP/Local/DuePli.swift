public import LiaisonBase
public import LiaisonSchema

/// Until when a pli is kept, and by which rule (`GET /local/v1/gardes`, and a row of `GET
/// /local/v1/purge`).
public struct DuePli: LocalAnswer, Equatable {
    public let key: PliKey
    public let kind: PliKind
    public let regle: RetentionRule
    /// The last day; the purge comes on the next.
    public let echeance: CalendarDate
    public let isSuspended: Bool

    public init(
        key: PliKey, kind: PliKind, regle: RetentionRule, echeance: CalendarDate,
        isSuspended: Bool
    ) {
        self.key = key
        self.kind = kind
        self.regle = regle
        self.echeance = echeance
        self.isSuspended = isSuspended
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "garde")
        key = PliKey(de: try fields.structure("de"), id: try fields.id("id"))
        kind = try fields.code("modele")
        regle = try fields.code("regle")
        echeance = try fields.date("echeance")
        isSuspended = try fields.value("suspendue") { $0.bool }
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("id", .string(key.id.text)), ("de", .string(key.de.text)),
                ("modele", .string(kind.rawValue)), ("regle", .string(regle.rawValue)),
                ("echeance", .string(echeance.description)), ("suspendue", .bool(isSuspended)),
            ]))
    }
}
