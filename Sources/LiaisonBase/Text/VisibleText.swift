/// Text that somebody else wrote, made safe to show: nothing in it can command a terminal, turn the
/// reading direction round or hide. The one place that says what is hidden; what shows a stranger's
/// text anywhere goes through it.
///
/// Hidden are the control characters (Unicode's Cc), the format characters (Cf: directions, joiners, the
/// soft hyphen), the separators of lines and paragraphs (Zl, Zp) and whatever Unicode lets a font leave out
/// (Default_Ignorable_Code_Point: tags, variation selectors, Hangul fillers, the grapheme joiner): two names that
/// differ by one look the same. Each is shown as `‹U+001B›`, an emoji's selector too; a tab as four spaces. A
/// joiner between two letters of a script that has no capitals stays: Persian and Dari are not written without.
public enum VisibleText {
    /// On one line: a line feed is shown too.
    public static func line(_ text: String) -> String { shown(text, keepingLines: false) }

    /// The same, cut after so many scalars.
    public static func line(_ text: String, limit: Int) -> String {
        let start = text.unicodeScalars.prefix(limit)
        return start.endIndex < text.endIndex ? line(String(start)) + "…" : line(text)
    }

    /// On as many lines as it has: line feeds stay.
    public static func escaped(_ text: String) -> String { shown(text, keepingLines: true) }

    /// These lines.
    public static func lines(_ text: String) -> [String] {
        escaped(text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// A JSON text in which whatever commands or hides is escaped: it says the same to who reads it, and
    /// nothing to a terminal. Outside its strings JSON has no such sign but line feeds and tabs, which stay.
    public static func json(_ text: String) -> String {
        func isKept(_ scalar: Unicode.Scalar) -> Bool {
            scalar == "\n" || scalar == "\t" || !isHidden(scalar)
        }
        guard !text.unicodeScalars.allSatisfy(isKept) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isKept(scalar) {
                result.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let hex = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            }
        }
        return result
    }

    /// `‹U+001B›`.
    public static func code(_ scalar: Unicode.Scalar) -> String { "‹\(name(of: scalar))›" }

    /// `U+001B`.
    static func name(of scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
    }

    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        // Nearly every text is ASCII: the tables of Unicode need not be asked.
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    /// Whether it joins, or keeps apart, two letters that Unicode's Lo holds.
    private static func isJoiner(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
        guard scalars[place].value == 0x200C || scalars[place].value == 0x200D,
            place > 0, place + 1 < scalars.count
        else { return false }
        return [scalars[place - 1], scalars[place + 1]].allSatisfy {
            $0.properties.generalCategory == .otherLetter
        }
    }

    private static func shown(_ text: String, keepingLines: Bool) -> String {
        func isKept(_ scalar: Unicode.Scalar) -> Bool {
            keepingLines && scalar == "\n" || !isHidden(scalar)
        }
        guard !text.unicodeScalars.allSatisfy(isKept) else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = ""
        for (place, scalar) in scalars.enumerated() {
            if isKept(scalar) || isJoiner(scalars, at: place) {
                result.unicodeScalars.append(scalar)
            } else {
                result += scalar == "\t" ? "    " : code(scalar)
            }
        }
        return result
    }
}
