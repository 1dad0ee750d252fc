public import LiaisonBase
public import LiaisonSchema

/// How the daemon does (`GET /local/v1/etat`): counts, and ages in seconds.
public struct ServiceState: LocalAnswer, Equatable {
    /// Since it started.
    public var running = 0
    /// Plis that wait for their delivery.
    public var waiting = 0
    /// Of the oldest of them.
    public var oldest: Int?
    /// Plis that do not leave by themselves any more.
    public var heldBack = 0
    /// Plis given up after 30 days.
    public var expired = 0
    /// Receipts that wait to leave.
    public var receipts = 0
    public var unread = 0
    /// Guichets that partners can open, and the answers that nobody here opened.
    public var guichets = 0
    public var guichetAnswers = 0
    /// Records of the log.
    public var records = 0
    /// How many of them a signed checkpoint covers; nil: a daemon that does not say it.
    public var signed: Int?
    /// Of the oldest record that none covers, its age.
    public var unsigned: Int?
    /// What contradicts the log, or a partner's, until a DPO answered for it.
    public var suspensions: [LogSuspension] = []
    /// Of the log, those that no DPO acknowledged.
    public var alarms = 0
    /// Of the log's last cosignature.
    public var cosigned: Int?
    public var partners = 0
    /// Whom the last attempt did not reach, and why.
    public var silent: [SilentPartner] = []
    /// The cards about to expire, in sentences.
    public var cards: [String] = []
    /// Bytes of the disk that are free; nil: a daemon that does not say it.
    public var free: Int64?
    /// Whether nothing new is taken, for want of room.
    public var isFull = false
    /// Of the last backup, its age; nil: there is none.
    public var backedUp: Int?
    /// Seconds that our own TLS certificate still lasts; negative: it is over; nil: there is none.
    public var certificate: Int64?
    /// Whether nothing is destroyed by itself until a DPO says so.
    public var isPurgeStopped = false

    public init() {}

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "etat")
        running = try fields.count("depuis")
        waiting = try fields.count("enAttente")
        oldest = try fields.optional("plusAncien", LocalRead.count)
        heldBack = try fields.count("retenus")
        expired = try fields.count("expires")
        receipts = try fields.count("accuses")
        unread = try fields.count("nonLus")
        guichets = try fields.optional("guichets", LocalRead.count) ?? 0
        guichetAnswers = try fields.optional("reponsesGuichet", LocalRead.count) ?? 0
        records = try fields.count("journal")
        signed = try fields.optional("signes", LocalRead.count)
        unsigned = try fields.optional("nonSigneDepuis", LocalRead.count)
        suspensions = try fields.optionalList("suspendu") { try LogSuspension($0) }
        alarms = try fields.count("alarmes")
        cosigned = try fields.optional("cosignature", LocalRead.count)
        partners = try fields.count("partenaires")
        silent = try fields.optionalList("injoignables") { try SilentPartner($0) }
        cards = try fields.list("cartes", LocalRead.text)
        free = try fields.optional("disqueLibre", LocalRead.integer)
        isFull = try fields.flag("disquePlein")
        backedUp = try fields.optional("sauvegarde", LocalRead.count)
        certificate = try fields.optional("certificat", LocalRead.integer)
        isPurgeStopped = try fields.flag("purgeArretee")
    }

    public var value: JSONValue {
        func count(_ count: Int?) -> JSONValue? { count.map { .integer(Int64($0)) } }
        return .object(
            JSONObject([
                ("depuis", count(running)), ("enAttente", count(waiting)),
                ("plusAncien", count(oldest)), ("retenus", count(heldBack)),
                ("expires", count(expired)), ("accuses", count(receipts)),
                ("nonLus", count(unread)), ("guichets", count(guichets)),
                ("reponsesGuichet", count(guichetAnswers)), ("journal", count(records)),
                ("alarmes", count(alarms)), ("cosignature", count(cosigned)),
                ("partenaires", count(partners)), ("cartes", .array(cards.map { .string($0) })),
                ("signes", count(signed)), ("nonSigneDepuis", count(unsigned)),
                ("injoignables", silent.isEmpty ? nil : silent.value),
                ("suspendu", suspensions.isEmpty ? nil : suspensions.value),
                ("disqueLibre", free.map { .integer($0) }),
                ("disquePlein", isFull ? .bool(true) : nil), ("sauvegarde", count(backedUp)),
                ("certificat", certificate.map { .integer($0) }),
                ("purgeArretee", isPurgeStopped ? .bool(true) : nil),
            ]))
    }
}
