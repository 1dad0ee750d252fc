import LiaisonBase
import Testing

@Suite("Ce qui délimite, scalaire par scalaire")
struct ScalarReplacementTests {
    @Test(
        "un délimiteur se trouve, quoi qui s'y attache",
        arguments: [
            ("a<b", "a&lt;b"), ("<\u{0301}b", "&lt;\u{0301}b"), ("\u{0D4E}<b", "\u{0D4E}&lt;b"),
            ("\u{111C2}<<", "\u{111C2}&lt;&lt;"), ("", ""), ("rien", "rien"),
            ("\r\n<", "\r\n&lt;"),
        ])
    func replaced(text: String, expected: String) {
        let result = text.replacing(scalars: ["<": "&lt;"])
        #expect(Array(result.unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("rien d'autre ne change, et ce qui est mis ne se remplace pas")
    func untouched() {
        let text = "l\u{0301}'e\u{0301}té & <\u{200D}>"
        #expect(Array(text.replacing(scalars: [:]).unicodeScalars) == Array(text.unicodeScalars))
        #expect("&<".replacing(scalars: ["&": "&amp;", "<": "&lt;"]) == "&amp;&lt;")
    }
}
