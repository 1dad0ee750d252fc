/// Which lines of a numbered list a person means. The words of a line win over its number: «A2» is the level A2,
/// though 2 is A1.
public enum TypedChoice {
    /// The line that is meant, from 0: the one that is called so, else the one of that number, else the only one
    /// that begins so.
    ///
    /// - Parameter lines: what each line may be called.
    /// - Returns: nil where none is meant, or several are.
    public static func line(_ typed: String, of lines: [[String]]) -> Int? {
        let text = folded(typed)
        guard !text.isEmpty else { return nil }
        let lines = lines.map { $0.map(folded) }
        if let called = only(lines, { $0 == text }) { return called }
        if text.utf8.allSatisfy({ (48...57).contains($0) }) {
            return Int(text).flatMap { lines.indices.contains($0 - 1) ? $0 - 1 : nil }
        }
        // A letter alone may be a slip of the finger.
        return text.unicodeScalars.count > 1 ? only(lines) { $0.hasPrefix(text) } : nil
    }

    /// The same of a list whose lines have one name each.
    public static func line(_ typed: String, of labels: [String]) -> Int? {
        line(typed, of: labels.map { [$0] })
    }

    /// Several lines: numbers and words, commas or spaces between. In the list's order, each once.
    ///
    /// - Returns: nil where something typed is no line, and for nothing.
    static func lines(_ typed: String, of lines: [[String]]) -> [Int]? {
        var found: Set<Int> = []
        for part in typed.split(whereSeparator: { ",;\n".contains($0) }) where !folded(part).isEmpty
        {
            if let one = line(String(part), of: lines) {
                found.insert(one)
                continue
            }
            for word in part.split(whereSeparator: { $0 == "+" || $0.isWhitespace }) {
                guard let one = line(String(word), of: lines) else { return nil }
                found.insert(one)
            }
        }
        return found.isEmpty ? nil : found.sorted()
    }

    private static func only(_ lines: [[String]], _ isMeant: (String) -> Bool) -> Int? {
        let meant = lines.indices.filter { lines[$0].contains(where: isMeant) }
        return meant.count == 1 ? meant[0] : nil
    }

    private static func folded(_ text: some StringProtocol) -> String {
        PlainText.folded(String(text).trimmed).replacing("\u{2019}", with: "'")
    }
}

extension FormOption {
    /// What a person may call it.
    var names: [String] {
        [label, value] + aliases + (heading.map { ["\($0) : \(label)"] } ?? [])
    }
}
