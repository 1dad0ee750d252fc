/// Text from a fiche, made safe to print: nothing in it can command a terminal or turn the reading
/// direction round.
enum VisibleText {
    /// Keeps line feeds, turns a tab into four spaces, and shows as `‹U+001B›` every other control
    /// character, line separators, the bidirectional overrides and isolates (U+202A–202E,
    /// U+2066–2069) and the invisible tags (U+E0000–E007F).
    static func escaped(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { $0 == "\n" || !isDangerous($0) }
        guard !isPlain else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result.unicodeScalars.append(scalar)
            case "\t": result += "    "
            case _ where isDangerous(scalar): result += code(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The same on one line, cut after `limit` characters.
    static func shortened(_ text: String, to limit: Int) -> String {
        let line = escaped(String(text.prefix(limit))).replacing("\n", with: code("\n"))
        return text.count > limit ? line + "…" : line
    }

    /// `‹U+001B›`.
    static func code(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return "‹U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + "›"
    }

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // The control characters (general category Cc) first.
        case 0...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0xE0000...0xE007F: true
        default: false
        }
    }
}
