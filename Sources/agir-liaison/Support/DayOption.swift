import LiaisonAgent
import LiaisonSchema

/// A day or a month given on the command line.
enum DayOption {
    /// - Throws: exit 64 for what is not a day.
    static func read(_ text: String?) throws -> CalendarDate? { try text.map(required) }

    static func required(_ text: String) throws -> CalendarDate {
        guard let date = CalendarDate(typed: text) else {
            throw Failure(
                .usage, "« \(Output.visible(text)) » n'est pas une date.",
                next: "Une date s'écrit AAAA-MM-JJ ou JJ/MM/AAAA.")
        }
        return date
    }

    /// The first day of a month, `AAAA-MM`.
    static func month(_ text: String) throws -> CalendarDate {
        guard text.utf8.count == 7, let date = CalendarDate(text + "-01") else {
            throw Failure(
                .usage, "« \(Output.visible(text)) » n'est pas un mois.",
                next: "Un mois s'écrit AAAA-MM, par exemple 2026-11.")
        }
        return date
    }
}
