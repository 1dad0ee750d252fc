import LiaisonBase
import LiaisonCrypto
import Testing

@testable import LiaisonSchema

@Suite("Phrase : sept mots qui se dictent")
struct PhraseTests {
    private let words = PhraseWords.all

    private func read(_ typed: String) throws -> String {
        var bytes = Array(typed.utf8)
        return try text(Phrase(typed: SecretBytes(taking: &bytes)))
    }

    private func text(_ phrase: Phrase, _ separator: Phrase.Separator = .space) throws -> String {
        try phrase.text(separator).withBytes { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: The list

    @Test("2 048 mots, triés, chacun une fois, de quatre à huit lettres de a à z")
    func list() {
        #expect(words.count == 2_048)
        #expect(words == Set(words).sorted())
        for word in words {
            #expect((4...8).contains(word.utf8.count))
            #expect(word.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        }
    }

    @Test("aucun n'en commence un autre")
    func prefixes() {
        for (word, next) in zip(words, words.dropFirst()) where next.hasPrefix(word) {
            Issue.record("\(word) commence \(next)")
        }
    }

    /// What one letter less, one replaced, or two exchanged make of a word.
    private func neighbours(of word: String) -> Set<[UInt8]> {
        let letters = Array(word.utf8)
        var found: Set<[UInt8]> = []
        for place in letters.indices {
            var less = letters
            less.remove(at: place)
            found.insert(less)
            for letter in UInt8(ascii: "a")...UInt8(ascii: "z") where letter != letters[place] {
                var other = letters
                other[place] = letter
                found.insert(other)
            }
            if place + 1 < letters.count, letters[place] != letters[place + 1] {
                var exchanged = letters
                exchanged.swapAt(place, place + 1)
                found.insert(exchanged)
            }
        }
        return found
    }

    @Test(
        "une lettre de trop, de moins ou pour une autre, ou deux échangées, ne font jamais un autre mot"
    )
    func distances() {
        let all = Set(words.map { Array($0.utf8) })
        for word in words {
            for near in neighbours(of: word) where all.contains(near) {
                Issue.record("\(word) et \(String(decoding: near, as: UTF8.self))")
            }
        }
        #expect(neighbours(of: "loupe").contains(Array("loup".utf8)))
        #expect(neighbours(of: "poule").contains(Array("poupe".utf8)))
    }

    @Test("ni pluriel d'un autre, ni féminin qui se dit pareil")
    func forms() {
        let all = Set(words)
        for word in words {
            for ending in ["s", "x", "e", "es", "aux", "eux"] {
                #expect(!all.contains(word + ending))
            }
            if word.hasSuffix("al") || word.hasSuffix("ail") {
                let stem = word.dropLast(word.hasSuffix("ail") ? 3 : 2)
                #expect(!all.contains(stem + "aux"))
            }
        }
    }

    // MARK: Drawing

    @Test("sept mots de la liste, que deux tirages ne redonnent pas")
    func generated() throws {
        let drawn = try (0..<200).map { _ in try text(.generate()) }
        #expect(Set(drawn).count == 200)
        for phrase in drawn {
            #expect(phrase.split(separator: " ").count == 7)
            #expect(try read(phrase) == phrase)
        }
        // 1,400 draws: a half of the list that never comes would show.
        let halves = drawn.flatMap { $0.split(separator: " ") }.count { $0 < "gaufre" }
        #expect((500...900).contains(halves))
    }

    @Test("des tirets pour une archive, et rien ne s'imprime")
    func written() throws {
        let phrase = try Phrase.generate()
        #expect(try text(phrase, .hyphen) == text(phrase).replacing(" ", with: "-"))
        #expect("\(phrase)" == "«secret»" && String(reflecting: phrase) == "«secret»")
        var dumped = ""
        dump(phrase, to: &dumped)
        #expect(!dumped.contains(try text(phrase).prefix(4)))
    }

    // MARK: Reading

    private static let same = "abeille cafe ecureuil oeuf loupe etoile zebre"

    @Test(
        "se relit comme on la tape",
        arguments: [
            same,
            "Abeille, Café, Écureuil, Œuf, Loupe, Étoile, Zèbre.",
            "ABEILLE-CAFÉ-ÉCUREUIL-ŒUF-LOUPE-ÉTOILE-ZÈBRE",
            "abeille\u{A0}café\u{202F}écureuil œuf\tloupe\r\nétoile\u{2009}zèbre\n",
            "abeille cafe\u{301} e\u{301}cureuil oeuf loupe E\u{301}toile ze\u{300}bre",
            "« abeille » ; « café » — écureuil… œuf/loupe_étoile.zèbre",
            "abeille1 2café 3.écureuil 4)œuf 5loupe6 étoile\u{200B}zèbre",
            "ａｂｅｉｌｌｅ ＣＡＦＥ ecureuil oeuf loupe etoile zebre",
        ])
    func normalised(typed: String) throws {
        #expect(try read(typed) == Self.same)
    }

    /// What the page of a guichet is given too (Tests/Guichet/parcours.py).
    private static func shared() throws -> [String] {
        let tests = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let bytes = try PrivateFile.read("/\(tests)/Phrase/tapees.json", limit: 1 << 16)
        let value = try JSONValue.parse(bytes)
        return try #require(value.array).compactMap(\.string)
    }

    @Test(
        "se relit de même que dans la page : espaces insécables, tirets de toute sorte, signes que nul ne voit"
    )
    func sharedWithThePage() throws {
        let typed = try Self.shared()
        #expect(typed.count == 8)
        for text in typed { #expect(try read(text) == Self.same, "\(VisibleText.line(text))") }
    }

    @Test("un mot hors de la liste est nommé, avec sa place et le plus proche")
    func unknown() throws {
        let error = try #require(throws: SchemaError.self) {
            try read("abeille cafe ecureuille oeuf loupe etoile zebre")
        }
        #expect(error.code == .value)
        #expect(error.message.contains("le mot 3, « ecureuille »"))
        #expect(error.hint.contains("« ecureuil » pour le mot 3"))
    }

    @Test(
        "tous les mots faux d'un coup, avant leur nombre ; d'un qui ne ressemble à rien, rien n'est proposé"
    )
    func several() throws {
        let error = try #require(throws: SchemaError.self) { try read("abeile Ωμέγα cafe") }
        #expect(error.message.contains("le mot 1, « abeile », le mot 2, « ωμεγα »"))
        #expect(error.hint.contains("« abeille » pour le mot 1"))
        #expect(!error.hint.contains("pour le mot 2"))
    }

    @Test(
        "un compte faux est dit",
        arguments: ["", "abeille", same + " cafe", "abeille cafe ecureuil oeuf loupe etoile"])
    func count(typed: String) throws {
        let error = try #require(throws: SchemaError.self) { try read(typed) }
        #expect(error.code == .value && error.message.contains("sept mots"))
    }

    @Test(
        "des octets quelconques, un mot sans fin, un texte démesuré : refusés, jamais répétés en entier"
    )
    func hostile() throws {
        let long = try #require(throws: SchemaError.self) {
            try read(String(repeating: "a", count: 1_000))
        }
        #expect(long.code == .value && long.message.count < 100)
        #expect(throws: SchemaError(.tooLarge, "")) {
            try read(String(repeating: "a ", count: 513))
        }
        var bytes: [UInt8] = [0xFF, 0xC3, 0x28, 0x00, 0x1B, 0x5B, 0x41]
        let secret = try SecretBytes(taking: &bytes)
        let error = try #require(throws: SchemaError.self) { try Phrase(typed: secret) }
        #expect(!error.message.unicodeScalars.contains("\u{1B}"))
    }
}
