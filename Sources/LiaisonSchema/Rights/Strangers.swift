internal import LiaisonBase

/// The two contacts of a fiche, as a free text may name them: whatever the case and the accents of a name
/// or a mail, and the separators of a telephone. What the person shares with one of them stays.
struct Strangers {
    /// Names and first names that tell somebody alone, folded.
    private var names = Set<String>()
    /// What is blanked only beside one of those: initials, particles, names of one or two letters.
    private var minor = Set<String>()
    private var mails: [[Character]] = []
    private var numbers = Set<String>()
    /// The person's own.
    private let own: Set<String>

    private static let particles: Set<String> = [
        "de", "des", "du", "la", "le", "les", "el", "al", "ben", "van", "von",
    ]

    /// - Parameters:
    ///   - contacts: the blocks that name somebody else.
    ///   - names: the person's, and her numbers.
    init(_ contacts: [JSONObject], besides names: [String], _ numbers: [String]) {
        own = Set(numbers.flatMap { TextNumber.all(in: $0) })
        let hers = Set(names.flatMap(Self.words))
        for contact in contacts {
            for key in ["nom", "prenom"] {
                for word in Self.words(contact[key]?.string ?? "") where !hers.contains(word) {
                    if word.count >= 3, !Self.particles.contains(word) {
                        self.names.insert(word)
                    } else {
                        minor.insert(word)
                    }
                    if key == "prenom" { minor.insert(String(word.prefix(1))) }
                }
            }
            if let mail = contact["courriel"]?.string, mail.count >= 3 {
                mails.append(Self.folded(Array(mail)))
            }
            self.numbers.formUnion(TextNumber.all(in: contact["telephone"]?.string ?? ""))
        }
        self.numbers.subtract(own)
    }

    private static func words(_ text: String) -> [String] {
        PlainText.folded(text).split { !$0.isLetter }.map(String.init)
    }

    private static func folded(_ text: [Character]) -> [Character] {
        // A character that becomes two keeps its place: ranges are the text's own.
        text.map { PlainText.folded(String($0)).first ?? $0 }
    }

    /// The text without them, nor any number of nine digits or more, nor any telephone, that is not the
    /// person's.
    func blanked(_ text: String, with blank: String) -> String {
        let text = Array(text)
        var hidden = [Bool](repeating: false, count: text.count)
        func hide(_ range: Range<Int>) { for index in range { hidden[index] = true } }
        let folded = Self.folded(text)
        for mail in mails where mail.count <= text.count {
            for start in 0...(text.count - mail.count)
            where folded[start] == mail[0]
                && folded[start..<(start + mail.count)].elementsEqual(mail)
            {
                hide(start..<(start + mail.count))
            }
        }
        for range in nameRanges(in: text) { hide(range) }
        for number in TextNumber.found(in: text) where !number.forms.contains(where: own.contains) {
            if number.isTelling || number.forms.contains(where: numbers.contains) {
                hide(number.range)
            }
        }
        return Self.render(text, hidden, blank)
    }

    private func nameRanges(in text: [Character]) -> [Range<Int>] {
        let words = TextNumber.runs(in: text) { $0.isLetter }
        let folded = words.map { PlainText.folded(String(text[$0])) }
        var isName = folded.map(names.contains)
        func isBeside(_ left: Int, _ right: Int) -> Bool {
            text[words[left].upperBound..<words[right].lowerBound].allSatisfy {
                $0.isWhitespace || "-.'’".contains($0)
            }
        }
        for index in words.indices.dropLast().reversed()
        where isName[index + 1] && minor.contains(folded[index]) && isBeside(index, index + 1) {
            isName[index] = true
        }
        for index in words.indices.dropFirst()
        where isName[index - 1] && minor.contains(folded[index]) && isBeside(index - 1, index) {
            isName[index] = true
        }
        return zip(words, isName).compactMap { $1 ? $0 : nil }
    }

    /// A blank for each, one for those that only spaces, points or hyphens part.
    private static func render(
        _ text: [Character], _ hidden: [Bool], _ blank: String
    ) -> String {
        var (result, gap) = ("", "")
        var isAfterBlank = false
        for (character, isHidden) in zip(text, hidden) {
            if isHidden {
                if !isAfterBlank { result += gap + blank }
                (gap, isAfterBlank) = ("", true)
            } else if isAfterBlank, gap.count < 3, character == " " || "-.".contains(character) {
                gap.append(character)
            } else {
                result += gap + String(character)
                (gap, isAfterBlank) = ("", false)
            }
        }
        return result + gap
    }
}
