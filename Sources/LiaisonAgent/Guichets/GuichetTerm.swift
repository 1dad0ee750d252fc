import LiaisonSchema

/// Until when a guichet is served: to the end of a day in Paris (guichet.md, «The daemon's side»).
struct GuichetTerm: Equatable {
    /// The last day on which it opens.
    let day: CalendarDate

    /// - Parameters:
    ///   - day: nil: `GuichetBounds.defaultDays` from today.
    ///   - created: the day on which it was made: a guichet never outlives `GuichetBounds.days` from it.
    /// - Throws: exit 64 for a day that is over, or too far.
    init(_ day: CalendarDate?, on today: CalendarDate, created: CalendarDate? = nil) throws {
        // The end of that day, not its beginning, is within the bound.
        let last = (created ?? today).adding(days: GuichetBounds.days - 1)
        let day = day ?? today.adding(days: GuichetBounds.defaultDays)
        guard day >= today, day <= last else {
            throw AgentError(
                .usage, "Le \(day.french) n'est pas un jour où fermer ce guichet.",
                next: .sentence("Au plus tard le \(last.french) : --jusqua AAAA-MM-JJ."))
        }
        self.day = day
    }

    /// When it closes.
    var end: Instant { ParisTime.start(of: day.adding(days: 1)) }

    /// The last day of what closes then.
    static func day(of end: Instant) -> CalendarDate { ParisTime.date(at: end + -1) }
}
