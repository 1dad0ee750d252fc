import LiaisonSchema

/// Days and hours as people say them, in Paris.
enum FrenchMoment {
    private static let days = [
        "jeudi", "vendredi", "samedi", "dimanche", "lundi", "mardi", "mercredi",
    ]
    private static let months = [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
        "octobre", "novembre", "décembre",
    ]

    /// «08:41», as `ParisTime` has it beside a date.
    static func hour(_ instant: Instant) -> String { String(ParisTime.french(instant).suffix(5)) }

    /// «3 décembre», with its year unless it is this one.
    static func day(_ date: CalendarDate, today: CalendarDate) -> String {
        let day = date.day == 1 ? "1er" : String(date.day)
        return "\(day) \(months[date.month - 1])"
            + (date.year == today.year ? "" : " \(date.year)")
    }

    /// «Jeudi 26 novembre».
    static func today(_ date: CalendarDate) -> String {
        // 1970-01-01, day 0, was a Thursday.
        let name = days[((date.dayNumber % 7) + 7) % 7]
        return "\(name.prefix(1).uppercased())\(name.dropFirst()) \(day(date, today: date))"
    }

    /// «aujourd'hui, 08:41», «hier, 17:05», «23 novembre».
    static func past(_ instant: Instant, now: Instant) -> String {
        let (date, today) = (ParisTime.date(at: instant), ParisTime.date(at: now))
        return switch today.dayNumber - date.dayNumber {
        case 0: "aujourd'hui, \(hour(instant))"
        case 1: "hier, \(hour(instant))"
        default: day(date, today: today)
        }
    }
}
