/// What `docs/conception/architecture.md` says of the desks of LiaisonService.
struct DeskPlan {
    /// A desk and those that it may call, from the bottom up.
    struct Row: Equatable {
        let desk: String
        let calls: [String]
    }

    /// Words that stand in some files of the service only.
    struct Words: Equatable {
        let words: [String]
        /// Paths below `Sources/LiaisonService`.
        let only: [String]
    }

    let rows: [Row]
    let words: [Words]

    init(page: String) {
        rows = Architecture.table(headed: "| desk | calls | memory |", page).map {
            Row(desk: $0.first.first ?? "", calls: $0.second)
        }
        words = Architecture.table(headed: "| words | only in |", page).map {
            Words(words: $0.first, only: $0.second)
        }
    }

    private var desks: [String] { rows.map(\.desk) }

    /// What is wrong with the page by itself: a desk that calls one above it, or itself.
    var findings: [String] {
        rows.enumerated().flatMap { index, row in
            row.calls.compactMap { name -> String? in
                guard let below = desks.firstIndex(of: name) else {
                    return "\(row.desk) appelle \(name), qui n'est pas une table de la page"
                }
                return below < index ? nil : "\(row.desk) → \(name) : la flèche monte"
            }
        }
    }

    /// What a source of the service does that the page does not let it do.
    ///
    /// - Parameter path: below `Sources/LiaisonService`.
    func judge(service source: String, at path: String) -> [String] {
        let code = Self.code(source)
        var findings: [String] = []
        for row in rows {
            findings += Self.held(by: row.desk, code).filter {
                desks.contains($0) && !row.calls.contains($0)
            }.map { "\(row.desk) tient \($0), qui n'est pas sur sa ligne" }
        }
        if Self.has(/[\w)\]?]\.memory\b/, code) {
            findings.append("la mémoire d'une autre table est lue")
        }
        if path.hasPrefix("Services/"), Self.has(/\bstore\b/, code) {
            findings.append("un service voit la base")
        }
        if !path.hasPrefix("Office/"), Self.has(/[\w)\]?]\.store\b/, code) {
            findings.append("la base est prise ailleurs que par son propre bureau")
        }
        if Self.has(/\bpublic (?:let|var) store\b/, code) {
            findings.append("la base est publique")
        }
        for place in words where !place.only.contains(path) {
            findings += place.words.filter(code.contains).map {
                "« \($0) » n'est que dans \(place.only)"
            }
        }
        return findings
    }

    /// What a source of the daemon does with the store.
    ///
    /// - Parameter isOffline: whether it is of a command that works beside the service, or of its start.
    static func judge(daemon source: String, isOffline: Bool) -> [String] {
        let code = code(source)
        var findings: [String] = []
        if !isOffline, has(/\bLiaisonStore\(/, code) { findings.append("une base est ouverte") }
        if has(/[\w)\]?]\.store\b/, code) { findings.append("la base du service est lue") }
        return findings
    }

    /// The desks that the declaration of one holds.
    static func held(by desk: String, _ source: String) -> [String] {
        guard
            let start = source.firstRange(of: "struct \(desk):")
                ?? source.firstRange(of: "class \(desk):")
                ?? source.firstRange(of: "struct \(desk) ")
        else { return [] }
        let body = source[start.upperBound...].prefix { $0 != "}" }
        return body.split(separator: "\n").compactMap { line in
            guard
                let match = line.firstMatch(of: /^ {4}(?:public |private )?let \w+(?:: | = )(\w+)/)
            else { return nil }
            return String(match.1)
        }
    }

    /// A word ends at a full stop too, which is none between two letters for Unicode (UAX 29).
    private static func has(_ words: Regex<Substring>, _ code: String) -> Bool {
        code.contains(words.wordBoundaryKind(.simple))
    }

    /// Without comments.
    private static func code(_ source: String) -> String {
        source.split(separator: "\n", omittingEmptySubsequences: false).filter {
            !$0.drop { $0 == " " }.hasPrefix("//")
        }.joined(separator: "\n")
    }
}
