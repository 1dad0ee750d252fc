import Foundation
import LiaisonSchema
import Testing

@Suite("La fiche sur papier")
struct FicheOnPaperTests {
    private func handed() throws -> String {
        FicheOnPaper.handed(
            FicheHTML.render(
                try FicheFixture.fiche([]), signature: "Signé par Claire Exemple",
                attachments: ["<b>cv</b>.pdf"]),
            .init(
                id: .random(), what: .fiche(.spe), from: "Opérateur <AGIR>",
                to: "Cap emploi & Cie</main>\n</body>", attachments: 1))
    }

    @Test("la fiche, puis une feuille à part que l'on fait signer, sans le nom de la personne")
    func slip() throws {
        let page = try handed()
        let parts = page.components(separatedBy: "<h1 class=\"page\">")
        #expect(parts.count == 2)
        let slip = try #require(parts.last)
        for text in [
            "Bordereau de remise en main propre", "Remis en main propre le", "à ……",
            "Signature de qui le reçoit", "Opérateur &lt;AGIR&gt;", "Cap emploi &amp; Cie",
            "1 pièce jointe",
        ] { #expect(slip.contains(text), "\(text)") }
        // A command is typed as it stands: no word of it is cut at a hyphen, no quote stands alone.
        for word in ["« agir-liaison", "--transmis", "main-propre »"] {
            #expect(slip.contains("<span class=\"mot\">\(word)</span>"), "\(word)")
        }
        let fiche = try FicheFixture.fiche([])
        for text in [fiche.nom, fiche.prenom, fiche.numeroAGDREF?.digits ?? ""] {
            #expect(parts[0].contains(text))
            #expect(!slip.contains(text), "\(text)")
        }
        #expect(page.components(separatedBy: "</main>").count == 2)
        #expect(page.hasSuffix("</main>\n</body>\n</html>\n"))
        #expect(page.contains("&lt;b&gt;cv&lt;/b&gt;.pdf"))
        // Each sheet of the fiche says whose it is; the slip, which another keeps, does not.
        #expect(page.contains("SPECIMEN Amina\";"))
        #expect(page.contains("@page feuille { @bottom-left { content: none } }"))
        #expect(parts[0].hasSuffix("<section class=\"feuille\">\n"))
        #expect(slip.contains("</section>\n</main>"))
        #expect(page.contains("@page { size: A4;"))
    }

    @Test(
        "le formulaire vide a chaque ligne de sa description, avec sa place",
        arguments: FicheModele.allCases)
    func blank(_ modele: FicheModele) {
        let page = FicheOnPaper.blank(modele)
        let form = FormDescription.form(for: modele)
        func escaped(_ text: String) -> String {
            text.replacingOccurrences(of: "&", with: "&amp;")
        }
        for section in form.sections {
            if let heading = section.printed { #expect(page.contains(escaped(heading))) }
            for note in section.notes + section.footnotes { #expect(page.contains(escaped(note))) }
            for row in section.rows where row.style != .hidden && row.style != .sentence {
                // A box without words of its own stands under its heading.
                if !row.label.isEmpty {
                    #expect(page.contains(escaped(row.printed)), "\(row.label)")
                    #expect(row.heading.map { page.contains("<p>\(escaped($0)) :</p>") } ?? true)
                }
                // A choice of one is what the label says («FLE prescrites», guide AGIR 2022, annexe 4): no box stands alone.
                for options in row.fields.map(\.kind.options) where options.count != 1 {
                    for option in options {
                        #expect(
                            page.contains("☐</span> \(escaped(option.label))"), "\(option.label)")
                    }
                }
            }
        }
        #expect(page.contains("☐</span> prescrites") == (modele != .generique))
        #expect(page.contains("Fait à ………………, le ………………"))
        #expect(!page.contains("☒"))
        #expect(page.contains("@page { size: A4;"))
        for needle in ["http://", "https://", "url(", "src="] { #expect(!page.contains(needle)) }
    }
}
