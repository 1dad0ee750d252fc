import LiaisonBase

/// Lines of at most 80 columns.
struct TextPage: FormPage {
    static let width = 80
    private(set) var lines: [String] = []

    /// The page as one text, with a line feed at its end.
    var text: String { lines.joined(separator: "\n") + "\n" }

    mutating func gap() {
        if let last = lines.last, !last.isEmpty { lines.append("") }
    }

    mutating func heading(_ text: String, level: FormHeading, value: String?) {
        if let value { add(label: text, value: value) } else { add(text) }
    }

    mutating func beginGroup(_ label: String) {
        if !label.isEmpty { add(label.withColon) }
    }

    mutating func endGroup() {}

    mutating func subgroup(_ label: String, indent: Int) { add(label.withColon, indent: indent) }

    mutating func box(_ box: FormBox, indent: Int) {
        let mark = box.isTicked ? "☒ " : "☐ "
        if let value = box.value {
            add(label: mark + box.label, value: value, indent: indent)
        } else if let lead = box.lead {
            add("\(lead) \(mark)\(box.label)", indent: indent)
        } else {
            add(mark + box.label, indent: indent, hanging: 2)
        }
    }

    /// Text escaped and wrapped, each line of it `indent` columns in; what follows the first line
    /// of a paragraph goes `hanging` columns further.
    mutating func add(_ text: String, indent: Int = 0, hanging: Int = 0) {
        add(escaped: VisibleText.escaped(text), indent: indent, hanging: hanging)
    }

    private mutating func add(escaped text: String, indent: Int, hanging: Int) {
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            for (index, line) in Self.wrapped(paragraph, indent: indent, hanging: hanging)
                .enumerated()
            {
                let margin = line.isEmpty ? 0 : index == 0 ? indent : indent + hanging
                lines.append(String(repeating: " ", count: margin) + line)
            }
        }
    }

    /// `label : value` on one line when that fits, else the value below its label, indented.
    mutating func add(label: String, value: String, indent: Int = 0) {
        let value = String(value.drop { $0 == "\n" })
        let line = "\(label.withColon) \(value)"
        let escaped = VisibleText.escaped(line)
        if value.isEmpty {
            add(label.withColon, indent: indent, hanging: 4)
        } else if !escaped.utf8.contains(UInt8(ascii: "\n")),
            Self.fits(escaped, in: Self.width - indent)
        {
            add(escaped: escaped, indent: indent, hanging: 0)
        } else {
            add(label.withColon, indent: indent, hanging: 4)
            add(value, indent: indent + 4)
        }
    }

    mutating func place(label: String, lines count: Int) {
        add(label: label, value: "")
        for _ in 0..<count { lines.append(String(repeating: "…", count: Self.width)) }
    }

    /// Breaks at spaces, and inside a word only when the word is wider than a line.
    private static func wrapped(
        _ paragraph: Substring, indent: Int, hanging: Int
    ) -> [String] {
        guard !fits(paragraph, in: width - indent) else {
            return [String(paragraph.drop { $0 == " " })]
        }
        var lines: [String] = []
        var line = ""
        var used = 0
        func room() -> Int { width - indent - (lines.isEmpty ? 0 : hanging) }
        for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
            let size = columns(word)
            if !line.isEmpty, used + 1 + size > room() {
                lines.append(line)
                line = ""
                used = 0
            } else if !line.isEmpty {
                line += " "
                used += 1
            }
            for character in word {
                let size = columns(character)
                if used + size > room() {
                    lines.append(line)
                    line = ""
                    used = 0
                }
                line.append(character)
                used += size
            }
        }
        lines.append(line)
        return lines
    }

    /// No character takes more columns than bytes: most texts need no count.
    private static func fits(_ text: some StringProtocol, in room: Int) -> Bool {
        text.utf8.count <= room || columns(text) <= room
    }

    private static func columns(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + columns($1) }
    }

    /// Two for the wide characters of East Asian scripts and for pictographs, else one.
    private static func columns(_ character: Character) -> Int {
        switch character.unicodeScalars.first?.value ?? 0 {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F000...0x1FAFF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
