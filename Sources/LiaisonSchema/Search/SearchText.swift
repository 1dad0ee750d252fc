@_spi(_Unicode) import Swift

/// Text as a search compares it: words of small letters and digits, without accents, vowel signs or joining
/// marks, whatever the script. Two spellings of one name that people take for the same are the same here.
public enum SearchText {
    /// By which rules `folded` works: what was kept folded by others is folded anew.
    public static let version: Int64 = 1

    /// The words, each behind one space, in UTF-8: ` amina specimen`. Words that a hyphen or an apostrophe
    /// joins stand there apart and together, digits written in groups too: `Jean-Pierre` is
    /// ` jean pierre jeanpierre`, `38 03` is ` 38 03 3803`.
    public static func folded(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        for run in runs(text) {
            for word in run { result += [space] + word }
            if run.count > 1 { result += [space] + Array(run.joined()) }
        }
        return result
    }

    /// One thing that is looked for: words behind a space, as `folded` has them, each of which may be the
    /// beginning of one of the text's.
    public struct Term: Sendable, Hashable {
        public let words: [[UInt8]]
        /// The same written as one; nil for one word.
        public let joined: [UInt8]?
    }

    /// What is looked for, each of which a text must hold; at most 16 of the first 200 characters.
    ///
    /// - Returns: none for a text without a letter or digit.
    public static func terms(_ typed: String) -> [Term] {
        runs(String(typed.unicodeScalars.prefix(200))).prefix(16).map { run in
            Term(
                words: run.map { [space] + $0 },
                joined: run.count > 1 ? [space] + Array(run.joined()) : nil)
        }
    }

    private static let space = UInt8(ascii: " ")

    private static func isNumber(_ word: [UInt8]) -> Bool {
        word.allSatisfy { (48...57).contains($0) }
    }

    /// Words that stand together: those that a hyphen or an apostrophe joins, and numbers one after another.
    private static func runs(_ text: String) -> [[[UInt8]]] {
        var runs: [[[UInt8]]] = []
        var word: [UInt8] = []
        var isJoined = false
        func end(joining: Bool) {
            if !word.isEmpty {
                let isGroup = isNumber(word) && (runs.last?.last.map(isNumber) ?? false)
                if isJoined || isGroup, !runs.isEmpty {
                    runs[runs.count - 1].append(word)
                } else {
                    runs.append([word])
                }
                word = []
                isJoined = joining
            } else if !joining {
                isJoined = false
            }
        }
        for scalar in text.lowercased()._nfd {
            switch kind(scalar) {
            case .letter(let letter): word.append(contentsOf: letter.utf8)
            case .ignored: continue
            case .joiner: end(joining: true)
            case .separator: end(joining: false)
            }
        }
        end(joining: false)
        return runs
    }

    private enum Kind {
        case letter(String)
        /// A mark, or what is not seen.
        case ignored
        case joiner, separator
    }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        if scalar.isASCII {
            let isWord = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isWord { return .letter(String(scalar)) }
            return scalar == "-" || scalar == "'" ? .joiner : .separator
        }
        if let same = same[scalar] { return .letter(same) }
        if joiners.contains(scalar) { return .joiner }
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark, .format, .control: return .ignored
        // The tatweel only lengthens a word.
        case .modifierLetter: return scalar == "\u{640}" ? .ignored : .letter(String(scalar))
        case .decimalNumber:
            return .letter(properties.numericValue.map { String(Int($0)) } ?? String(scalar))
        case .lowercaseLetter, .otherLetter, .titlecaseLetter, .uppercaseLetter:
            return .letter(String(scalar))
        default: return .separator
        }
    }

    /// Hyphens and apostrophes beside those of ASCII.
    private static let joiners: Set<Unicode.Scalar> = [
        "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2019}", "\u{02BC}", "\u{2018}",
    ]

    /// Letters that no mark tells apart, and that people write for one another.
    private static let same: [Unicode.Scalar: String] = [
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
        "ı": "i", "ħ": "h", "ŧ": "t", "ə": "e",
        // Alef wasla, alef maksura and Persian ye, ta marbuta and the other forms of he, Persian kaf.
        "\u{671}": "\u{627}", "\u{649}": "\u{64A}", "\u{6CC}": "\u{64A}", "\u{629}": "\u{647}",
        "\u{6C1}": "\u{647}", "\u{6BE}": "\u{647}", "\u{6D5}": "\u{647}", "\u{6C3}": "\u{647}",
        "\u{6A9}": "\u{643}",
        // A hamza alone is often left out at the end of a word.
        "\u{621}": "",
    ]
}
