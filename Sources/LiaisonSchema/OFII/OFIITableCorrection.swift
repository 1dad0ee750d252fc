/// A `tableau.csv` as it was sent, and what is left of it without some persons.
extension OFIITable {
    public struct Corrected: Sendable, Equatable {
        public let csv: [UInt8]
        /// How many rows went, and how many are left.
        public let removed: Int
        public let rows: Int
        /// The numbers of those that are left.
        public let numbers: [AGDREFNumber]
    }

    /// - Parameter isRemoved: whose row goes.
    /// - Returns: nil for what is no table.
    public static func corrected(
        _ csv: [UInt8], without isRemoved: (AGDREFNumber) -> Bool
    ) -> Corrected? {
        guard let (head, body) = split(csv) else { return nil }
        var table = SemicolonTable(rows: head.map { row in row.map { .text($0) } })
        var (numbers, removed): ([AGDREFNumber], Int) = ([], 0)
        for row in body {
            let number = number(in: row)
            if let number, isRemoved(number) {
                removed += 1
                continue
            }
            if let number, !numbers.contains(number) { numbers.append(number) }
            // What guards a text is part of it: the same bytes are written again.
            table.rows.append(
                zip(Column.allCases, row).map { column, cell in
                    column.isNumber ? .digits(plain(cell)) : .text(cell)
                })
        }
        return Corrected(
            csv: table.bytes, removed: removed, rows: body.count - removed, numbers: numbers)
    }

    /// Whom a table lists, each once; those without a number are not among them.
    public static func numbers(in csv: [UInt8]) -> [AGDREFNumber] {
        corrected(csv) { _ in false }?.numbers ?? []
    }

    /// How many persons a table lists at most: each number once, and each row that bears none, whatever its
    /// cells are.
    ///
    /// - Returns: nil for what is no table.
    public static func personCount(in csv: [UInt8]) -> Int? {
        let rows = cells(String(decoding: csv, as: UTF8.self))
        let labels = Column.allCases.map(\.label)
        guard let heading = rows.firstIndex(of: labels) else { return nil }
        var (numbers, unnumbered): (Set<String>, Int) = ([], 0)
        for row in rows[rows.index(after: heading)...] {
            if row.count == labels.count, let number = number(in: row) {
                numbers.insert(number.padded)
            } else if row.contains(where: { !$0.isEmpty }) {
                unnumbered += 1
            }
        }
        return numbers.count + unnumbered
    }

    private static func number(in row: [String]) -> AGDREFNumber? {
        Column.allCases.firstIndex(of: .agdref).flatMap { AGDREFNumber(plain(row[$0])) }
    }

    /// Up to the heading of the columns, and the rows under it.
    private static func split(_ csv: [UInt8]) -> (head: [[String]], body: [[String]])? {
        let rows = cells(String(decoding: csv, as: UTF8.self))
        let labels = Column.allCases.map(\.label)
        guard let heading = rows.firstIndex(of: labels) else { return nil }
        return (
            Array(rows[...heading]),
            rows[rows.index(after: heading)...].filter { $0.count == labels.count }
        )
    }
}
