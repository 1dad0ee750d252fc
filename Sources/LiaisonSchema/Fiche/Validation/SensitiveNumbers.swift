/// Numbers that a fiche should not hold, looked for loosely in free text (fiches.md, «Warnings»).
struct SensitiveNumbers {
    enum NIR {
        /// The shape of a NIR, without its key or with a wrong one.
        case looksLike
        /// Fifteen characters whose key is right.
        case keyMatches
    }

    /// Set when the text seems to hold a numéro de sécurité sociale.
    let nir: NIR?
    let hasIBAN: Bool
    let hasCard: Bool

    init(_ text: String) {
        let runs = SensitiveNumbers.runs(of: text)
        let found = runs.flatMap { Self.nirs(in: $0) }
        nir = found.contains(.keyMatches) ? .keyMatches : found.first
        hasIBAN = runs.contains(where: Self.holdsIBAN)
        hasCard = runs.contains(where: Self.holdsCard)
    }

    /// An ASCII letter or digit, and whether a separator stands before it.
    private struct Sign {
        let byte: UInt8
        let startsGroup: Bool

        var digit: Int? { (48...57).contains(byte) ? Int(byte) - 48 : nil }
    }

    private typealias Run = ArraySlice<Sign>

    /// Upper-case letters and digits joined by at most three spaces, dots, hyphens or slashes.
    private static func runs(of text: String) -> [Run] {
        var runs: [[Sign]] = [[]]
        var separators = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9", "A"..."Z", "a"..."z":
                let byte = UInt8(truncatingIfNeeded: scalar.value)
                runs[runs.count - 1].append(
                    Sign(byte: byte >= 97 ? byte - 32 : byte, startsGroup: separators > 0))
                separators = 0
            case " ", "\t", ".", "-", "/", "\u{A0}", "\u{2009}", "\u{202F}":
                separators += 1
                if separators > 3 { runs.append([]) }
            default:
                runs.append([])
                separators = 0
            }
        }
        return runs.map { $0[...] }
    }

    /// Where a number may begin: not inside a group of digits.
    private static func starts(in run: Run) -> [Int] {
        run.indices.filter {
            $0 == run.startIndex || run[$0].startsGroup || run[$0 - 1].digit == nil
        }
    }

    /// Whether a number may end before `index`: not inside a group of digits.
    private static func isBoundary(_ index: Int, in run: Run) -> Bool {
        index == run.endIndex || run[index].startsGroup || run[index].digit == nil
    }

    /// Sex 1–4, provisional 7 or 8; year; month 01–12, unknown 20–42 and 50–99; département, 2A
    /// and 2B included; commune; order; then perhaps the two digits of the key.
    private static func nirs(in run: Run) -> [NIR] {
        starts(in: run).compactMap { start -> NIR? in
            guard start + 13 <= run.endIndex, let number = nirNumber(run[start..<start + 13]) else {
                return nil
            }
            let end = start + 15
            if end <= run.endIndex, isBoundary(end, in: run),
                let tens = run[end - 2].digit, let units = run[end - 1].digit
            {
                return 97 - number % 97 == tens * 10 + units ? .keyMatches : .looksLike
            }
            return isBoundary(start + 13, in: run) ? .looksLike : nil
        }
    }

    /// The thirteen characters as the number that the key is computed from: 2A counts as 19 and 2B
    /// as 18. Nil when they cannot be a NIR.
    private static func nirNumber(_ signs: Run) -> Int? {
        var digits = signs.map(\.digit)
        if digits[5] == 2, digits[6] == nil {
            switch signs[signs.startIndex + 6].byte {
            case UInt8(ascii: "A"): (digits[5], digits[6]) = (1, 9)
            case UInt8(ascii: "B"): (digits[5], digits[6]) = (1, 8)
            default: return nil
            }
        }
        let known = digits.compactMap { $0 }
        guard known.count == 13, [1, 2, 3, 4, 7, 8].contains(known[0]) else { return nil }
        switch known[3] * 10 + known[4] {
        case 1...12, 20...42, 50...99: return known.reduce(0) { $0 * 10 + $1 }
        default: return nil
        }
    }

    /// Two letters, two digits, 15 to 34 characters in all of which 8 are digits, and the ISO 13616
    /// check (mod 97 = 1).
    private static func holdsIBAN(_ run: Run) -> Bool {
        run.indices.contains { start in
            guard start == run.startIndex || run[start].startsGroup, start + 15 <= run.endIndex,
                run[start].digit == nil, run[start + 1].digit == nil,
                run[start + 2].digit != nil, run[start + 3].digit != nil,
                !run[start + 1].startsGroup, !run[start + 2].startsGroup,
                !run[start + 3].startsGroup
            else { return false }
            let last = min(start + 34, run.endIndex)
            return (start + 15...last).contains { end in
                (end == run.endIndex || run[end].startsGroup)
                    && run[start..<end].count { $0.digit != nil } >= 8
                    && ibanRemainder(run[(start + 4)..<end] + run[start..<start + 4]) == 1
            }
        }
    }

    private static func ibanRemainder(_ signs: some Sequence<Sign>) -> Int {
        signs.reduce(0) { remainder, sign in
            sign.digit.map { (remainder * 10 + $0) % 97 }
                ?? (remainder * 100 + Int(sign.byte) - 55) % 97
        }
    }

    /// 13 to 19 digits that pass Luhn's check, in groups of three and more as cards print them:
    /// dates side by side are not one.
    private static func holdsCard(_ run: Run) -> Bool {
        starts(in: run).contains { start in
            var digits: [Int] = []
            var group = 0
            for index in start..<run.endIndex {
                guard let digit = run[index].digit, digits.count < 19 else { break }
                if run[index].startsGroup, !digits.isEmpty {
                    guard group >= 3 else { break }
                    group = 0
                }
                digits.append(digit)
                group += 1
                if digits.count >= 13, isBoundary(index + 1, in: run), passesLuhn(digits) {
                    return true
                }
            }
            return false
        }
    }

    private static func passesLuhn(_ digits: [Int]) -> Bool {
        guard digits.first != 0 else { return false }
        let sum = digits.reversed().enumerated()
            .reduce(0) { sum, item in
                guard item.offset % 2 == 1 else { return sum + item.element }
                let double = item.element * 2
                return sum + (double > 9 ? double - 9 : double)
            }
        return sum % 10 == 0
    }
}
