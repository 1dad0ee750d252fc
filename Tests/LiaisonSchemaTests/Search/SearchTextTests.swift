import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Texte à chercher")
struct SearchTextTests {
    private static func folded(_ text: String) -> String {
        String(decoding: SearchText.folded(text), as: UTF8.self)
    }

    @Test(
        "accents, casse, ponctuation et lettres voisines ne comptent pas",
        arguments: [
            ("Éloïse  ÇELİK", " eloise celik"), ("Lœtitia Straße", " loetitia strasse"),
            ("Đorđević", " dordevic"), ("Yıldız", " yildiz"), ("a;b\nc", " a b c"),
            ("Ziya\u{0300}", " ziya"), ("", ""), (" ?! ", ""), ("\u{AD}Na\u{200B}me", " name"),
        ])
    func latin(_ text: String, _ expected: String) {
        #expect(Self.folded(text) == expected)
    }

    @Test(
        "les voyelles, les hamzas et les formes voisines de l'arabe et du persan ne comptent pas",
        arguments: [
            ("مُحَمَّد", "محمد"), ("أحمد", "احمد"), ("إبراهيم", "ابراهيم"), ("آمنة", "امنه"),
            ("فاطمة", "فاطمه"), ("مــحــمد", "محمد"), ("کریمی", "كريمي"), ("مصطفى", "مصطفي"),
            ("می‌خواهم", "ميخواهم"), ("۱۴۰۲", "1402"), ("٢٠٢٦", "2026"),
        ])
    func arabic(_ text: String, _ expected: String) {
        #expect(Self.folded(text) == " " + expected)
    }

    @Test(
        "ce qu'un trait d'union ou une apostrophe joint se trouve séparé et joint",
        arguments: [
            ("Jean-Pierre", " jean pierre jeanpierre"), ("N’Diaye", " n diaye ndiaye"),
            ("Jean‑Pierre", " jean pierre jeanpierre"), ("Jean - Pierre", " jean pierre"),
            ("Ould-Abd-Allah", " ould abd allah ouldabdallah"), ("-a-", " a"),
        ])
    func joined(_ text: String, _ expected: String) {
        #expect(Self.folded(text) == expected)
    }

    @Test("un numéro écrit par groupes se trouve entier")
    func numbers() {
        #expect(Self.folded("38 03 01") == " 38 03 01 380301")
        #expect(Self.folded("né en 2002, rue 3") == " ne en 2002 rue 3")
    }

    @Test("ce qui se cherche est borné, et rien ne se cherche sans lettre ni chiffre")
    func terms() throws {
        #expect(SearchText.terms(" -'!  ") == [])
        #expect(SearchText.terms(String(repeating: "a ", count: 5_000)).count == 16)
        #expect(
            SearchText.terms(String(repeating: "x", count: 5_000)).map { $0.words[0].count } == [
                201
            ])
        let term = try #require(SearchText.terms("Jean-Pierre").first)
        #expect(term.words == [Array(" jean".utf8), Array(" pierre".utf8)])
        #expect(term.joined == Array(" jeanpierre".utf8))
    }

    @Test("les réponses d'une fiche se lisent sans les libellés du formulaire")
    func answers() throws {
        let answers = try FicheFixture.fiche().answers
        for answer in ["SPECIMEN", "14/03/2002", "Mission Locale", "FLE", "de logement"] {
            #expect(answers.contains(answer), "\(answer)")
        }
        #expect(!answers.contains("spe"))
        #expect(!answers.contains("N° AGDREF"))
    }
}
