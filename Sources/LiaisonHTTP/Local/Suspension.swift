public import LiaisonBase
public import LiaisonSchema

/// A hold or an exception in force (`GET /local/v1/suspensions`).
public struct Suspension: LocalAnswer, Equatable {
    public let n: Int
    public let genre: SuspensionGenre
    public let portee: RetentionFact.Portee
    /// When to look at it again; of an exception, its last day.
    public let jusquA: CalendarDate
    public let motif: SealedText
    public let par: KeyName
    public let le: Instant
    /// Plis that nobody annotated: they wait with it.
    public let toExamine: [PliKey]

    public init(
        n: Int, genre: SuspensionGenre, portee: RetentionFact.Portee, jusquA: CalendarDate,
        motif: SealedText, par: KeyName, le: Instant, toExamine: [PliKey]
    ) {
        self.n = n
        self.genre = genre
        self.portee = portee
        self.jusquA = jusquA
        self.motif = motif
        self.par = par
        self.le = le
        self.toExamine = toExamine
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "suspension")
        n = try fields.count("n")
        genre = try fields.code("genre")
        portee = try Self.portee(fields)
        jusquA = try fields.date("jusquA")
        motif = try fields.value("motif") { value in
            LocalRead.bytes(value).flatMap { try? SealedText(age: $0) }
        }
        par = try fields.keyName("par")
        le = try fields.instant("le")
        toExamine = try fields.list("aExaminer") { try PliKey($0) }
    }

    private static func portee(_ fields: LocalFields) throws -> RetentionFact.Portee {
        if let reference = try fields.optional("reference", LocalRead.text) {
            return .convention(reference)
        }
        let persons = try fields.optionalList("personnes") { value in
            value.string.flatMap { PersonIndex($0) }
        }
        guard persons.isEmpty else { return .personne(persons) }
        return .fiche(de: try fields.structure("de"), id: try fields.id("id"))
    }

    public var value: JSONValue { .object(object(motif: Base64.encode(motif.age))) }

    /// The same with that text for the reason: sealed as the interface has it, or read by who may.
    public func object(motif: String) -> JSONObject {
        JSONObject(
            [("n", .integer(Int64(n))), ("genre", .string(genre.rawValue))] + scope
                + [
                    ("jusquA", .string(jusquA.description)), ("motif", .string(motif)),
                    ("par", .string(par.description)), ("le", .string(le.description)),
                    ("aExaminer", toExamine.value),
                ])
    }

    private var scope: [(String, JSONValue?)] {
        switch portee {
        case .fiche(let de, let id): [("de", .string(de.text)), ("id", .string(id.text))]
        case .personne(let persons):
            [("personnes", .array(persons.map { .string($0.description) }))]
        case .convention(let reference): [("reference", .string(reference))]
        }
    }
}
