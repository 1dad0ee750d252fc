/// The known word that somebody probably meant.
public enum Likeness {
    /// The nearest of the names by Levenshtein's distance, case apart; nil beyond a third of the
    /// word's letters, and beyond 2 for a short word. Only the first 60 characters count.
    public static func nearest(to word: String, in names: [String]) -> String? {
        let most = limit(of: word)
        return names.map { (name: $0, distance: distance(word.lowercased(), $0.lowercased())) }
            .filter { $0.distance <= most }
            .min { $0.distance < $1.distance }?.name
    }

    /// At most `count` names that somebody may have meant, the nearest first: those within that distance, and
    /// those that hold the word, from 3 characters on.
    public static func near(_ word: String, in names: [String], count: Int = 3) -> [String] {
        let typed = String(word.prefix(60)).lowercased()
        let most = limit(of: word)
        return names.map { name -> (name: String, distance: Int) in
            let other = name.lowercased()
            let isPart = typed.count > 2 && other.contains(typed)
            return (name, isPart ? 0 : distance(typed, other))
        }
        .filter { $0.distance <= most }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
        .prefix(count).map(\.name)
    }

    private static func limit(of word: String) -> Int { max(2, word.prefix(60).count / 3) }

    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.prefix(60))
        var row = Array(0...right.count)
        for (i, letter) in left.prefix(60).enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (letter == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
