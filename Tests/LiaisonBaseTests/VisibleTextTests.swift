import Testing

@testable import LiaisonBase

/// What strangers write, on its way to people.
@Suite("Le texte d'un inconnu, montré")
struct VisibleTextTests {
    @Test(
        "un signe qui commande, retourne la lecture ou se cache est montré par son code",
        arguments: [
            0x00, 0x07, 0x1B, 0x7F, 0x9B, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x180B,
            0x180E, 0x200B, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060,
            0x2066, 0x2069, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0x1D173, 0xE0000,
            0xE0001, 0xE0002, 0xE0020, 0xE007F, 0xE0100, 0xE01EF,
        ] as [UInt32])
    func hidden(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let shown = "a\(VisibleText.code(scalar))b"
        #expect(VisibleText.line("a\(scalar)b") == shown)
        #expect(VisibleText.line("a\(scalar)b", limit: 10) == shown)
        #expect(VisibleText.escaped("a\(scalar)b") == shown)
        #expect(VisibleText.lines("a\(scalar)b") == [shown])
        #expect(VisibleText.code(scalar).hasPrefix("‹U+"))
    }

    @Test(
        "en JSON il est échappé : le même texte à qui le lit, rien à un terminal",
        arguments: [0x7F, 0x85, 0x9B, 0xAD, 0x200D, 0x202E, 0x2028, 0xFE0F, 0xE0001, 0x1D173]
            as [UInt32])
    func json(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let written = JSONValue.object(JSONObject([("a\(scalar)", .string("é\(scalar)\"b"))]))
        let text = VisibleText.json(written.text)
        #expect(!text.unicodeScalars.contains(scalar))
        #expect(try JSONValue.parse(Array(text.utf8)) == written)
        let plain = JSONValue.object(JSONObject([("é", .string("ligne\nsuivante"))])).text
        #expect(VisibleText.json(plain) == plain)
    }

    @Test("un signe qui joint ne reste qu'entre deux lettres sans majuscules")
    func joiners() {
        let written = "می\u{200C}خواهم"
        #expect(VisibleText.line(written) == written)
        for text in ["\u{200C}م", "م\u{200C}", "a\u{200D}م", "م\u{200C}\u{200C}م", "<\u{200D}b"] {
            #expect(
                !VisibleText.escaped(text).unicodeScalars.contains {
                    [0x200C, 0x200D].contains($0.value)
                })
        }
    }

    @Test("un dessin en couleurs montre ce qui le choisit : deux noms qui en diffèrent se voient")
    func variation() {
        #expect(VisibleText.line("\u{26A0}\u{FE0F} urgent") == "\u{26A0}‹U+FE0F› urgent")
        #expect(VisibleText.line("CCAS\u{3164}") == "CCAS‹U+3164›")
        #expect(VisibleText.line("葛\u{E0100}") == "葛‹U+E0100›")
    }

    /// Unicode 16, DerivedCoreProperties.txt, Default_Ignorable_Code_Point, without what is Cf.
    private static let ignorable: [ClosedRange<UInt32>] = [
        0x34F...0x34F, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F, 0x2065...0x2065,
        0x3164...0x3164, 0xFE00...0xFE0F, 0xFFA0...0xFFA0, 0xFFF0...0xFFF8, 0xE0000...0xE0FFF,
    ]

    @Test("rien de ce qu'une des trois règles d'avant cachait ne passe")
    func union() {
        var kept = 0
        var wrong: [String] = []
        for value in 0...UInt32(0x10FFFF) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let category = scalar.properties.generalCategory
            // The fiche's text; messages, notices and arguments; the daemon's log.
            let fiche =
                category == .control || (0x2028...0x202E).contains(value)
                || (0x2066...0x2069).contains(value) || (0xE0000...0xE007F).contains(value)
            let message = category == .control || category == .format
            let isHidden = VisibleText.isHidden(scalar)
            let isLeftOut = Self.ignorable.contains { $0.contains(value) }
            if isHidden != (fiche || message || isLeftOut) {
                wrong.append(VisibleText.code(scalar))
            }
            if !isHidden { kept += 1 }
        }
        #expect(wrong == [])
        #expect(kept > 1_100_000)
    }

    @Test(
        "ce qui s'écrit reste tel quel",
        arguments: [
            "", "Amina é ç œ", "e\u{301}", "عمر", "አማራ", "日本", "😀",
            "« l’été » – n°\u{A0}5\u{202F}%",
        ])
    func kept(text: String) {
        #expect(VisibleText.line(text) == text)
        #expect(VisibleText.escaped(text) == text)
    }

    @Test("les lignes restent où elles sont admises, sont montrées où il n'en faut qu'une")
    func lines() {
        #expect(VisibleText.line("a\nb\tc\r\n") == "a‹U+000A›b    c‹U+000D›‹U+000A›")
        #expect(VisibleText.escaped("a\nb\tc\r\n") == "a\nb    c‹U+000D›\n")
        #expect(VisibleText.lines("a\n\u{200E}b\n") == ["a", "‹U+200E›b", ""])
    }

    @Test("un texte trop long est coupé, une lettre chargée d'accents aussi")
    func limits() {
        #expect(VisibleText.line("abc", limit: 3) == "abc")
        #expect(VisibleText.line("abcd", limit: 3) == "abc…")
        #expect(VisibleText.line("\u{1B}abc", limit: 2) == "‹U+001B›a…")
        let accents = "a" + String(repeating: "\u{301}", count: 1_000_000)
        #expect(VisibleText.line(accents, limit: 10).unicodeScalars.count == 11)
    }
}
