import Glibc
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

    /// An instant for people: local time zone of the machine, JJ/MM/AAAA hh:mm.
    static func local(_ instant: Instant?) -> String {
        guard let instant else { return "" }
        var seconds = time_t(instant.seconds)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : String(value) }
        return "\(two(parts.tm_mday))/\(two(parts.tm_mon + 1))/\(parts.tm_year + 1900) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min))"
    }

    static func visibleLines(_ text: String) -> [String] { VisibleText.lines(text) }
    static func visible(_ text: String) -> String { VisibleText.line(text) }
}
