internal import LiaisonBase

/// A table as spreadsheets of French offices read it: RFC 4180 with `;` between the cells, CRLF, and
/// UTF-8 behind a byte order mark.
public struct SemicolonTable: Sendable {
    public enum Cell: Sendable, Equatable {
        /// Text of any origin: what a spreadsheet would compute is put behind an apostrophe.
        case text(String)
        /// A number that is a name, as the AGDREF: written so that no spreadsheet eats its leading
        /// zero. What is not digits alone is treated as text.
        case digits(String)
    }

    public var rows: [[Cell]]

    public init(rows: [[Cell]] = []) {
        self.rows = rows
    }

    public var bytes: [UInt8] {
        Array((Self.head + rows.map(Self.line).joined()).utf8)
    }

    /// What a file begins with; then a line a row, for a table that is written as it comes.
    public static let head = "\u{FEFF}"
    public static func line(_ row: [Cell]) -> String {
        row.map(written).joined(separator: ";") + "\r\n"
    }

    private static func written(_ cell: Cell) -> String {
        switch cell {
        case .digits(let digits)
        where !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }:
            return quoted("=\"\(digits)\"")
        case .text(let text), .digits(let text):
            return quoted(guarded(text))
        }
    }

    /// OWASP, «CSV injection»: a cell that begins like a formula, the full-width signs included.
    private static func guarded(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r＝＋－＠".unicodeScalars.contains(first)
        else { return text }
        return "'" + text
    }

    private static func quoted(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { ";\"\r\n".unicodeScalars.contains($0) }) else {
            return text
        }
        return "\"" + text.replacing(scalars: ["\"": "\"\""]) + "\""
    }
}
