public import LiaisonBase

/// One person's row of a monthly table, out of a `tableau.csv` whose other rows are others'.
extension OFIITable {
    /// - Returns: what the table says of that number, by the column's heading; nil when it does not list it.
    public static func row(of number: AGDREFNumber, in csv: [UInt8]) -> JSONObject? {
        let rows = cells(String(decoding: csv, as: UTF8.self))
        let labels = Column.allCases.map(\.label)
        guard let rank = Column.allCases.firstIndex(of: .agdref),
            let heading = rows.firstIndex(where: { $0 == labels }),
            let row = rows[rows.index(after: heading)...].first(where: { row in
                row.count == labels.count
                    && AGDREFNumber(plain(row[rank]))?.padded == number.padded
            })
        else { return nil }
        return JSONObject(
            zip(labels, row.map(plain)).map { ($0, $1.isEmpty ? nil : .string($1)) })
    }

    /// A `tableau.csv` that was received, as one self-contained page: whatever its sender wrote is text.
    public static func html(_ csv: [UInt8], signature: String?) -> String {
        let rows = cells(String(decoding: csv, as: UTF8.self)).map { $0.map(plain) }
        let labels = Column.allCases.map(\.label)
        // Of another program, the table may have no heading that is known: all of it is rows then.
        let heading = rows.firstIndex(of: labels)
        var page = HTMLPage()
        page.heading("Tableau OFII", level: .title, value: nil)
        for row in rows[..<(heading ?? 0)] {
            guard row.count > 1 else {
                page.add(row.first ?? "", indent: 0, hanging: 0)
                continue
            }
            page.add(
                label: row[0], value: row.dropFirst().joined(separator: " ; "), indent: 0)
        }
        page.table(
            columns: heading == nil ? [] : labels,
            rows: Array(heading.map { rows[rows.index(after: $0)...] } ?? rows[...]),
            whole: heading == nil ? [] : wholeColumns)
        if let signature { page.add(signature, indent: 0, hanging: 0) }
        // A sheet alone says whose table it is, and whom it came from.
        let operateur = rows[..<(heading ?? 0)].first { $0.count > 1 && $0[0] == operateurLabel }
        let foot = ["Tableau OFII", operateur?[1], signature].compactMap(\.self)
        return page.document(
            title: "Tableau OFII", isLandscape: true, foot: foot.joined(separator: " — "))
    }

    /// What `SemicolonTable` put around a cell for spreadsheets.
    static func plain(_ cell: String) -> String {
        if cell.hasPrefix("=\""), cell.hasSuffix("\""), cell.count >= 3 {
            return String(cell.dropFirst(2).dropLast())
        }
        return cell.hasPrefix("'") ? String(cell.dropFirst()) : cell
    }

    /// RFC 4180 with `;`.
    static func cells(_ text: String) -> [[String]] {
        var (rows, row, cell): ([[String]], [String], String.UnicodeScalarView) = ([], [], .init())
        var isQuoted = false
        var scalars = text.unicodeScalars[...]
        if scalars.first == "\u{FEFF}" { scalars = scalars.dropFirst() }
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\"" where isQuoted && scalars.first == "\"":
                cell.append("\"")
                scalars = scalars.dropFirst()
            case "\"": isQuoted.toggle()
            case ";" where !isQuoted:
                row.append(String(cell))
                cell = .init()
            case "\r" where !isQuoted: continue
            case "\n" where !isQuoted:
                rows.append(row + [String(cell)])
                (row, cell) = ([], .init())
            default: cell.append(scalar)
            }
        }
        return row.isEmpty && cell.isEmpty ? rows : rows + [row + [String(cell)]]
    }
}
