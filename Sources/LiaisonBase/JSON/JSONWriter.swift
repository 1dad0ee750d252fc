extension JSONValue {
    /// The text on one line, members in their order, with the escapes of RFC 8785 section 3.2.2.2.
    public var text: String {
        var writer = JSONWriter(sorted: false, indent: nil)
        writer.write(self, level: 0)
        return writer.text
    }

    /// The text in canonical form: RFC 8785 (JCS), members sorted by UTF-16 code units.
    ///
    /// Only integers below 2^53 have one here (formats.md); a `.decimal` is written as it stands.
    public var canonicalText: String {
        var writer = JSONWriter(sorted: true, indent: nil)
        writer.write(self, level: 0)
        return writer.text
    }

    /// The text for people: two spaces a level, a final line feed.
    public var indentedText: String {
        var writer = JSONWriter(sorted: false, indent: "  ")
        writer.write(self, level: 0)
        return writer.text + "\n"
    }
}

private struct JSONWriter {
    let sorted: Bool
    let indent: String?
    var text = ""

    init(sorted: Bool, indent: String?) {
        self.sorted = sorted
        self.indent = indent
    }

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .decimal(let value): text += value
        case .string(let value): write(string: value)
        case .array(let values):
            list("[", "]", values, level: level) { writer, value in
                writer.write(value, level: level + 1)
            }
        case .object(let object):
            let members =
                sorted
                ? object.members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
                : object.members
            list("{", "}", members, level: level) { writer, member in
                writer.write(string: member.key)
                writer.text += writer.indent == nil ? ":" : ": "
                writer.write(member.value, level: level + 1)
            }
        }
    }

    private mutating func list<Element>(
        _ open: String, _ close: String, _ elements: [Element], level: Int,
        each: (inout JSONWriter, Element) -> Void
    ) {
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            newLine(level + 1)
            each(&self, element)
        }
        if !elements.isEmpty { newLine(level) }
        text += close
    }

    private mutating func newLine(_ level: Int) {
        guard let indent else { return }
        text += "\n" + String(repeating: indent, count: level)
    }

    private mutating func write(string: String) {
        text += "\""
        defer { text += "\"" }
        // Nearly every string needs no escape.
        guard string.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) else {
            text += string
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{08}": text += "\\b"
            case "\u{0C}": text += "\\f"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{00}"..<"\u{20}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
