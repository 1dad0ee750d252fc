/// The plis: taken from agents and partners, handed out, delivered. It has no memory beside the store.
public struct MailDesk: Desk {
    let office: Office
    let book: FactBook
    let cards: CardDesk
    let incidents: IncidentDesk
    let logbook: Logbook
    let retention: RetentionDesk
    /// Seconds that a fiche waits for which its author may want it back.
    let departureDelay: Int64
    let requestBook = RequestBook()
}
