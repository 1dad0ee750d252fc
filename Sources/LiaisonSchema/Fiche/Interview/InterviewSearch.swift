extension FormInterview {
    /// Asks again the questions whose labels hold what was typed, each alone: the words whole, else their
    /// beginnings («télé»).
    ///
    /// - Parameter most: more than so many are not asked: they are no answer to anybody.
    /// - Returns: how many there are.
    public mutating func seek(label typed: String, most: Int) -> Int {
        let words = Self.words(typed)
        guard !words.isEmpty else { return 0 }
        let sensible = steps.indices.filter { makesSense($0) }
        let labels = steps.map { Self.words($0.label) }
        var found = sensible.filter { Set(words).isSubset(of: labels[$0]) }
        if found.isEmpty {
            found = sensible.filter { index in
                words.allSatisfy { word in labels[index].contains { $0.hasPrefix(word) } }
            }
        }
        if found.count <= most { seek(found) }
        return found.count
    }

    private static func words(_ text: String) -> [String] {
        // Nobody types more to name a question.
        guard text.utf8.count <= 400 else { return [] }
        return PlainText.folded(text).split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
