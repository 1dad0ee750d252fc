/// A row of a monthly table; what nobody filled in is nil.
struct TableRow: Sendable {
    struct Cell: Sendable {
        let dit: String?
    }

    let cellules: [Cell]

    init(_ texts: [String]) {
        cellules = texts.map { Cell(dit: $0.isEmpty ? nil : $0) }
    }
}
