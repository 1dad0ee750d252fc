import Foundation

/// A page that a text names, and what of it.
struct Citation: Equatable {
    let line: Int
    /// As written, without its ending.
    let page: String
    var anchor: String?
    var sections: [String] = []
}

/// Where texts name pages: `formats.md, «Peer protocol»`, `docs/journal.md`, `[x](roles.md#ici)`.
enum Citations {
    /// - Parameter joins: how many lines a citation may go on over.
    static func all(in text: String, joins: Int = 3) -> [Citation] {
        guard text.contains(".md") else { return [] }
        let lines = text.components(separatedBy: "\n")
        return lines.indices.filter { lines[$0].contains(".md") }.flatMap { index in
            let following = lines[(index + 1)...].prefix(joins).map(stripped)
            return citations(on: lines[index], then: following.joined(separator: " "), index + 1)
        }
    }

    /// A line without the sign that makes it a comment.
    private static func stripped(_ line: String) -> String {
        String(line.drop { " \t/#*".contains($0) })
    }

    private static func citations(
        on line: String, then following: String, _ number: Int
    ) -> [Citation] {
        var found: [Citation] = []
        var start = line.startIndex
        while let range = line.range(of: ".md", range: start..<line.endIndex) {
            start = range.upperBound
            let name = String(
                line[..<range.lowerBound].reversed().prefix {
                    $0.isASCII && ($0.isLetter || $0.isNumber || "_./-".contains($0))
                }.reversed())
            let rest = String(line[range.upperBound...])
            let next = rest.first
            guard !(name.split(separator: "/").last ?? "").isEmpty,
                !(next.map { $0.isLetter || $0.isNumber || $0 == "/" } ?? false)
            else { continue }
            let (anchor, sections) = details(rest + " " + following)
            found.append(
                Citation(line: number, page: name, anchor: anchor, sections: sections))
        }
        return found
    }

    /// What follows a page's name: an anchor, or one section after another.
    private static func details(_ text: String) -> (anchor: String?, sections: [String]) {
        var rest = Substring(text)
        if rest.first == "#" {
            return (String(rest.dropFirst().prefix { !")] \"`".contains($0) }), [])
        }
        if rest.hasPrefix("](") { rest = rest.drop { $0 != ")" }.dropFirst() }
        if rest.first == ")" || rest.first == "`" { rest = rest.dropFirst() }
        var sections: [String] = []
        var mark = ", "
        while rest.hasPrefix(mark) {
            rest = rest.dropFirst(mark.count)
            // French quotes have a space inside: those quote words, they name no section.
            guard let open = rest.first, open == "«" || open == "`",
                let close = rest.dropFirst().firstIndex(of: open == "«" ? "»" : "`")
            else { break }
            let section = rest[rest.index(after: rest.startIndex)..<close]
            guard !section.isEmpty, section.first?.isWhitespace == false else { break }
            sections.append(String(section))
            rest = rest[close...].dropFirst()
            mark = rest.hasPrefix(" and «") || rest.hasPrefix(" and `") ? " and " : ", "
        }
        return (nil, sections)
    }

    /// The page's path from the root; nil: there is none.
    static func path(of page: String, citedIn file: String) -> String? {
        let folder = file.split(separator: "/").dropLast().joined(separator: "/")
        let base = page.split(separator: "/").last.map(String.init) ?? page
        var places = ["\(folder)/\(page).md", "\(page).md"]
        if let docs = page.range(of: "docs/") { places.append("\(page[docs.lowerBound...]).md") }
        if !page.contains("/") || page.contains("share/doc/") {
            places += ["docs/conception/\(base).md", "docs/\(base).md", "\(base).md"]
        }
        return places.first { !$0.hasPrefix("/") && Repository.exists($0) }
    }
}
