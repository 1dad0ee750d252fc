import Foundation
import LiaisonCrypto
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
        #expect(page.contains("<dt>Téléphone :</dt><dd><span class=\"vide\""))
        #expect(page.contains("aria-label=\"coché\">☒</span> Mission Locale"))
        #expect(page.contains("aria-label=\"non coché\">☐</span> Autres : ………………"))
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
}
