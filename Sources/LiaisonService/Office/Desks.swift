internal import LiaisonSchema
public import LiaisonStore

/// The service as a whole: the office and its desks, each over those that it calls. What the daemon does
/// with plis, cards and receipts, without HTTP, files or waiting.
public struct Desks: Sendable {
    public let office: Office
    public let incidents: IncidentDesk
    public let cards: CardDesk
    public let logbook: Logbook
    public let retention: RetentionDesk
    public let rights: RightsDesk
    public let mail: MailDesk
    public let guichets: GuichetDesk
    public let reminders: Reminders

    /// Two minutes: to see one's slip, and no delay that anybody minds.
    public static let defaultDepartureDelay: Int64 = 120

    /// - Parameters:
    ///   - rules: how long what is held is kept.
    ///   - tombs: the file of what was destroyed, outside both databases.
    ///   - incidents: the delays of notices, and a clock that nobody sets.
    ///   - departureDelay: seconds that a fiche waits, which a person sends and may want back.
    ///   - guichets: under which name they are served, and how much room they have.
    public init(
        _ office: Office, rules: RetentionRules = RetentionRules(), tombs: TombFile,
        incidents settings: IncidentSettings = IncidentSettings(),
        departureDelay: Int64 = Desks.defaultDepartureDelay,
        guichets guichetSettings: GuichetSettings = GuichetSettings()
    ) {
        self.office = office
        let book = FactBook(office: office, rules: rules)
        incidents = IncidentDesk(office: office, book: book, settings: settings)
        cards = CardDesk(office: office, incidents: incidents)
        logbook = Logbook(office: office, book: book, incidents: incidents)
        retention = RetentionDesk(
            office: office, book: book, tombs: tombs, incidents: incidents, logbook: logbook)
        rights = RightsDesk(office: office, book: book, retention: retention)
        mail = MailDesk(
            office: office, book: book, cards: cards, incidents: incidents, logbook: logbook,
            retention: retention, departureDelay: departureDelay)
        guichets = GuichetDesk(
            office: office, incidents: incidents, retention: retention, settings: guichetSettings)
        reminders = Reminders(
            office: office, book: book, incidents: incidents, logbook: logbook,
            retention: retention, rights: rights)
    }
}
