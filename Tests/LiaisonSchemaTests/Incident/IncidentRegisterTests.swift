import LiaisonBase
import LiaisonSchema
import Testing

private typealias A = ActeFixture

@Suite("Registre des violations")
struct IncidentRegisterTests {
    private func register(_ entries: IncidentRegister.Entry...) -> IncidentRegister {
        IncidentRegister(entries, of: A.structure, etabli: A.now)
    }

    private func csv(_ entries: IncidentRegister.Entry...) -> String {
        String(
            decoding: IncidentRegister(entries, of: A.structure, etabli: A.now).csv.dropFirst(3),
            as: UTF8.self)
    }

    /// What stands in the second line's cells; none of them may hold a line feed.
    private func cells(_ entry: IncidentRegister.Entry) throws -> [String] {
        let lines = csv(entry).components(by: "\r\n")
        #expect(lines.count == 3 && lines[2].isEmpty)
        return lines[1].components(by: ";")
    }

    private func cell(_ text: String) throws -> String {
        let index = try #require(
            IncidentRegister.Column.allCases.firstIndex(of: .faits))
        return try cells([.faits: .text(text)])[index]
    }

    @Test(
        "en CSV : une marque d'ordre, des points-virgules, un nom par colonne, une ligne par incident"
    )
    func table() throws {
        let bytes = register([.n: .count(1)], [.n: .count(2)]).csv
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        let lines = String(decoding: bytes.dropFirst(3), as: UTF8.self).components(by: "\r\n")
        #expect(lines.count == 4)
        #expect(
            lines[0] == IncidentRegister.Column.allCases.map(\.label).joined(separator: ";"))
        #expect(lines[0].hasPrefix("N°;Type;État;Appris de;Découverte"))
        let empty = String(repeating: ";", count: IncidentRegister.Column.allCases.count - 1)
        #expect(lines[1] == "1" + empty && lines[2] == "2" + empty)
        #expect(csv().hasSuffix("Clôture\r\n"))
    }

    @Test(
        "une cellule qui commence comme une formule est mise derrière une apostrophe",
        arguments: ["=1+1", "+33 4", "-1", "@SUM(A1)", "\tx", "＝1", "=cmd|'/C calc'!A0"])
    func formulas(text: String) throws {
        #expect(try cell(text) == "'" + text)
    }

    @Test("un texte ordinaire reste tel quel, ses accents aussi")
    func plain() throws {
        for text in ["Volé à l'été", "a = b", "1-2", "«é»", " =1", "'", "漢字"] {
            #expect(try cell(text) == text)
        }
    }

    @Test("points-virgules, guillemets et fins de ligne sont entre guillemets")
    func quoting() {
        func row(_ text: String) -> String { csv([.faits: .text(text)]) }
        #expect(row("a;b").contains(#";"a;b";"#))
        #expect(row(#"dit "oui""#).contains(#";"dit ""oui""";"#))
        #expect(row("une\ndeux").contains(";\"une\ndeux\";"))
        #expect(row("=a;b").contains(#";"'=a;b";"#))
        #expect(
            csv([.decisions: .lines(["=un", "deux"])]).contains(";\"'=un\ndeux\";"))
    }

    @Test("un zéro de tête n'est pas mangé, un zéro seul est un nombre")
    func zeros() throws {
        #expect(try cell("007") == #""=""007""""#)
        #expect(try cell("0") == "0")
        #expect(try cell("0h30 après") == "0h30 après")
        #expect(try cell("04 76 00 00 09") == "04 76 00 00 09")
    }

    @Test("en JSON : nombres, textes, listes et moments UTC ; ce qui n'est pas connu manque")
    func json() throws {
        let entry: IncidentRegister.Entry = [
            .n: .count(3), .type: .text("violation"), .decouverte: .moment(A.now),
            .inconnu: .lines(["qui", "quand"]), .faits: .text("=1+1\n<script>"),
            .declarePar: .text("agir38.example/denis"),
        ]
        #expect(
            register(entry).json.text
                == #"[{"n":3,"type":"violation","decouverte":"2026-11-23T12:00:00Z","#
                + #""declare-par":"agir38.example/denis","faits":"=1+1\n<script>","#
                + #""inconnu":["qui","quand"]}]"#)
        #expect(register().json.text == "[]")
        // The CSV's moments are the same, for a machine that sorts them.
        #expect(csv(entry).contains(";2026-11-23T12:00:00Z;"))
    }

    @Test("en HTML : une page à elle seule, où rien de ce qui est écrit ne s'exécute")
    func html() {
        let page = register([
            .n: .count(3), .faits: .text("<script>alert(\"1\")</script> & é\nseconde ligne"),
            .decouverte: .moment(A.now), .mesures: .text("\u{1B}[2J\u{202E}"),
        ]).html
        #expect(!page.contains("<script") && !page.contains("\u{1B}") && !page.contains("\u{202E}"))
        #expect(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; é\nseconde"))
        #expect(page.contains("Incident n° 3") && page.contains("23/11/2026 à 13:00"))
        #expect(page.contains("<html lang=\"fr\">") && page.contains("size: A4"))
        #expect(page.contains("agir38.example"))
        #expect(!page.contains("http://") && !page.contains("https://"))
        // What is not known has no line.
        #expect(!page.contains("Conséquences probables"))
    }

    @Test("le registre s'ouvre sur un tableau, et chaque incident se lit par parties")
    func parts() throws {
        let page = register([
            .n: .count(3), .type: .text("violation de données"), .faits: .text("Vol"),
            .decouverte: .moment(A.now), .decisions: .lines(["qualifiée"]),
        ]).html
        #expect(page.contains("<th scope=\"col\">N°</th><th scope=\"col\">Type</th>"))
        #expect(page.contains("<td>3</td><td>violation de données</td>"))
        let heads = [
            "<h2>Incident n° 3</h2>", "<h3>Ce que c'est</h3>", "<h3>Quand</h3>",
            "<h3>Les faits et leurs suites</h3>", "<h3>Décisions et motifs</h3>",
        ].map { page.components(by: $0) }
        #expect(heads.allSatisfy { $0.count == 2 })
        #expect(heads.map { $0[0].count } == heads.map { $0[0].count }.sorted())
        #expect(!page.contains("<h3>Les personnes et les données</h3>"))
        // What has the words of its heading is not said twice.
        #expect(page.contains("<h3>Décisions et motifs</h3>\n<p>qualifiée</p>"))
        // Every column is in one part, and in one only.
        let all = IncidentRegister.parts.flatMap(\.columns)
        #expect(Set(all).count == all.count)
        #expect(Set(all + [.n]) == Set(IncidentRegister.Column.allCases))
        #expect(register().html.contains("Aucun incident"))
    }

    @Test("un incident seul, en texte, n'a que ce qui est connu, en heure de Paris")
    func text() {
        let text = IncidentRegister.text([
            .n: .count(3), .decouverte: .moment(A.now), .inconnu: .lines(["qui", "quand"]),
            .cloture: .text(""),
        ])
        #expect(text.contains("N° : 3") && text.contains("Découverte : 23/11/2026 à 13:00"))
        #expect(text.contains("qui\n") && text.contains("quand"))
        #expect(!text.contains("Clôture") && !text.contains("Faits"))
    }

    @Test("la fiche pour la CNIL dit ce qui n'est pas encore connu")
    func sheet() {
        let sheet = IncidentRegister.sheet(
            [.faits: .text("Vol"), .personnes: .count(12)],
            contact: .init(nom: "Denis", telephone: "", courriel: "dpo@a.example"))
        #expect(sheet.contains("Vol") && sheet.contains("12") && sheet.contains("Denis"))
        #expect(sheet.contains("(pas encore connu)") && sheet.contains("dpo@a.example"))
        for letter in ["(a)", "(b)", "(c)", "(d)"] { #expect(sheet.contains(letter)) }
    }
}

extension String {
    /// Foundation's, without Foundation; empty parts kept.
    fileprivate func components(by separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
