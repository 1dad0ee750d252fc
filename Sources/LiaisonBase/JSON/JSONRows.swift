/// Values of an object that is being written; nil leaves the key out.
extension JSONValue {
    public static func text(_ value: (any CustomStringConvertible)?) -> JSONValue? {
        value.map { .string($0.description) }
    }

    public static func texts(_ values: [any CustomStringConvertible]) -> JSONValue {
        .array(values.map { .string($0.description) })
    }

    public static func code<Code: RawRepresentable>(_ value: Code?) -> JSONValue?
    where Code.RawValue == String { value.map { .string($0.rawValue) } }

    public static func count<Count: BinaryInteger>(_ value: Count?) -> JSONValue? {
        value.map { .integer(Int64($0)) }
    }

    public static func row(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(JSONObject(members))
    }

    public static func rows(_ rows: [[(String, JSONValue?)]]) -> JSONValue {
        .array(rows.map(row))
    }
}
