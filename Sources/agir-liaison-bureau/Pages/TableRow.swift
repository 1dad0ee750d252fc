/// A row of a monthly table; what nobody filled in is nil.
struct TableRow: Sendable {
    struct Cell: Sendable {
        /// Stands before it where cells are stacked; nil for what is under no heading.
        let colonne: String?
        let dit: String?
    }

    let cellules: [Cell]

    init(_ texts: [String], under columns: [String]) {
        cellules = texts.enumerated().map { index, text in
            Cell(
                colonne: index < columns.count ? columns[index] : nil,
                dit: text.isEmpty ? nil : text)
        }
    }
}
