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
        let read = OFIITableReading(csv, signature: signature)
        var page = HTMLPage()
        page.heading(OFIITableReading.title, level: .title, value: nil)
        for line in read.lines {
            if let value = line.value {
                page.add(label: line.label, value: value, indent: 0)
            } else {
                page.add(line.label, indent: 0, hanging: 0)
            }
        }
        page.table(
            columns: read.columns, rows: read.rows,
            whole: read.columns.isEmpty ? [] : wholeColumns)
        if let signature { page.add(signature, indent: 0, hanging: 0) }
        return page.document(title: OFIITableReading.title, isLandscape: true, foot: read.foot)
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

/// A `tableau.csv` as people read it. All of it is its sender's text.
public struct OFIITableReading: Sendable {
    public static let title = "Tableau OFII"

    /// What stands above its columns; a line alone has no value.
    public let lines: [(label: String, value: String?)]
    /// Those of the annexe; none where the table has other ones, of another program: all of it is rows then.
    public let columns: [String]
    public let rows: [[String]]
    /// A sheet alone says whose table it is, and whom it came from.
    public let foot: String

    public init(_ csv: [UInt8], signature: String?) {
        let all = OFIITable.cells(String(decoding: csv, as: UTF8.self)).map {
            $0.map(OFIITable.plain)
        }
        let labels = OFIITable.Column.allCases.map(\.label)
        let heading = all.firstIndex(of: labels)
        let head = all[..<(heading ?? 0)]
        lines = head.map { row in
            row.count > 1
                ? (row[0], row.dropFirst().joined(separator: " ; ")) : (row.first ?? "", nil)
        }
        columns = heading == nil ? [] : labels
        rows = Array(heading.map { all[all.index(after: $0)...] } ?? all[...])
        let operateur = head.first { $0.count > 1 && $0[0] == OFIITable.operateurLabel }
        foot = [Self.title, operateur?[1], signature].compactMap(\.self)
            .joined(separator: " — ")
    }
}
