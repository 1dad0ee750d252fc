public import LiaisonBase
public import LiaisonSchema

/// What carrying out an erasure would do here, in the file of its request.
public struct LocalErasure: LocalAnswer, Equatable {
    /// How many plis are destroyed.
    public let plis: Int
    /// The days on which the oldest and the newest of them were sealed; nil without any.
    public let premier: CalendarDate?
    public let dernier: CalendarDate?
    /// How many wait for the end of a hold, an incident or another request.
    public let tenus: Int
    /// The numbers of those holds.
    public let contentieux: [Int]
    /// How many a legal exception keeps.
    public let exceptes: Int
    /// The monthly tables that list others too: a corrected one takes their place first.
    public let aCorriger: [PliKey]

    public init(
        plis: Int, premier: CalendarDate?, dernier: CalendarDate?, tenus: Int = 0,
        contentieux: [Int] = [], exceptes: Int = 0, aCorriger: [PliKey] = []
    ) {
        self.plis = plis
        self.premier = premier
        self.dernier = dernier
        self.tenus = tenus
        self.contentieux = contentieux
        self.exceptes = exceptes
        self.aCorriger = aCorriger
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "dossier.effacement")
        plis = try fields.count("plis")
        premier = try fields.optional("premier", LocalRead.date)
        dernier = try fields.optional("dernier", LocalRead.date)
        tenus = try fields.count("tenus")
        contentieux = try fields.list("contentieux", LocalRead.count)
        exceptes = try fields.count("exceptes")
        aCorriger = try fields.answer("aCorriger")
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("plis", .count(plis)), ("premier", .text(premier)), ("dernier", .text(dernier)),
                ("tenus", .count(tenus)),
                ("contentieux", .array(contentieux.map { .integer(Int64($0)) })),
                ("exceptes", .count(exceptes)), ("aCorriger", aCorriger.value),
            ]))
    }
}
