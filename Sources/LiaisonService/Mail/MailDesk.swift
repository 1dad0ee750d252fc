/// The plis: taken from agents and partners, handed out, delivered. It has no memory beside the store.
public struct MailDesk: Desk {
    let office: Office
    let book: FactBook
    let cards: CardDesk
    let incidents: IncidentDesk
    let logbook: Logbook
    let retention: RetentionDesk
    let requestBook = RequestBook()
}
