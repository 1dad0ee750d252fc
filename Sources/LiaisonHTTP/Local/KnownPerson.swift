public import LiaisonBase
public import LiaisonSchema

/// What is known of a person, for who closes her file (`POST /local/v1/destinataires`).
public struct KnownPerson: LocalAnswer, Equatable {
    /// The structures that her fiches went to.
    public let destinataires: [StructureName]
    /// Whether anything is, or was, said to be about her.
    public let isKnown: Bool
    /// How many plis nobody said yet whom they are about: she may be in them.
    public let nonRattaches: Int
    /// The last day of her accompagnement; nil: it is open.
    public let fin: CalendarDate?
    /// The structures that were told of that end already.
    public let prevenues: [StructureName]
    /// What is held about her, each with its last day and the rule of it; none from a daemon that does not say it.
    public let fiches: [LocalHeld]

    public init(
        destinataires: [StructureName], isKnown: Bool, nonRattaches: Int = 0,
        fin: CalendarDate? = nil, prevenues: [StructureName] = [],
        fiches: [LocalHeld] = []
    ) {
        self.destinataires = destinataires
        self.isKnown = isKnown
        self.nonRattaches = nonRattaches
        self.fin = fin
        self.prevenues = prevenues
        self.fiches = fiches
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "personne")
        destinataires = try fields.list("destinataires", LocalRead.structure)
        isKnown = try fields.value("connue") { $0.bool }
        nonRattaches = try fields.count("nonRattaches")
        fin = try fields.optional("fin", LocalRead.date)
        prevenues = try fields.list("prevenues", LocalRead.structure)
        fiches = try fields.optionalList("fiches") { try LocalHeld($0) }
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("destinataires", .texts(destinataires)), ("connue", .bool(isKnown)),
                ("nonRattaches", .count(nonRattaches)), ("fin", .text(fin)),
                ("prevenues", .texts(prevenues)),
                ("fiches", fiches.isEmpty ? nil : fiches.value),
            ]))
    }
}
