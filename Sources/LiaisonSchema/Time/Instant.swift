/// A moment in UTC, to the second, as every signed document writes it (RFC 3339 with `Z`).
public struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let seconds: Int64

    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Reads exactly `AAAA-MM-JJThh:mm:ssZ`; nil for anything else, an impossible date included.
    ///
    /// The year 9999 is left out, so that every instant read has a date in every time zone.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "Z"),
            let day = CalendarDate(String(decoding: bytes[..<10], as: UTF8.self)),
            day.year < CalendarDate.lastYear,
            let hour = decimal(bytes[11..<13]), hour < 24,
            let minute = decimal(bytes[14..<16]), minute < 60,
            let second = decimal(bytes[17..<19]), second < 60
        else { return nil }
        seconds = Int64(day.dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    }

    public var description: String {
        let (day, second) = seconds.flooredDivision(by: 86_400)
        let (hour, rest) = Int(second).quotientAndRemainder(dividingBy: 3_600)
        let (minute, last) = rest.quotientAndRemainder(dividingBy: 60)
        return "\(CalendarDate(dayNumber: Int(day)))T"
            + "\(twoDigits(hour)):\(twoDigits(minute)):\(twoDigits(last))Z"
    }

    public static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }
    public static func + (instant: Instant, seconds: Int64) -> Instant {
        Instant(seconds: instant.seconds + seconds)
    }
    /// The elapsed seconds between two instants: what the 4, 36 and 72 hour clocks count.
    public static func - (left: Instant, right: Instant) -> Int64 { left.seconds - right.seconds }
}

extension Int64 {
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let remainder = (self % divisor + divisor) % divisor
        return ((self - remainder) / divisor, remainder)
    }
}

/// The value of a run of ASCII digits; nil when any byte is not one, or when there is none.
func decimal(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
    var value = 0
    for byte in bytes {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
}

func twoDigits(_ value: Int) -> String {
    value < 10 ? "0\(value)" : String(value)
}
