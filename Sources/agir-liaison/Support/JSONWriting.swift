import LiaisonBase

/// Values of `--json` outputs; nil leaves the key out.
extension JSONValue {
    static func text(_ value: (any CustomStringConvertible)?) -> JSONValue? {
        value.map { .string($0.description) }
    }

    static func texts(_ values: [any CustomStringConvertible]) -> JSONValue {
        .array(values.map { .string($0.description) })
    }

    static func code<Code: RawRepresentable>(_ value: Code?) -> JSONValue?
    where Code.RawValue == String { value.map { .string($0.rawValue) } }

    static func count<Count: BinaryInteger>(_ value: Count?) -> JSONValue? {
        value.map { .integer(Int64($0)) }
    }

    static func row(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(JSONObject(members))
    }

    static func rows(_ rows: [[(String, JSONValue?)]]) -> JSONValue { .array(rows.map(row)) }
}

extension Output {
    static func json(_ members: [(String, JSONValue?)]) {
        json(.row(members))
    }
}
