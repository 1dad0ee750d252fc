/// A birth date as the papers give it: `AAAA-MM-JJ`, `AAAA-MM` or `AAAA` (fiches.md, «Common
/// block», `beneficiaire.dateNaissance`). Nothing is ever invented for a missing day or month.
public struct PartialDate: Sendable, Hashable, CustomStringConvertible {
    /// 1 to 9999.
    public let year: Int
    /// 1 to 12; nil when the papers give only the year.
    public let month: Int?
    /// Nil when the papers give no day.
    public let day: Int?
    /// The first day it can be.
    public let earliest: CalendarDate
    /// The last day it can be: the one by which a person is youngest.
    public let latest: CalendarDate

    /// Reads exactly one of the three forms; nil for anything else, an impossible date included.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let year = decimal(bytes.prefix(4)), [4, 7, 10].contains(bytes.count) else {
            return nil
        }
        self.year = year
        if bytes.count == 10 {
            guard let date = CalendarDate(text) else { return nil }
            month = date.month
            day = date.day
            earliest = date
            latest = date
            return
        }
        day = nil
        if bytes.count == 7 {
            guard bytes[4] == UInt8(ascii: "-"), let month = decimal(bytes[5...]),
                let first = CalendarDate(year: year, month: month, day: 1)
            else { return nil }
            self.month = month
            earliest = first
            latest = first.adding(months: 1).adding(days: -1)
            return
        }
        guard let first = CalendarDate(year: year, month: 1, day: 1),
            let last = CalendarDate(year: year, month: 12, day: 31)
        else { return nil }
        month = nil
        earliest = first
        latest = last
    }

    /// The form on the wire.
    public var description: String {
        switch (month, day) {
        case (nil, _): String(earliest.description.prefix(4))
        case (_, nil): String(earliest.description.prefix(7))
        default: earliest.description
        }
    }

    /// `JJ/MM/AAAA` with `00` for what is not known, as people type it.
    public var french: String {
        "\(twoDigits(day ?? 0))/\(twoDigits(month ?? 0))/" + description.prefix(4)
    }

    /// Completed years on a day, by the latest possible birth date: nobody is made older than they
    /// may be.
    public func age(on date: CalendarDate) -> Int {
        let before = (date.month, date.day) < (latest.month, latest.day)
        return date.year - latest.year - (before ? 1 : 0)
    }
}
