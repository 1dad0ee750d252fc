import LiaisonSchema
import Testing

@testable import LiaisonAgent

@Suite("Noms donnés par des inconnus") struct EntryNameTests {
    @Test(
        "ce qui sort du dossier est vu",
        arguments: [
            "../a", "a/../b", "a\\..\\b", "/a", "\\a", "C:\\a", "c:a", "", "..",
            "../\u{301}a", "a/..\\\u{301}b", "/\u{301}a",
        ])
    func escaping(path: String) { #expect(EntryName.escapes(path)) }

    @Test(
        "ce qui n'en sort pas ne l'est pas",
        arguments: ["a", "a/b.pdf", "..a", "a..", "é/à b", "1:a"])
    func plain(path: String) { #expect(!EntryName.escapes(path)) }

    @Test("le dernier mot du chemin, chacun une fois, jamais un nom que la fiche prend elle-même")
    func taken() {
        var names = EntryName()
        let given = [
            "bilan.pdf", "d/bilan.pdf", "d\\bilan.pdf", "fiche.json", "", "...", ".caché",
            "a\u{1B}[2J.pdf",
            "\u{202E}fdp.exe", "d/\u{301}a.pdf", "  été .pdf ", "e\u{301}.pdf", "é.pdf",
            "sans point",
        ]
        #expect(
            given.map { names.take($0) } == [
                "bilan.pdf", "bilan-2.pdf", "bilan-3.pdf", "fiche-2.json", "document", "document-2",
                "caché", "a‹U+001B›[2J.pdf", "‹U+202E›fdp.exe", "\u{301}a.pdf",
                "été .pdf", "é.pdf", "é-2.pdf",
                "sans point",
            ])
    }

    @Test("toujours un nom de partie, quoi qu'on donne")
    func always() {
        var names = EntryName()
        var seen: Set<String> = []
        let long = String(repeating: "é", count: 500)
        for path in [
            long, long, long + ".pdf", "x." + long, "\u{301}", "\n", ".\u{301}.", "a\u{0}b", "🙂🙂",
        ] {
            for _ in 0..<3 {
                let name = names.take(path)
                #expect(Manifest.Part.isName(name))
                #expect(seen.insert(name).inserted)
            }
        }
    }
}
