import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// What commands print: results on standard output, everything else on standard error. What people read there goes
/// through `say`: no word is cut by a terminal's last column.
enum Output {
    static func line(_ text: String) { StandardStream.output.say(text + "\n") }
    static func note(_ text: String) { StandardStream.error.say(text + "\n") }
    static func json(_ value: JSONValue) {
        StandardStream.output.write(VisibleText.json(value.text) + "\n")
    }

    /// Rows in aligned columns, two spaces apart; a letter counts as one column.
    static func table(_ rows: [[String]]) {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        for row in rows {
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            // Its columns would not survive a line broken at spaces.
            StandardStream.output.write(cells.joined(separator: "  ") + "\n")
        }
    }

    /// An instant for people, JJ/MM/AAAA hh:mm: in Paris, whatever the machine's time zone is, for so do the
    /// documents and the legal dates.
    static func local(_ instant: Instant?) -> String { instant.map(ParisTime.column) ?? "" }

    static func visibleLines(_ text: String) -> [String] { VisibleText.lines(text) }
    static func visible(_ text: String) -> String { VisibleText.line(text) }
}
