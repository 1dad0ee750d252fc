import GuichetPage
import LiaisonBase
import LiaisonCrypto
import Testing

/// The page as it is served, and as one file (guichet.md, «The page»).
@Suite("Guichet : la page")
struct GuichetPageTests {
    private static let words = ["abri", "balcon"]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test(
        "le script écrit à la main tient en 40 000 octets, et ne fait jamais de balisage d'un texte"
    )
    func script() {
        let script = Self.text(GuichetPage.script(words: Self.words))
        #expect(script.hasPrefix("const MOTS=\"abri balcon\";\n"))
        #expect(GuichetPage.script(words: []).count < 40_000)
        for banned in [
            "innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(",
            "DOMParser", "setTimeout(\"", "localStorage", "sessionStorage", "indexedDB", "cookie",
            "</script", "<!--", ".style", "serviceWorker",
        ] { #expect(!script.contains(banned), "\(banned)") }
    }

    @Test(
        "la page dit de qui est le service, en texte, et rien d'autre ne change d'une maison à l'autre"
    )
    func page() {
        let page = Self.text(
            GuichetPage(
                libelle: "Opérateur <b>\"AGIR\"</b> {{dpo}}", contact: "dpo@agir38.example",
                host: "guichet.agir38.example"
            ).page)
        #expect(
            page.contains("Opérateur &lt;b&gt;&quot;AGIR&quot;&lt;/b&gt; {{dpo}} vous l'adresse"))
        #expect(page.contains("protection des données\u{A0}: dpo@agir38.example."))
        #expect(!page.contains("<b>"))
        #expect(page.components(of: "guichet.agir38.example") == 2)
        #expect(page.components(of: "<script") == 1)
        let nobody = Self.text(
            GuichetPage(libelle: "AGIR & Cie", contact: nil, host: "h.example").page)
        #expect(
            nobody.contains(
                "données\u{A0}: à demander à AGIR &amp; Cie, dont la carte ne le nomme pas."))
        #expect(!page.contains("style=") && !page.contains("onclick") && !page.contains("http"))
    }

    @Test(
        "en un fichier : une politique, les empreintes du style et du script, le contenu, et plus un lien"
    )
    func oneFile() throws {
        let sealed = Array("eyJh.AA.BB.CC.DD".utf8)
        let page = Self.text(
            GuichetPage(
                libelle: "AGIR", contact: "dpo@agir38.example", words: Self.words,
                token: "AAAAAAAAAAAAAAAAAAAAAA", sealed: sealed
            ).page)
        func between(_ start: String, _ end: String) throws -> String {
            let from = try #require(page.firstRange(of: start)).upperBound
            let to = try #require(page[from...].firstRange(of: end)).lowerBound
            return String(page[from..<to])
        }
        let policy = try between("http-equiv=\"Content-Security-Policy\" content=\"", "\"")
        for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
            let digest = Base64.encode(Hash.sha256(try between(start, end).utf8))
            #expect(policy.contains("'sha256-\(digest)'"))
        }
        #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-"))
        #expect(!policy.contains("unsafe") && !policy.contains("connect-src"))
        #expect(try between("id=\"contenu-scelle\">", "</script>") == Self.text(sealed))
        #expect(try between("name=\"guichet-jeton\" content=\"", "\"") == "AAAAAAAAAAAAAAAAAAAAAA")
        #expect(!page.contains("href=\"/") && !page.contains("src="))
    }

    @Test("une page se reconnaît de quelque maison que ce soit, à un signe près")
    func served() {
        let page = GuichetPage(
            libelle: "Opérateur <b>\"AGIR\"</b> {{dpo}}", contact: "dpo@agir38.example",
            host: "guichet.agir38.example"
        ).page
        #expect(GuichetPage.isServed(page))
        #expect(!GuichetPage.isServed(page + [0x0A]) && !GuichetPage.isServed([]))
        #expect(!GuichetPage.isServed(Array(page.dropFirst())))
        let text = Self.text(page)
        for (found, put) in [
            ("</body>", "<script src=\"https://autre.example/a.js\"></script></body>"),
            ("dpo@agir38.example", "<img src=x>"), ("style.css", "style2.css"),
        ] {
            #expect(text.contains(found))
            let other = text.replacing(found, with: put, maxReplacements: 1)
            #expect(!GuichetPage.isServed(Array(other.utf8)), "\(put)")
        }
    }

    @Test("les en-têtes : rien d'ailleurs, rien de gardé, rien de dit")
    func policy() {
        let fields = Dictionary(uniqueKeysWithValues: GuichetPage.policy)
        let csp = fields["Content-Security-Policy"] ?? ""
        for directive in [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
            "worker-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ] { #expect(csp.contains(directive)) }
        #expect(fields["Referrer-Policy"] == "no-referrer")
        #expect(fields["Cache-Control"] == "no-store")
        #expect(fields.count == 8)
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
