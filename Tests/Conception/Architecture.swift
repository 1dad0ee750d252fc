/// What `docs/conception/architecture.md` says of the modules.
struct Architecture {
    /// A module and what it may import, from the bottom up.
    struct Row: Equatable {
        let module: String
        let imports: [String]
    }

    /// What only some modules may import.
    struct Holding: Equatable {
        /// A name, or its beginning before a star.
        let what: String
        let only: [String]

        func covers(_ name: String) -> Bool {
            what.hasSuffix("*") ? name.hasPrefix(what.dropLast()) : name == what
        }
    }

    let rows: [Row]
    let holdings: [Holding]

    init(page: String) {
        rows = Self.table(headed: "| module | may import |", page).map {
            Row(module: $0.first.first ?? "", imports: $0.second)
        }
        holdings = Self.table(headed: "| what | only in |", page).map {
            Holding(what: $0.first.first ?? "", only: $0.second)
        }
    }

    /// The names of each row's two cells.
    static func table(
        headed heading: String, _ page: String
    ) -> [(first: [String], second: [String])] {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: heading[...]) else { return [] }
        return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                names(in: String($0))
            }
            return (cells.count > 1 ? cells[1] : [], cells.count > 2 ? cells[2] : [])
        }
    }

    /// What stands between grave accents.
    private static func names(in cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// What is wrong with the page by itself: an arrow upwards or in a circle, a module twice.
    var findings: [String] {
        let modules = rows.map(\.module)
        var findings = rows.enumerated().flatMap { index, row in
            row.imports.compactMap { name -> String? in
                guard let below = modules.firstIndex(of: name), below >= index else { return nil }
                return "\(row.module) → \(name) : la flèche monte, ou tourne en rond"
            }
        }
        findings += Set(modules).filter { name in modules.count { $0 == name } > 1 }
            .map { "\($0) a deux lignes" }
        for row in rows {
            findings += row.imports.compactMap { refusal(of: $0, in: row.module) }
        }
        return findings
    }

    /// Why a module may not import that; nil when it may.
    func judge(_ name: String, in module: String) -> String? {
        guard let row = rows.first(where: { $0.module == module }) else {
            return "\(module) n'a pas de ligne dans architecture.md"
        }
        if let refusal = refusal(of: name, in: module) { return refusal }
        return row.imports.contains(name)
            ? nil : "\(module) importe \(name), qui n'est pas sur sa ligne d'architecture.md"
    }

    private func refusal(of name: String, in module: String) -> String? {
        let held = holdings.filter { $0.covers(name) && !$0.only.contains(module) }
        return held.first.map { "\(module) → \(name) : seulement dans \($0.only)" }
    }

    /// What an import in a file's text may not be.
    func judge(source: String, in module: String) -> [String] {
        Imports.names(in: source).compactMap { judge($0, in: module) }
    }
}
