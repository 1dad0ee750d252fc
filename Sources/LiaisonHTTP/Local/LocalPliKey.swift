public import LiaisonBase
public import LiaisonSchema

/// A pli as the local interface names it: `{de, id}`.
extension PliKey: LocalAnswer {
    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "pli")
        self.init(de: try fields.structure("de"), id: try fields.id("id"))
    }

    public var value: JSONValue { .object(JSONObject(members)) }

    /// At the head of a row about it.
    var members: [(String, JSONValue?)] {
        [("de", .string(de.text)), ("id", .string(id.text))]
    }
}
