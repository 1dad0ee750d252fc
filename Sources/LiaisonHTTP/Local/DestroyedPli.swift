public import LiaisonBase
public import LiaisonSchema

/// A pli that was destroyed at the daemon (docs/openapi.yaml, `listerDetruits`).
public struct DestroyedPli: LocalAnswer, Equatable {
    public let key: PliKey
    public let le: Instant

    public init(key: PliKey, le: Instant) {
        self.key = key
        self.le = le
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "detruit")
        key = PliKey(de: try fields.structure("de"), id: try fields.id("id"))
        le = try fields.instant("le")
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("de", .string(key.de.text)), ("id", .string(key.id.text)),
                ("le", .string(le.description)),
            ]))
    }
}
