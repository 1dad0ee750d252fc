/// Legal time in metropolitan France, in which every legal date is counted (design.md, «Time»).
///
/// UTC+1, and UTC+2 from the last Sunday of March to the last Sunday of October, both at 01:00 UTC
/// (directive 2000/84/CE). Written out because the system's time zone tables are process-wide
/// state, and because FoundationEssentials carries none.
public enum ParisTime {
    /// The calendar date in Europe/Paris at that moment.
    public static func date(at instant: Instant) -> CalendarDate {
        let local = instant.seconds + offset(at: instant)
        return CalendarDate(dayNumber: Int(local.flooredDivision(by: 86_400).quotient))
    }

    /// `JJ/MM/AAAA à hh:mm`, local time.
    public static func french(_ instant: Instant) -> String {
        "\(date(at: instant).french) à \(hour(instant))"
    }

    /// `JJ/MM/AAAA hh:mm`, as tables have it.
    public static func column(_ instant: Instant) -> String {
        "\(date(at: instant).french) \(hour(instant))"
    }

    /// `hh:mm`.
    private static func hour(_ instant: Instant) -> Substring {
        let local = Instant(seconds: instant.seconds + offset(at: instant)).description
        return local.dropFirst(11).prefix(5)
    }

    /// The first instant of a calendar date in Europe/Paris.
    public static func start(of date: CalendarDate) -> Instant {
        // The clocks change at 01:00 UTC: midnight itself is never skipped nor repeated.
        let utc = Instant(seconds: Int64(date.dayNumber) * 86_400)
        let winter = utc + -3_600
        return offset(at: winter) == 3_600 ? winter : utc + -7_200
    }

    /// Seconds ahead of UTC: 3,600 or 7,200.
    static func offset(at instant: Instant) -> Int64 {
        let year = CalendarDate(
            dayNumber: Int(instant.seconds.flooredDivision(by: 86_400).quotient)
        )
        .year
        guard let march = CalendarDate(year: year, month: 3, day: 31),
            let october = CalendarDate(year: year, month: 10, day: 31)
        else { return 3_600 }
        let summer = change(lastDay: march)..<change(lastDay: october)
        return summer.contains(instant.seconds) ? 7_200 : 3_600
    }

    /// 01:00 UTC on the last Sunday that is not after `lastDay`.
    private static func change(lastDay: CalendarDate) -> Int64 {
        // 1970-01-01, day 0, was a Thursday: day 3 was a Sunday.
        let sinceSunday = Int64(lastDay.dayNumber - 3).flooredDivision(by: 7).remainder
        return (Int64(lastDay.dayNumber) - sinceSunday) * 86_400 + 3_600
    }
}
