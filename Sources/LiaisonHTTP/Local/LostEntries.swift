public import LiaisonBase
public import LiaisonSchema

/// What may be missing after a restoration (`GET /local/v1/purge/reprise`).
public struct LostEntries: LocalAnswer, Equatable {
    /// The last record of the backup, and the restoration: what was entered between is lost.
    public let since: Instant?
    public let until: Instant?
    /// The partners who did not say yet what they know to be destroyed.
    public let unasked: [StructureName]
    /// How many of each are here.
    public let conventions: Int
    public let contentieux: Int
    public let fins: Int
    public let incidents: Int
    public let demandes: Int

    public init(
        since: Instant?, until: Instant?, unasked: [StructureName], conventions: Int,
        contentieux: Int, fins: Int, incidents: Int, demandes: Int
    ) {
        self.since = since
        self.until = until
        self.unasked = unasked
        self.conventions = conventions
        self.contentieux = contentieux
        self.fins = fins
        self.incidents = incidents
        self.demandes = demandes
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "reprise")
        since = try fields.optional("depuis", LocalRead.instant)
        until = try fields.optional("jusqua", LocalRead.instant)
        unasked = try fields.list("partenaires", LocalRead.structure)
        conventions = try fields.count("conventions")
        contentieux = try fields.count("contentieux")
        fins = try fields.count("fins")
        incidents = try fields.count("incidents")
        demandes = try fields.count("demandes")
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("depuis", .text(since)), ("jusqua", .text(until)),
                ("partenaires", .texts(unasked)), ("conventions", .count(conventions)),
                ("contentieux", .count(contentieux)), ("fins", .count(fins)),
                ("incidents", .count(incidents)), ("demandes", .count(demandes)),
            ]))
    }

    /// When what is lost was entered, for people.
    public var french: String {
        switch (since, until) {
        case (let since?, let until?):
            "entre le \(ParisTime.column(since)) et le \(ParisTime.column(until))"
        case (nil, let until?): "avant le \(ParisTime.column(until)), depuis la sauvegarde"
        case (_, nil): "depuis la sauvegarde"
        }
    }
}
