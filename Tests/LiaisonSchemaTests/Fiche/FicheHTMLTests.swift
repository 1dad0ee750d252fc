import Foundation
import LiaisonBase
import LiaisonSchema
import Testing

@Suite("La fiche en HTML")
struct FicheHTMLTests {
    private func page(_ changes: [Change] = [], attachments: [String] = []) throws -> String {
        FicheHTML.render(
            try FicheFixture.fiche(changes), signature: "Signé par Claire Exemple",
            attachments: attachments)
    }

    @Test("tout texte est neutralisé, où qu'il soit")
    func escaped() throws {
        let markup = #""<script>alert('1')</script> & <b>\"Cie\"</b>""#
        let page = try page(
            [
                Change("beneficiaire.nationalite", markup),
                Change("informationsComplementaires", markup),
                Change("orientation", #"{"vers":["autres"],"autres":"<i>PLIE</i>"}"#),
            ], attachments: ["<img src=x>.pdf"])
        #expect(page.contains("&lt;script&gt;alert('1')&lt;/script&gt; &amp; &lt;b&gt;&quot;Cie"))
        #expect(page.contains("☒</span> Autres : &lt;i&gt;PLIE&lt;/i&gt;"))
        #expect(page.contains("&lt;img src=x&gt;.pdf"))
        for markup in ["<script", "<img", "<b>", "<i>"] { #expect(!page.contains(markup)) }
    }

    @Test(
        "une lettre qui s'attache, une marque qui suit : le balisage est neutralisé quand même",
        arguments: ["\u{0D4E}<b>", "<\u{0301}b>", "\u{111C2}<style>", "\u{0D4E}&lt;"])
    func joined(hostile: String) throws {
        let page = try page([Change("beneficiaire.nationalite", JSONValue.string(hostile).text)])
        // As a browser reads it: scalar by scalar.
        let (scalars, bad) = (Array(page.unicodeScalars), Array(hostile.unicodeScalars))
        #expect(!scalars.indices.contains { scalars[$0...].starts(with: bad) })
        #expect(scalars.contains { bad.contains($0) && !$0.isASCII })
    }

    @Test("rien ne vient du dehors")
    func selfContained() throws {
        let page = try page()
        for needle in ["http://", "https://", "url(", "@import", "<link", "src="] {
            #expect(!page.contains(needle), "\(needle)")
        }
        #expect(page.contains("default-src 'none'"))
    }

    @Test("une case vide le dit, une place vide garde ses points")
    func blanks() throws {
        let page = try page([Change("beneficiaire.telephone", nil)])
        #expect(page.contains("<dt>Téléphone\u{A0}:</dt><dd><span class=\"vide\""))
        #expect(page.contains("aria-label=\"coché\">☒</span> Mission Locale"))
        #expect(page.contains("<h2>Opérateur AGIR : <span>Opérateur AGIR de l'Isère</span></h2>"))
        #expect(page.contains("aria-label=\"non coché\">☐</span> Autres : ………………"))
    }

    @Test("un deux-points ne passe pas seul à la ligne")
    func colons() throws {
        let page = try page()
        #expect(page.contains("<dt>Nationalité\u{A0}:</dt>") && !page.contains(" :</dt>"))
    }

    @Test("chaque feuille imprimée dit ce qu'elle est, de qui, et son numéro")
    func foot() throws {
        let page = try page()
        #expect(page.contains("counter(page) \" sur \" counter(pages)"))
        #expect(page.contains("SPECIMEN Amina\";"))
        // A name is a string of CSS, whatever is in it.
        let hostile = try self.page([
            Change("beneficiaire.nom", JSONValue.string(#""}</style><b>é\"#).text)
        ])
        #expect(hostile.contains(#"\22 \7d \3c \2f style\3e \3c b\3e \e9 \5c "#))
        #expect(hostile.components(separatedBy: "</style>").count == 2)
    }

    @Test("« Mineur » et « Majeur » sont sous leur ligne, les notes du guide au bas des contacts")
    func generic() throws {
        let form = FormDescription.generique
        let content = JSONObject([
            ("modele", .string("generique")),
            (
                "beneficiaire",
                .object(
                    JSONObject([
                        (
                            "enfantsACharge",
                            .object(
                                JSONObject([("mineurs", .integer(2)), ("majeurs", .integer(1))]))
                        )
                    ]))
            ),
        ])
        let text = FicheText.render(unvalidated: content, findings: [], signature: nil)
        #expect(text.contains("Nombre d'enfant(s) à charge :\n  Mineur : 2\n  Majeur : 1\n"))
        let html = FicheHTML.render(unvalidated: content, findings: [], signature: nil)
        #expect(html.contains("<p>Nombre d'enfant(s) à charge :</p>"))
        #expect(html.contains("<div class=\"n1\"><dt>Mineur\u{A0}:</dt><dd>2</dd></div>"))
        #expect(html.contains("individualisé des réfugiés¹") && html.contains("PARTENAIRE², "))
        for note in form.sections.flatMap(\.footnotes) { #expect(html.contains(note)) }
        #expect(form.sections.flatMap(\.footnotes).count == 2)
        // In a sentence, and where a field is named, it keeps its whole label.
        #expect(
            form.sections.flatMap(\.rows).map(\.label)
                .contains("Nombre d'enfant(s) à charge : Majeur"))
    }

    @Test("aucun deux-points ne se double, dans aucun formulaire", arguments: FicheModele.allCases)
    func colons(modele: FicheModele) {
        let content = JSONObject([("modele", .string(modele.rawValue))])
        for page in [
            FicheText.render(unvalidated: content, findings: [], signature: nil),
            FicheHTML.render(unvalidated: content, findings: [], signature: nil),
            FicheOnPaper.blank(modele),
        ] {
            #expect(!page.contains(": :") && !page.contains(":</span> :"))
            #expect(!page.contains("données : dont"))
        }
    }

    @Test("les titres se suivent, la signature puis les pièces puis l'information des personnes")
    func order() throws {
        let page = try page(attachments: ["cv.pdf"])
        let places = try [
            "<h1>", "Signature", "Signé par Claire Exemple", "Pièces jointes", "cv.pdf",
            "Information des personnes", "délégué à la protection des données",
        ].map { try #require(page.range(of: $0), "\($0)").lowerBound }
        #expect(places == places.sorted())
        #expect(page.components(separatedBy: "<h1>").count == 2)
    }

    @Test("ce que la personne lit est vrai avec une copie, et d'une fiche sans convention")
    func information() throws {
        func page(_ modele: FicheModele) throws -> String {
            FicheHTML.render(
                unvalidated: try FicheFixture.changed([
                    Change("modele", "\"\(modele.rawValue)\"")
                ]), findings: [], signature: nil)
        }
        for modele in FicheModele.allCases {
            let page = try page(modele)
            #expect(page.contains("en copie aussi : ce peut être la DT OFII ou le SIAO"))
            #expect(page.contains("trois ans après la fin de l'accompagnement"))
            let isBound = page.contains("deux mois après la fin de la convention")
            #expect(isBound == (modele != .generique))
            #expect(!page.contains("deux structures"))
            // They have the contract, never a fiche: the notice for the persons says it.
            #expect(!page.contains("FAMI"))
        }
    }

    @Test("une fiche qui ne suit pas son formulaire est une page aussi, avec ses défauts")
    func defective() throws {
        let content = try FicheFixture.changed([
            Change("beneficiaire.nom", #""<script>alert(1)</script>""#),
            Change("beneficiaire.situationFamille", #""<script>""#),
            Change("<script>", #""<img src=x>""#), Change("faitLe", nil),
        ])
        let report = try FicheFixture.validate(content)
        let html = FicheHTML.render(
            unvalidated: content, findings: report.erreurs, signature: "Signé par <i>",
            attachments: ["<b>.pdf"])
        #expect(html.hasPrefix("<!DOCTYPE html>"))
        #expect(html.contains("Content-Security-Policy"))
        #expect(html.contains("ne respecte pas le formulaire"))
        #expect(html.contains("Fait à …, le … : Trouvé : rien."))
        #expect(html.contains("valeur inattendue"))
        #expect(html.contains("&lt;img src=x&gt;"))
        for markup in ["<script", "<img", "<i>", "<b>"] { #expect(!html.contains(markup)) }
    }

    @Test("un message, ou un contenu inconnu, est une page échappée, de taille bornée")
    func documents() {
        let hostile = "<script>alert(1)</script>\n\u{202E}<b>"
        let message = ReceivedDocument(
            "Anomalie <i>", [.text(hostile), .labelled("<u>", hostile)], signature: "<s>")
        let unknown = ReceivedDocument(
            unknown: Array(hostile.utf8) + [UInt8](repeating: 0x41, count: 1 << 20), signature: nil)
        for html in [message.html, unknown.html] {
            #expect(html.contains("Content-Security-Policy"))
            #expect(html.contains("&lt;script&gt;"))
            #expect(html.contains("‹U+202E›"))
            #expect(html.utf8.count < 100_000)
            for markup in ["<script", "<b>", "<i>", "<u>", "<s>"] {
                #expect(!html.contains(markup))
            }
        }
        #expect(message.text.contains("<script>alert(1)</script>\n"))
        let signed = ReceivedDocument("Anomalie", [], signature: "Lu de ml").html
        #expect(signed.contains(#"content: "Anomalie \2014  Lu de ml"; "#))
        #expect(signed.contains("counter(page) \" sur \" counter(pages); white-space: nowrap;"))
    }
}
