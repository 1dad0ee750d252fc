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

@Suite("Notification, comme on la lit")
struct NoticeDocumentTests {
    private func document(
        _ change: (inout ViolationActe) -> Void = { _ in }, from: String = "Opérateur AGIR",
        signature: String? = "Signé par Denis"
    ) -> NoticeDocument {
        var acte = ViolationActeTests.acte
        change(&acte)
        return NoticeDocument(acte, from: from, signature: signature)
    }

    @Test("le texte dit tout ce que dit l'acte")
    func text() {
        let text = document().text
        for part in [
            "Notification de violation de données personnelles", "De : Opérateur AGIR",
            "n° 3 de cette structure, notification n° 2", "Découverte : 23/11/2026 à 13:00",
            "Plainte reçue : 23/11/2026 à 12:59", "Connaissance : 23/11/2026 à 14:00",
            "confidentialité, disponibilité", "Un ordinateur volé.", "environ 12", "environ 30",
            "Usurpation possible.", "Plainte déposée.", "qui l'a pris",
            "Découvert pendant la fermeture.", "Denis Exemple", "04 76 00 00 09", "dpo@a.example",
            A.id.text, "Signé par Denis",
        ] { #expect(text.contains(part), "\(part)") }
        let complaint = document({ $0.type = .plainte }, signature: nil)
        #expect(complaint.title == "Information sur la plainte d'une personne")
        #expect(!complaint.text.contains("Signé"))
    }

    @Test("rien de ce qu'un partenaire écrit ne commande la page ni le terminal")
    func escapes() {
        let document = document(
            {
                $0.faits = "<script>alert(1)</script> & \"x\" \u{202E}"
                $0.consequences = "<img src=x onerror=alert(1)>"
                $0.inconnu = ["</dd><script>"]
                $0.contact = .init(nom: "<b>", telephone: "", courriel: "")
            }, from: "<i>A</i>", signature: "<script>")
        #expect(!document.html.contains("<script") && !document.html.contains("<img"))
        #expect(!document.html.contains("<b>") && !document.html.contains("<i>"))
        #expect(document.html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"))
        for page in [document.html, document.text] {
            #expect(!page.contains("\u{202E}") && page.contains("‹U+202E›"))
        }
        #expect(document.text.contains("<script>alert(1)</script>"))
    }

    @Test("le texte à dire au téléphone a les nombres, et ni faits ni pli")
    func script() {
        let script = document().script(to: "Mission locale", contact: "Jean, 04 76 00 00 03")
        for part in [
            "Mission locale", "Jean, 04 76 00 00 03", "incident de sécurité", "23/11/2026 à 13:00",
            "confidentialité, disponibilité", "12 personne(s)", "30 enregistrement(s)",
            "04 76 00 00 09",
        ] { #expect(script.contains(part), "\(part)") }
        for secret in ["ordinateur", "Usurpation", A.id.text] {
            #expect(!script.contains(secret), "\(secret)")
        }
        let complaint = document { acte in
            acte.type = .plainte
            acte.decouverte = nil
            acte.contact = .init(nom: "Denis", telephone: "", courriel: "dpo@a.example")
        }.script(to: "X", contact: "Y")
        #expect(complaint.contains("la plainte d'une personne"))
        #expect(complaint.contains("23/11/2026 à 12:59") && complaint.contains("dpo@a.example"))
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
