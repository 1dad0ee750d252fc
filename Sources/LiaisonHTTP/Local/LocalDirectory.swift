public import LiaisonBase
public import LiaisonSchema

/// What the daemon knows of structures and what an agent is to be told (`GET /local/v1/carnet`). Nothing
/// of it is trusted: the agent judges each act.
public struct LocalDirectory: LocalAnswer, Equatable {
    /// The structure's own card.
    public var own: [UInt8]
    public var cards: [[UInt8]] = []
    public var verifications: [[UInt8]] = []
    /// The acts that tell of partners without keys.
    public var declared: [[UInt8]] = []
    /// The partners who were taken away.
    public var removed: [StructureName] = []
    /// What there is to do, in sentences that name no person.
    public var reminders: [String] = []
    /// The clocks of incidents that run.
    public var deadlines: [LocalCountdown] = []
    /// How many alarms of the log nobody acknowledged, for a DPO; nil for others.
    public var alarms: Int?
    /// The number of the newest of them; nil also of a daemon that does not say it.
    public var newestAlarm: UInt64?
    /// What contradicts the log, or a partner's, for a DPO and an administrator.
    public var suspensions: [LogSuspension] = []
    /// The `cle-index` plis sealed to who asks.
    public var indexKeys: [PliID] = []
    /// The agents who are to hold the index key and said that they do not.
    public var withoutIndexKey: [KeyName] = []
    /// Since when agents may work in a browser on the structure's server, as a DPO decided; nil: they may not.
    public var hosting: CalendarDate?
    /// Changes whenever a row of a box does (`LiaisonStore.boxRevision`). Nil of a daemon of before, which gives
    /// no part of a box by `saut` or `ids`.
    public var boxes: String?
    /// The log's last checkpoint; nil when it has none.
    public var point: Point?

    public struct Point: Sendable, Equatable {
        /// The signed note.
        public let note: [UInt8]
        /// That it continues the one the agent saw last.
        public let proof: [[UInt8]]

        public init(note: [UInt8], proof: [[UInt8]]) {
            self.note = note
            self.proof = proof
        }
    }

    public init(own: [UInt8]) { self.own = own }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "carnet")
        own = try fields.value("propre", LocalRead.bytes)
        cards = try fields.list("cartes", LocalRead.bytes)
        verifications = try fields.list("verifications", LocalRead.bytes)
        declared = try fields.optionalList("contactsDeclares", LocalRead.bytes)
        removed = try fields.list("retires", LocalRead.structure)
        reminders = try fields.list("rappels", LocalRead.text)
        deadlines = try fields.list("echeances") { try LocalCountdown($0) }
        alarms = try fields.optional("alarmes", LocalRead.count)
        newestAlarm = try fields.optional("derniereAlarme") {
            LocalRead.integer($0).flatMap { UInt64(exactly: $0) }
        }
        suspensions = try fields.optionalList("suspendu") { try LogSuspension($0) }
        indexKeys = try fields.list("clesIndex", LocalRead.id)
        withoutIndexKey = try fields.list("sansCleIndex") {
            $0.string.flatMap { KeyName(agent: $0) }
        }
        hosting = try fields.optional("hebergement", LocalRead.date)
        boxes = try fields.optional("boites", LocalRead.text)
        point = try fields.optional("point", LocalRead.bytes).map {
            Point(note: $0, proof: try fields.optionalList("coherence", LocalRead.bytes))
        }
    }

    public var value: JSONValue {
        func acts(_ acts: [[UInt8]]) -> JSONValue {
            .array(acts.map { .string(Base64.encode($0)) })
        }
        return .object(
            JSONObject([
                ("propre", .string(Base64.encode(own))), ("cartes", acts(cards)),
                ("verifications", acts(verifications)),
                ("contactsDeclares", declared.isEmpty ? nil : acts(declared)),
                ("retires", .array(removed.map { .string($0.text) })),
                ("rappels", .array(reminders.map { .string($0) })),
                ("echeances", deadlines.value), ("alarmes", alarms.map { .integer(Int64($0)) }),
                ("derniereAlarme", newestAlarm.map { .integer(Int64(clamping: $0)) }),
                ("clesIndex", .array(indexKeys.map { .string($0.text) })),
                ("sansCleIndex", .array(withoutIndexKey.map { .string($0.description) })),
                ("hebergement", .text(hosting)), ("boites", boxes.map { .string($0) }),
                ("point", point.map { .string(Base64.encode($0.note)) }),
                ("coherence", point.map { acts($0.proof) }),
                ("suspendu", suspensions.isEmpty ? nil : suspensions.value),
            ]))
    }
}
