import Foundation

/// A page of `docs`, by what can be cited of it.
struct Page {
    let text: String
    /// Titles, without their signs.
    let headings: [String]
    /// What a citation `page.md, «…»` may name: titles, bold words, code, and the beginnings of lines
    /// and table cells.
    let terms: [String]

    init(_ text: String) {
        self.text = text
        let lines = text.split(separator: "\n").map(String.init)
        headings = lines.filter { $0.hasPrefix("#") }.map {
            Self.plain($0.drop { $0 == "#" })
        }
        let heads = lines.map { line in
            let rest = line.drop { "-|0123456789. ".contains($0) }
            return Self.plain(rest.prefix { !":.;|—".contains($0) })
        }
        terms = headings + heads + Self.between("**", text) + Self.between("`", text)
    }

    private static func plain(_ text: some StringProtocol) -> String {
        String(text.filter { $0 != "`" && $0 != "*" }).trimmingCharacters(in: .whitespaces)
    }

    /// Pairs are looked for line by line: an odd sign does not turn the rest of the page round.
    private static func between(_ mark: String, _ text: String) -> [String] {
        text.split(separator: "\n").flatMap { line in
            line.components(separatedBy: mark).enumerated().filter { $0.offset % 2 == 1 }
                .map { plain($0.element) }
        }
    }

    /// Whether a term is that, or begins with that word or words.
    func has(_ section: String) -> Bool {
        let wanted = Self.plain(section)
        return terms.contains { term in
            guard term.hasPrefix(wanted) else { return false }
            let next = term.dropFirst(wanted.count).first
            return next.map { !$0.isLetter && !$0.isNumber } ?? true
        }
    }

    /// Whether a title has that anchor, as GitHub makes them.
    func hasAnchor(_ anchor: String) -> Bool {
        headings.contains { heading in
            let kept = heading.lowercased().filter {
                $0.isLetter || $0.isNumber || " -_".contains($0)
            }
            return kept.replacingOccurrences(of: " ", with: "-") == anchor
        }
    }
}
