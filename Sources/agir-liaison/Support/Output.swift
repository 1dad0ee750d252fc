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
    static func json(_ members: [(String, JSONValue?)]) { json(.row(members)) }
    static func json(_ rows: [JSONValue]) { json(.array(rows)) }

    /// Rows in aligned columns; on a terminal none is cut in a word.
    static func table(_ rows: [[String]]) {
        let stream = StandardStream.output
        let width = TerminalWidth.columns(of: stream.rawValue)
        for line in TextTable.lines(rows, width: width) { stream.write(line + "\n") }
    }

    /// The same, each row after its headings.
    static func table<Row>(_ headings: [String], _ rows: [Row], _ cells: (Row) -> [String]) {
        table([headings] + rows.map(cells))
    }

    /// An instant for people, JJ/MM/AAAA hh:mm: in Paris, whatever the machine's time zone is, for so do the
    /// documents and the legal dates.
    static func local(_ instant: Instant?) -> String { instant.map(ParisTime.column) ?? "" }

    static func visibleLines(_ text: String) -> [String] { VisibleText.lines(text) }
    static func visible(_ text: String) -> String { VisibleText.line(text) }
}
