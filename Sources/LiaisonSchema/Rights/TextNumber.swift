/// A number in a text, whatever parts its digits: a telephone, an AGDREF number.
struct TextNumber {
    let range: Range<Int>
    /// Its digits, and what they are of a French telephone: without `0`, `+33` or `0033`.
    let forms: Set<String>
    /// Whether it tells somebody of itself: nine digits in a row, or pairs as a telephone has.
    let isTelling: Bool

    /// Longest: `0033`, a zero in brackets and nine digits.
    private static let longest = 15

    /// Every form of the numbers of a field.
    static func all(in text: String) -> Set<String> {
        let text = Array(text)
        let together = String(text.filter(isDigit))
        let found = found(in: text).filter(\.isTelling).reduce(into: Set<String>()) {
            $0.formUnion($1.forms)
        }
        guard (6...longest).contains(together.count) else { return found }
        return found.union(forms(together, isInternational: text.contains("+")))
    }

    /// Whatever may be one: a number may lie in another.
    static func found(in text: [Character]) -> [TextNumber] {
        let groups = runs(in: text, isDigit)
        var found: [TextNumber] = []
        for first in groups.indices {
            let isInternational =
                groups[first].lowerBound > 0 && text[groups[first].lowerBound - 1] == "+"
            var (digits, sizes) = ("", [Int]())
            for last in first..<min(groups.count, first + longest) {
                if last > first,
                    !isJoined(text[groups[last - 1].upperBound..<groups[last].lowerBound])
                {
                    break
                }
                digits += String(text[groups[last]])
                sizes.append(groups[last].count)
                // Of a run of any length, the whole.
                guard digits.count <= longest || last == first else { break }
                guard digits.count >= 6 else { continue }
                let start = groups[first].lowerBound - (isInternational ? 1 : 0)
                found.append(
                    TextNumber(
                        range: start..<groups[last].upperBound,
                        forms: forms(digits, isInternational: isInternational),
                        isTelling: isTelling(digits, sizes, isInternational: isInternational)))
            }
        }
        return found
    }

    /// Where characters of that kind follow one another.
    static func runs(
        in text: [Character], _ isOne: (Character) -> Bool
    ) -> [Range<Int>] {
        var (runs, start) = ([Range<Int>](), Int?.none)
        for (index, character) in text.enumerated() {
            if isOne(character) {
                start = start ?? index
            } else if let begun = start {
                runs.append(begun..<index)
                start = nil
            }
        }
        if let start { runs.append(start..<text.count) }
        return runs
    }

    private static func isDigit(_ character: Character) -> Bool {
        ("0"..."9").contains(character)
    }

    private static func isJoined(_ gap: ArraySlice<Character>) -> Bool {
        gap.count <= 3 && gap.allSatisfy { $0.isWhitespace || ".-‐‑–/()_".contains($0) }
    }

    private static func forms(_ digits: String, isInternational: Bool) -> Set<String> {
        var national = Substring(digits)
        if digits.hasPrefix("0033") {
            national = digits.dropFirst(4)
        } else if digits.hasPrefix("33"), isInternational || digits.count >= 11 {
            national = digits.dropFirst(2)
        }
        return [digits, String(national.drop { $0 == "0" })]
    }

    private static func isTelling(
        _ digits: String, _ sizes: [Int], isInternational: Bool
    ) -> Bool {
        if sizes.count == 1 { return digits.count >= 9 }
        // Dates stand in pairs too, but not in five of them.
        if sizes == [2, 2, 2, 2, 2] { return digits.hasPrefix("0") && !digits.hasPrefix("00") }
        let pairs = sizes.suffix(4)
        guard pairs.allSatisfy({ $0 == 2 }), digits.count >= 11 else { return false }
        return digits.hasPrefix("33") && isInternational || digits.hasPrefix("0033")
    }
}
