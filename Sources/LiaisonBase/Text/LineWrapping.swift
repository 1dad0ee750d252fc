/// Lines broken where a reader would, rather than where a terminal's last column is.
public enum LineWrapping {
    /// Each line that is wider, broken at its spaces; what follows goes as far in as that line begins, two more
    /// under a dash. A line that fits is left as it is.
    ///
    /// - Parameter width: columns; a letter counts as one.
    public static func wrapped(_ text: String, width: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard line.count > width else { return String(line) }
            let indent = line.prefix { $0 == " " }.count
            let rest = line.dropFirst(indent)
            let hanging = indent + (rest.hasPrefix("- ") ? 2 : 0)
            let end = String(repeating: " ", count: rest.reversed().prefix { $0 == " " }.count)
            return lines(rest, width: width, first: indent, indent: hanging)
                .joined(separator: "\n") + end
        }.joined(separator: "\n")
    }

    /// The words of a text in lines. A word wider than a line stays whole: an address, a key or a command's
    /// option is copied as it is.
    ///
    /// - Parameters:
    ///   - first: the columns before the first line, `indent` before the others.
    ///   - mark: put at the end of each line but the last; what a shell reads on.
    public static func lines(
        _ text: some StringProtocol, width: Int, first: Int, indent: Int, mark: String = ""
    ) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: first)
        var isEmpty = true
        for word in glued(text) {
            if !isEmpty, line.count + 1 + word.count + mark.count > width {
                lines.append(line + mark)
                line = String(repeating: " ", count: indent)
                isEmpty = true
            }
            line += isEmpty ? word : " \(word)"
            isEmpty = false
        }
        return lines + [line]
    }

    /// In French, what never ends a line, and what never begins one: a no-break space stands there in print.
    private static let opening = "«"
    private static let closing = ":;?!»"

    private static func glued(_ text: some StringProtocol) -> [String] {
        var words: [String] = []
        for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }) {
            if let last = words.last, last.hasSuffix(opening) || isClosing(word) {
                words[words.count - 1] += " \(word)"
            } else {
                words.append(String(word))
            }
        }
        return words
    }

    private static func isClosing(_ word: some StringProtocol) -> Bool {
        word.first.map { closing.contains($0) } ?? false
    }
}
