internal import LiaisonBase
public import LiaisonCrypto

/// A generated secret for people to read out: seven words of 2,048, 77 bits (formats.md, «Phrases»).
/// Locked in memory, printed as `«secret»`.
public struct Phrase: Sendable, CustomStringConvertible, CustomReflectable {
    /// What stands between two words.
    public enum Separator: UInt8, Sendable {
        /// In a guichet's password.
        case space = 0x20
        /// In an archive's, which is typed in one field.
        case hyphen = 0x2D
    }

    public static let wordCount = 7
    /// The list, sorted, in ASCII: what the page of a guichet checks typed words by.
    public static var words: [String] { PhraseWords.all }

    /// The words' places in the list: two bytes each, of which eleven bits count.
    private let places: SecretBytes

    /// Seven words drawn from the system's generator. 2,048 divides 65,536: none is likelier.
    ///
    /// - Throws: `.form` when no guarded memory can be had.
    public static func generate() throws(SchemaError) -> Phrase {
        Phrase(
            places: try crypto { () throws(CryptoError) in
                try SecretBytes(random: 2 * wordCount)
            })
    }

    /// What a person typed, read the way it was generated: capitals, accents, œ, commas, hyphens and
    /// spaces of any kind, and what nobody sees, don't count. The page of a guichet reads the same
    /// (`Tests/Phrase/tapees.json`).
    ///
    /// - Parameter typed: UTF-8, at most 1,024 bytes.
    /// - Throws: `.value`, naming each word that is not in the list with the nearest one that is, or the
    ///   number of words when there are not seven; `.tooLarge`.
    public init(typed: SecretBytes) throws(SchemaError) {
        guard typed.count <= Self.typedLimit else {
            throw SchemaError(.tooLarge, "La phrase tapée est trop longue : sept mots suffisent.")
        }
        let found = typed.withBytes { Self.words(in: $0) }
        let unknown = found.enumerated().filter { $0.element.place == nil }
        guard unknown.isEmpty else {
            throw Self.refusal(unknown.map { ($0.offset + 1, $0.element.text) })
        }
        guard found.count == Self.wordCount else {
            throw SchemaError(
                .value, "Une phrase a sept mots ; il y en a \(found.count) ici.",
                hint: "Tapez-la en entier, les mots séparés par des espaces.")
        }
        var bytes = found.flatMap { word in
            let place = word.place ?? 0
            return [UInt8(place >> 8), UInt8(place & 0xFF)]
        }
        places = try crypto { () throws(CryptoError) in try SecretBytes(taking: &bytes) }
    }

    private init(places: SecretBytes) { self.places = places }

    /// The words in lower-case ASCII, in locked memory.
    ///
    /// - Throws: `.form` when no guarded memory can be had.
    public func text(_ separator: Separator) throws(SchemaError) -> SecretBytes {
        let words = self.words
        let count = words.reduce(Self.wordCount - 1) { $0 + $1.utf8.count }
        return try crypto { () throws(CryptoError) in
            try SecretBytes(count: count) { memory in
                var offset = 0
                for word in words {
                    if offset > 0 {
                        memory[offset] = separator.rawValue
                        offset += 1
                    }
                    for byte in word.utf8 {
                        memory[offset] = byte
                        offset += 1
                    }
                }
            }
        }
    }

    private var words: [String] {
        places.withBytes { bytes in
            (0..<Self.wordCount).map { index in
                let place = Int(bytes[2 * index]) << 8 | Int(bytes[2 * index + 1])
                return PhraseWords.all[place & (PhraseWords.all.count - 1)]
            }
        }
    }

    public var description: String { "«secret»" }
    public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}

// MARK: Reading what was typed

extension Phrase {
    /// Bytes: the longest phrase has 62, and accents, separators and a wrong word take some.
    static let typedLimit = 1_024

    /// A word of letters that somebody typed, and where it stands in the list.
    struct TypedWord: Equatable {
        let text: String
        let place: Int?
    }

    /// The words of a text: split at all that is neither a letter, nor a mark on one, nor unseen. Scalar by
    /// scalar, so that no copy of the whole is left in memory.
    static func words(in bytes: UnsafeRawBufferPointer) -> [TypedWord] {
        var words: [TypedWord] = []
        var letters = ""
        func end() {
            guard !letters.isEmpty else { return }
            words.append(TypedWord(text: letters, place: place(of: letters)))
            letters = ""
        }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                if scalar.isUnread { continue }
                if scalar.properties.isAlphabetic {
                    letters += scalar.bare
                } else {
                    end()
                }
            case .error: end()
            case .emptyInput:
                end()
                return words
            }
        }
    }

    private static func place(of word: String) -> Int? {
        var (low, high) = (0, PhraseWords.all.count)
        while low < high {
            let middle = (low + high) / 2
            if PhraseWords.all[middle] < word { low = middle + 1 } else { high = middle }
        }
        return low < PhraseWords.all.count && PhraseWords.all[low] == word ? low : nil
    }

    private static func refusal(_ unknown: [(number: Int, text: String)]) -> SchemaError {
        let named = unknown.prefix(wordCount).map {
            "le mot \($0.number), « \(VisibleText.line($0.text, limit: 20)) »"
        }
        let near = unknown.prefix(wordCount).compactMap { wrong in
            Likeness.nearest(to: wrong.text, in: PhraseWords.all).map {
                "« \($0) » pour le mot \(wrong.number)"
            }
        }
        return SchemaError(
            .value,
            (named.count == 1 ? "N'est pas de la liste : " : "Ne sont pas de la liste : ")
                + named.joined(separator: ", ") + ".",
            hint: near.isEmpty
                ? "Faites-vous relire la phrase : des mots courants, au singulier."
                : "Peut-être " + near.joined(separator: ", ") + ".")
    }
}

extension Unicode.Scalar {
    /// A mark on a letter, or a sign that nobody sees: a direction, a soft hyphen, a joiner. The space of no
    /// width is a space: what breaks lines puts it between words.
    fileprivate var isUnread: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        case .format: value != 0x200B
        default: false
        }
    }

    /// Lower case without marks: NFKD as far as Latin letters go. Upper case first takes ligatures
    /// apart («ﬁ», «ſ»); full-width letters are moved, the standard library having no NFKD.
    fileprivate var bare: String {
        var plain = self
        if (0xFF21...0xFF3A).contains(value) || (0xFF41...0xFF5A).contains(value) {
            plain = Unicode.Scalar(UInt8(value & 0xFF) &+ 0x20)
        }
        return PlainText.folded(String(plain).uppercased())
    }
}
