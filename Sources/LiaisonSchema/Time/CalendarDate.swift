/// A day of the Gregorian calendar, years 1 to 9999, written `AAAA-MM-JJ`.
public struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    static let lastYear = 9_999

    public let year: Int
    public let month: Int
    public let day: Int

    /// Nil when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...Self.lastYear).contains(year), (1...12).contains(month),
            (1...Self.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads exactly `AAAA-MM-JJ`.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = decimal(bytes[..<4]), let month = decimal(bytes[5..<7]),
            let day = decimal(bytes[8...])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Reads what a person typed: `AAAA-MM-JJ`, or `JJ/MM/AAAA` with any separators.
    public init?(typed text: String) {
        if let date = CalendarDate(text) {
            self = date
            return
        }
        guard let (day, month, year) = TypedAnswer.parts(text) else { return nil }
        self.init("\(year)-\(month)-\(day)")
    }

    /// Whether a person typed `JJ/MM/AAAA` with any separators, be it a day that does not exist.
    public static func isWritten(typed text: String) -> Bool { TypedAnswer.parts(text) != nil }

    /// The day that lies `dayNumber` days after 1970-01-01; the nearest one of the years 1 to 9999.
    ///
    /// Howard Hinnant's `civil_from_days`, which counts years from 1 March so that the leap day
    /// comes last.
    public init(dayNumber: Int) {
        // 0001-01-01 and 9999-12-31.
        let shifted = Int64(min(max(dayNumber, -719_162), 2_932_896)) + 719_468
        let (era, dayOfEra) = shifted.flooredDivision(by: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01 (Howard Hinnant's `days_from_civil`).
    public var dayNumber: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = Int64(shiftedYear).flooredDivision(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = Int(yearOfEra) * 365 + Int(yearOfEra) / 4 - Int(yearOfEra) / 100 + dayOfYear
        return Int(era) * 146_097 + dayOfEra - 719_468
    }

    /// The same day of the month `months` later, else the last day of that month (rgpd.md,
    /// «Month arithmetic»), 9999-12-31 at the latest. Always computed from the origin date, never
    /// chained.
    public func adding(months: Int) -> CalendarDate {
        let (shift, index) = Int64(year * 12 + month - 1 + months).flooredDivision(by: 12)
        let lastDay = Self.days(inMonth: Int(index) + 1, of: Int(shift))
        return CalendarDate(year: Int(shift), month: Int(index) + 1, day: min(day, lastDay))
            ?? CalendarDate(dayNumber: months < 0 ? .min : .max)
    }

    public func adding(days: Int) -> CalendarDate {
        CalendarDate(dayNumber: dayNumber + days)
    }

    public var description: String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            + "-\(twoDigits(month))-\(twoDigits(day))"
    }

    /// `JJ/MM/AAAA`, as the forms and the people write it.
    public var french: String {
        "\(twoDigits(day))/\(twoDigits(month))/" + description.prefix(4)
    }

    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
