public import LiaisonBase
public import LiaisonSchema

/// What a fact that was entered changed (`PUT /local/v1/faits`).
public struct FactOutcome: LocalAnswer, Equatable {
    /// Its number, which `levee` and `exclusion` cite.
    public let n: Int
    /// How many fiches have another day than before.
    public let changed: Int
    /// How many of them the next purge destroys.
    public let due: Int
    /// Plis that nobody annotated: a hold on a person waits for each.
    public let toExamine: [PliKey]

    public init(n: Int, changed: Int, due: Int, toExamine: [PliKey]) {
        self.n = n
        self.changed = changed
        self.due = due
        self.toExamine = toExamine
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "fait")
        n = try fields.count("n")
        changed = try fields.count("changees")
        due = try fields.count("dues")
        toExamine = try fields.list("aExaminer") { try PliKey($0) }
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("n", .integer(Int64(n))), ("changees", .integer(Int64(changed))),
                ("dues", .integer(Int64(due))),
                ("aExaminer", toExamine.value),
            ]))
    }
}
