/// Moments as people type them.
extension Instant {
    /// Reads RFC 3339, with `Z` or an offset, seconds or not; or legal time in metropolitan France:
    /// `AAAA-MM-JJThh:mm`, `AAAA-MM-JJ hh:mm`, `JJ/MM/AAAA hh:mm`, «à» and `20h15` too.
    ///
    /// In the hour that comes twice the first is meant: no deadline is later for it. Nil for the hour
    /// that is skipped, and for a day without an hour.
    public init?(typed text: String) {
        let words = text.replacing("T", with: " ").replacing("t", with: " ")
            .split(whereSeparator: \.isWhitespace)
            .filter { $0 != "à" && $0 != "a" }.map(String.init)
        guard words.count == 2, let day = CalendarDate(typed: words[0]),
            day.year < CalendarDate.lastYear, day.year >= 1970
        else { return nil }
        let (clock, offset) = Self.split(words[1])
        guard let second = Self.second(ofDay: clock) else { return nil }
        let utc = Instant(seconds: Int64(day.dayNumber) * 86_400 + second)
        if let offset {
            guard let shift = Self.shift(offset) else { return nil }
            self = utc + -shift
            return
        }
        // Summer time first: it is the earlier of two.
        let found = [Int64(7_200), 3_600].map { ($0, utc + -$0) }
            .first { ParisTime.offset(at: $0.1) == $0.0 }
        guard let found else { return nil }
        self = found.1
    }

    /// The hour, and what follows it: `Z`, `+01:00`.
    private static func split(_ text: String) -> (clock: String, offset: String?) {
        guard let index = text.firstIndex(where: { "Zz+-".contains($0) }) else {
            return (text, nil)
        }
        return (String(text[..<index]), String(text[index...]))
    }

    /// `hh:mm`, `hh:mm:ss`, `20h`, `20h15`.
    private static func second(ofDay text: String) -> Int64? {
        let isFrench = text.contains("h")
        let parts = text.split(
            separator: isFrench ? "h" : ":", omittingEmptySubsequences: false
        ).map { Array($0.utf8) }
        guard isFrench ? parts.count == 2 : (2...3).contains(parts.count),
            (1...2).contains(parts[0].count), let hour = decimal(parts[0][...]), hour < 24
        else { return nil }
        var numbers = [hour]
        for (index, part) in parts.dropFirst().enumerated() {
            if isFrench, part.isEmpty { continue }
            guard part.count == 2, let value = decimal(part[...]), value < 60, index < 2 else {
                return nil
            }
            numbers.append(value)
        }
        numbers += [0, 0]
        return Int64(numbers[0] * 3_600 + numbers[1] * 60 + numbers[2])
    }

    private static func shift(_ text: String) -> Int64? {
        if ["Z", "z"].contains(text) { return 0 }
        let bytes = Array(text.utf8)
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = decimal(bytes[1..<3]),
            let minutes = decimal(bytes[4...]), hours < 24, minutes < 60
        else { return nil }
        let seconds = Int64(hours * 3_600 + minutes * 60)
        return bytes[0] == UInt8(ascii: "-") ? -seconds : seconds
    }
}
