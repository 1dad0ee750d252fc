/// Rows of cells as lines of a terminal or of a file.
public enum TextTable {
    /// The columns that a last cell needs at least to be broken under its own column.
    private static let narrowest = 20
    private static let gap = "  "
    private static let indent = 4

    /// Columns two spaces apart. A row that is wider than the terminal breaks between words: its last cell under
    /// its own column, where there is room for it; else before a cell. A word wider than a line stays whole.
    ///
    /// - Parameter width: columns, a letter counts as one; nil where nobody knows: a row is a line.
    public static func lines(_ rows: [[String]], width: Int?) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.flatMap { row -> [String] in
            guard let last = row.last else { return [""] }
            let head = zip(row.dropLast(), widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count) + gap
            }.joined()
            guard let width, (head + last).count > width else { return [head + last] }
            guard head.count + narrowest <= width else { return broken(row, width) }
            let lines = LineWrapping.lines(
                last, width: width, first: head.count, indent: head.count)
            return [head + lines[0].dropFirst(head.count)] + lines.dropFirst()
        }
    }

    /// A row whose columns take the whole line: each cell goes on it, or begins another one.
    private static func broken(_ row: [String], _ width: Int) -> [String] {
        var lines: [String] = []
        for cell in row where !cell.isEmpty {
            if let line = lines.last, (line + gap + cell).count <= width {
                lines[lines.count - 1] = line + gap + cell
            } else {
                let first = lines.isEmpty ? cell.prefix { $0 == " " }.count : indent
                lines += LineWrapping.lines(cell, width: width, first: first, indent: indent)
            }
        }
        return lines
    }
}
