import Foundation

/// The circular's guide (guide AGIR 2022), as far as it is cited: the guide itself is no file of the
/// project.
enum Guide {
    /// The articles of each annexe; none: it has no numbered ones.
    private static let annexes: [String: ClosedRange<Int>?] = [
        "1": nil, "2-1": nil, "2-2": nil, "3": nil, "4": nil, "4-1": nil, "5": nil, "6": 1...6,
        "6.1": 1...9, "6.2": 1...10, "7": nil, "8": nil,
    ]
    /// The annexes of an annexe.
    private static let inner = [
        "6": ["opérationnelle"], "6.1": ["1", "2"], "6.2": ["1", "2"],
    ]
    /// How many parts each part has: 1.3.2 has three.
    private static let parts = [
        "1": 5, "1.2": 2, "1.3": 3, "1.3.2": 3, "1.5": 3, "2": 6, "2.2": 5, "2.3": 2, "2.3.2": 2,
        "2.6": 2, "3": 4, "3.1": 5, "3.4": 2, "4": 3, "4.2": 2,
    ]

    static func hasSection(_ number: String) -> Bool {
        guard let point = number.lastIndex(of: ".") else { return false }
        let (above, last) = (String(number[..<point]), Int(number[number.index(after: point)...]))
        guard let count = parts[above], let last, (1...count).contains(last) else { return false }
        return !above.contains(".") || hasSection(above)
    }

    static func has(annexe: String, articles: [Int], inner name: [String]) -> Bool {
        guard let range = annexes[annexe] else { return false }
        return articles.allSatisfy { range?.contains($0) ?? false }
            && name.allSatisfy { inner[annexe]?.contains($0) ?? false }
    }

    /// What is wrong in how a text cites the guide.
    ///
    /// - Parameter isForPeople: in what users read only the thing cited must exist; elsewhere the one
    ///   form «guide AGIR 2022, annexe 6.1, art. 3» is kept.
    static func findings(in text: String, isForPeople: Bool) -> [String] {
        guard text.contains("nnexe") || text.contains("guide") else { return [] }
        let annexe =
            #/
            [Aa]nnexes?\ (?<annexe>\d+(?:\.\d+)?(?:-\d)?)
            (?:,\ annexes?\ (?<inner>opérationnelle|\d(?:\ (?:and|et)\ \d)?))?
            (?:,\ (?<word>art\.|articles?)\ (?<articles>\d+(?:(?:,\ |\ and\ |\ et\ )\d+)*))?
            /#
        let section = #/guide,?(?<known>\ AGIR\ 2022,)?\ (?<number>\d(?:\.\d+)+)/#
        var findings: [String] = []
        for match in text.matches(of: annexe) {
            let numbers = match.output.articles?.matches(of: #/\d+/#).compactMap { Int($0.output) }
            let names = match.output.inner?.split(separator: " ").map(String.init)
                .filter { !["and", "et"].contains($0) }
            if !has(
                annexe: String(match.output.annexe), articles: numbers ?? [], inner: names ?? [])
            {
                findings.append("le guide n'a pas : \(match.output.0)")
            }
            guard !isForPeople else { continue }
            let before = text[..<match.range.lowerBound].suffix(160)
            let chain = before.range(of: "uide AGIR 2022", options: .backwards).map {
                before[$0.upperBound...]
            }
            if chain.map({ $0.contains(#/[()«»]/#) }) ?? true
                || match.output.word?.hasPrefix("article") == true
            {
                findings.append(
                    "sans la forme « guide AGIR 2022, annexe X, art. Y » : \(match.output.0)")
            }
        }
        for match in text.matches(of: section) {
            if !hasSection(String(match.output.number)) {
                findings.append("le guide n'a pas de partie \(match.output.number)")
            }
            if !isForPeople, match.output.known == nil {
                findings.append("sans la forme « guide AGIR 2022, 1.2.3 » : \(match.output.0)")
            }
        }
        return findings
    }
}
