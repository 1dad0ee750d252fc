import HTTPTypes
import LiaisonBase
import Testing

@testable import agir_liaison_bureau

@Suite("Les pages : ce qu'un inconnu a écrit y est du texte, et rien d'autre")
struct PagesTests {
    private static let shell = Shell(
        titre: "Essai", racine: "/chemin/", maison: "Maison", onglets: [], ouverture: nil,
        avis: [])

    /// What a partner may write anywhere: names, labels, texts.
    static let hostile =
        [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)",
            "</textarea><script>", "</title>", "&lt;b&gt;", "&#60;b&#62;", "{{page.racine}}",
            "{{{contenu.tape}}}", "{{#page}}x{{/page}}", "javascript:alert(1)", "<!--", "]]>",
            "<svg/onload=alert(1)>", "<a href=//evil.example>", "<base href=//evil.example>",
            "<meta http-equiv=refresh content=0>", "<form action=//evil.example>",
            "<style>*{display:none}</style>", "`${alert(1)}`",
        ]
        // A mark that joins a delimiter makes another Character of it, and the same delimiter for a browser.
        + ["<", ">", "\"", "'", "&"].flatMap { sign in
            ["\u{301}", "\u{338}", "\u{FE0F}", "\u{200D}", "\u{20E3}"].map {
                "\(sign)\($0)script x=\(sign)\($0)"
            }
        }
        + ["\u{0D4E}<b>", "\u{600}\" onfocus=x", "\u{1F1E6}<\u{1F1E6}"]
        + [
            "\u{202E}txt.exe", "\u{2066}caché\u{2069}", "a\u{0}b", "a\u{7}b", "a\u{1B}[31mb",
            "\u{E0041}", "\u{2028}suite", "a\tb", "\u{FEFF}", "ا\u{200F}ب", "\u{85}", "\u{AD}",
        ]

    private func page(_ text: String) throws -> String {
        try Pages().html(
            .erreur, Self.shell, ProblemPage(message: text, suite: "suite \(text)"))
    }

    @Test("soixante textes hostiles : aucun élément, aucun attribut, aucun signe caché")
    func hostileTexts() throws {
        #expect(Self.hostile.count >= 60)
        let plain = try page("texte")
        func delimiters(_ html: String) -> [Unicode.Scalar] {
            html.unicodeScalars.filter { "<>\"'".unicodeScalars.contains($0) }
        }
        for text in Self.hostile {
            let html = try page(text)
            #expect(delimiters(html) == delimiters(plain), "\(text.debugDescription)")
            for scalar in html.unicodeScalars where scalar != "\n" {
                let isHidden =
                    scalar.value < 32 || (127...159).contains(scalar.value)
                    || scalar.properties.generalCategory == .format
                #expect(!isHidden, "\(text.debugDescription)")
            }
        }
    }

    @Test("ce qui est dans un champ revient tel quel, et n'en sort pas")
    func typed() throws {
        let pages = try Pages()
        let before = Array("name=\"champ\" value=\"".utf8)
        for text in Self.hostile {
            let html = pages.html(
                .reprise, Self.shell,
                ResumePage(
                    message: nil, suite: nil, action: "/a", jeton: "j",
                    gardes: [.init(nom: "champ", tape: TypedText(text))]))
            // Byte by byte, as a browser reads: a mark may follow what delimits.
            let bytes = Array(html.utf8)
            let start = try #require(bytes.firstRange(of: before))
            let value = bytes[start.upperBound...].prefix { $0 != UInt8(ascii: "\"") }
            #expect(Self.unescaped(Array(value)) == Array(text.utf8), "\(text.debugDescription)")
        }
    }

    private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
        let signs = [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
        ]
        return signs.reduce(bytes) { bytes, sign in
            bytes.replacing(Array(sign.0.utf8), with: Array(sign.1.utf8))
        }
    }

    @Test("chaque modèle s'ouvre, et nul ne sort de l'échappement que pour ce qui est tapé")
    func templates() throws {
        _ = try Pages()
        for page in Pages.Page.allCases { #expect(Pages.templates[page.rawValue] != nil) }
        #expect(try page("texte").contains("<main id=\"contenu\" data-modele=\"erreur\">"))
        for (name, bytes) in Pages.templates {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(
                text.replacing("{{{tape}}}", with: "").firstRange(of: "{{{") == nil, "\(name)")
            #expect(text.firstRange(of: "{{&") == nil, "\(name)")
            // By which the days in a browser know what they have to look at.
            let isPage = Pages.Page(rawValue: name) != nil
            #expect(text.hasPrefix("{{<gabarit}}") == isPage, "\(name)")
            // The policy lets nothing inline run, nor look.
            for inline in [" style=", "<style", " onclick=", " onload=", "javascript:"] {
                #expect(text.firstRange(of: inline) == nil, "\(name) : \(inline)")
            }
            #expect(!text.contains("http://") && !text.contains("https://"), "\(name)")
            // What is about a person is not kept, corrected nor translated by a browser.
            for field in text.split(separator: "<").filter({
                $0.hasPrefix("textarea")
                    || $0.hasPrefix("input") && !$0.contains("type=\"hidden\"")
                        && !$0.contains("type=\"radio\"") && !$0.contains("type=\"checkbox\"")
            }) {
                for rule in [
                    "autocomplete=\"off\"", "spellcheck=\"false\"", "translate=\"no\"",
                ] {
                    #expect(field.contains(rule), "\(name)")
                }
            }
        }
    }

    @Test("ni les guillemets ni un signe double ne commencent ou finissent seuls une ligne")
    func spacing() throws {
        let kept = "« Oui » : est-ce 10:30 ? Non ; si !"
        #expect(
            FrenchSpacing.kept(kept)
                == "«\u{A0}Oui\u{A0}»\u{A0}: est-ce 10:30\u{A0}? Non\u{A0}; si\u{A0}!")
        for text in ["", " ", "a b", "https://a.example/?b", "«", "a:b", ": a"] {
            #expect(FrenchSpacing.kept(text) == text)
        }
        #expect(try page("Reste : rien.").contains("Reste\u{A0}: rien."))
        let pages = try Pages()
        // What the template itself says.
        #expect(pages.html(.parti, Self.shell, 0).contains("Pour revenir\u{A0}: «\u{A0}agir"))
        let typed = pages.html(
            .reprise, Self.shell,
            ResumePage(
                message: nil, suite: nil, action: "/a", jeton: "j",
                gardes: [.init(nom: "champ", tape: TypedText(kept))]))
        #expect(typed.contains("value=\"\(kept)\""))
        // The mail and the text message are written elsewhere as they stand.
        let letter = Desk.HandedPage.Item(
            titre: "Un partenaire", imprimer: nil, fichier: nil, nom: nil,
            courriel: .init("Objet : un document"), ouvrir: nil, telephone: nil, suite: nil,
            faits: [])
        let handed = pages.html(
            .remise, Self.shell,
            Desk.HandedPage(
                titre: "À remettre", aGuichet: false,
                secrets: [.init(mots: "un deux", sms: .init("Maison : les mots : un deux"))],
                remises: [letter], annuler: "/a"))
        for text in ["Objet : un document", "Maison : les mots : un deux"] {
            #expect(handed.contains(">\(text)</p>"), "\(text)")
        }
    }

    @Test("chaque feuille de secours à imprimer a son bouton")
    func prints() {
        let sheets = Pages.templates.filter {
            String(decoding: $0.value, as: UTF8.self).contains("Imprimez cette page")
        }
        #expect(sheets.count >= 2)
        for (name, bytes) in sheets {
            #expect(String(decoding: bytes, as: UTF8.self).contains("data-imprimer"), "\(name)")
        }
    }

    @Test("chaque formulaire qui écrit a son jeton")
    func forms() {
        for (name, bytes) in Pages.templates {
            let text = String(decoding: bytes, as: UTF8.self)
            for form in text.split(separator: "<form").dropFirst() {
                let inside = form.split(separator: "</form>").first ?? ""
                #expect(inside.contains("method=\"post\""), "\(name)")
                #expect(inside.contains("name=\"jeton\""), "\(name)")
            }
        }
    }
}
