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
    /// Of a partner's erasure that is confirmed; nil: no monthly table names the person.
    public let toCorrect: Correction?

    /// Monthly tables to send again without a person.
    public struct Correction: LocalAnswer, Equatable {
        /// The request that `ofii corriger` cites.
        public let demande: Int
        public let tableaux: [PliKey]

        public init(demande: Int, tableaux: [PliKey]) {
            self.demande = demande
            self.tableaux = tableaux
        }

        public init(_ value: JSONValue) throws {
            let fields = try LocalFields(value, "fait.aCorriger")
            demande = try fields.count("demande")
            tableaux = try fields.answer("tableaux")
        }

        public var value: JSONValue {
            .object(
                JSONObject([("demande", .count(demande)), ("tableaux", tableaux.value)]))
        }
    }

    public init(
        n: Int, changed: Int, due: Int, toExamine: [PliKey], toCorrect: Correction? = nil
    ) {
        self.n = n
        self.changed = changed
        self.due = due
        self.toExamine = toExamine
        self.toCorrect = toCorrect
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "fait")
        n = try fields.count("n")
        changed = try fields.count("changees")
        due = try fields.count("dues")
        toExamine = try fields.list("aExaminer") { try PliKey($0) }
        toCorrect = try fields.optional("aCorriger") { try Correction($0) }
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("n", .integer(Int64(n))), ("changees", .integer(Int64(changed))),
                ("dues", .integer(Int64(due))),
                ("aExaminer", toExamine.value), ("aCorriger", toCorrect?.value),
            ]))
    }
}
