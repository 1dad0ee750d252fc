import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Tableau mensuel de l'OFII (annexe 4-1)")
struct OFIITableTests {
    private static let base = #"""
        {"version":1,"modele":"generique","sens":"partenaire-vers-agir",
         "operateurAGIR":{"structure":"Opérateur AGIR de l'Isère"},
         "partenaire":{"structure":"CPH de Voiron","nom":"Témoin","prenom":"Lucie"},
         "beneficiaire":{"nom":"OFFICE","prenom":"Samir","dateNaissance":"1990"},
         "besoinsEtMotifs":"Logement.","consentementOrientation":true,
         "faitA":"Voiron","faitLe":"2026-11-20"}
        """#

    private static func fiche(_ changes: [Change] = []) throws -> Fiche {
        let base = try #require(try JSONValue.parse(Array(base.utf8)).object)
        let report = try FicheFixture.validate(FicheFixture.changed(changes, in: base))
        #expect(report.erreurs == [])
        return try #require(report.fiche)
    }

    private static func table(_ rows: [OFIITable.Row]) throws -> OFIITable {
        OFIITable(
            operateur: "Opérateur AGIR de l'Isère", departement: "Isère",
            au: try #require(CalendarDate("2026-11-30")), capacite: "à séquencer", rows: rows)
    }

    private static func completed(_ json: String) throws -> JSONObject {
        try #require(try JSONValue.parse(Array(json.utf8)).object)
    }

    @Test(
        "les colonnes de l'annexe, dans leur ordre ; le zéro de l'AGDREF reste ; l'inconnu est vide"
    )
    func cells() throws {
        let fiche = try Self.fiche([
            Change("beneficiaire.numeroAGDREF", #""0303054321""#),
            Change("beneficiaire.dateProtection", #""2025-11-03""#),
            Change("ofii.emploi", "true"), Change("ofii.demandeCPH", "false"),
        ])
        let table = try Self.table([OFIITable.Row(fiche, completed: JSONObject())])
        let text = String(decoding: table.csv, as: UTF8.self)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(Array(table.csv.prefix(3)) == [0xEF, 0xBB, 0xBF])
        #expect(
            lines == [
                "\u{FEFF}Programme AGIR", "Département de;Isère",
                "Opérateur;Opérateur AGIR de l'Isère",
                "Capacité (en capacité d'accueillir / à séquencer);à séquencer",
                "ORIENTATIONS BPI PAR LES OPERATEURS TIERS - à valider par la DT OFII au 30/11/2026",
                "N° AGDREF;N° CIR;Nom;Prénom;date de naissance;Date d'obtention du statut BPI;"
                    + "Date de signature du CIR;Emploi oui/non;Logement oui/non;"
                    + "Demande d'orientation CPH oui/non;Organisme orienteur",
                "\"=\"\"0303054321\"\"\";;OFFICE;Samir;00/00/1990;03/11/2025;;oui;;non;CPH de Voiron",
                "",
            ])
    }

    @Test(
        "aucune case n'est une formule",
        arguments: ["=1+1", "+33", "-2", "@SUM(A1)", "＝1", "=\"0303\""])
    func formulas(name: String) throws {
        let fiche = try Self.fiche([
            Change("beneficiaire.nom", JSONValue.string(name).text),
            Change("ofii.numeroCIR", JSONValue.string("\(name);\"2").text),
        ])
        let csv = try Self.table([OFIITable.Row(fiche, completed: JSONObject())]).csv
        let row = String(decoding: csv, as: UTF8.self).split(separator: "\r\n").last
        let quoted = name.replacing("\"", with: "\"\"")
        let cell = name.contains("\"") ? "\"'\(quoted)\"" : "'\(name)"
        #expect(row?.hasPrefix(";\"'\(quoted);\"\"2\";\(cell);Samir") == true, "\(row ?? "")")
    }

    @Test(
        "un guillemet qu'une marque suit n'avale pas les lignes d'après",
        arguments: ["\"\u{0301};", "\u{0D4E}\";=1", "\"\u{0301}"])
    func quotes(name: String) throws {
        let table = try Self.table([
            OFIITable.Row(
                Self.fiche([Change("beneficiaire.nom", JSONValue.string("A\(name)").text)]),
                completed: JSONObject()),
            OFIITable.Row(
                Self.fiche([Change("beneficiaire.numeroAGDREF", #""0303054321""#)]),
                completed: JSONObject()),
        ])
        let number = try #require(AGDREFNumber("0303054321"))
        #expect(OFIITable.row(of: number, in: table.csv) != nil)
    }

    @Test("ce que l'opérateur complète ne remplace pas ce que la fiche dit")
    func completion() throws {
        let fiche = try Self.fiche([Change("ofii.emploi", "true")])
        let row = OFIITable.Row(
            fiche,
            completed: try Self.completed(
                #"{"beneficiaire":{"numeroAGDREF":"3803012345","nom":"AUTRE"},"ofii":{"emploi":false,"logement":true}}"#
            ))
        #expect(row.text(.agdref) == "3803012345")
        #expect(row.text(.nom) == "OFFICE")
        #expect(row.text(.emploi) == "oui")
        #expect(row.text(.logement) == "oui")
    }

    @Test("on demande ce qui manque, et rien d'autre ; une faute est dite, « - » efface")
    func questions() throws {
        let fiche = try Self.fiche([
            Change("ofii.emploi", "true"), Change("beneficiaire.dateProtection", #""2025-11-03""#),
        ])
        var completion = OFIICompletion(
            fiche, completed: try Self.completed(#"{"ofii":{"logement":true}}"#),
            today: try FicheFixture.today())
        let labels = completion.questions.map(\.label)
        #expect(
            labels == [
                "N° AGDREF", "Date de signature du CIR", "N° CIR", "Logement",
                "Demande d'orientation CPH",
            ])
        #expect(completion.answer("38 03", to: 0) != nil)
        #expect(completion.answer("0303 012345", to: 0) == nil)
        #expect(completion.answer("31/02/2026", to: 1) != nil)
        #expect(completion.answer("", to: 2) == nil)
        #expect(completion.answer("-", to: 3) == nil)
        #expect(completion.answer("non", to: 4) == nil)
        #expect(
            completion.content
                == (try Self.completed(
                    #"{"beneficiaire":{"numeroAGDREF":"0303012345"},"ofii":{"demandeCPH":false}}"#))
        )
    }

    @Test(
        "« ? » dit de chaque case ce que veut un oui, au formulaire comme au tableau",
        arguments: [
            ("ofii.emploi", "Oui si la personne a déjà un emploi"),
            ("ofii.logement", "Oui si la personne a déjà son logement"),
            ("ofii.demandeCPH", "Oui si une place en centre provisoire d'hébergement"),
        ])
    func boxes(path: String, help: String) throws {
        let path = FormPath(keys: path.split(separator: ".").map(String.init))
        let completion = OFIICompletion(
            try Self.fiche(), completed: JSONObject(), today: try FicheFixture.today())
        var interview = FormInterview(
            modele: .generique, content: try Self.completed(Self.base),
            today: try FicheFixture.today())
        var asked: [InterviewQuestion] = []
        while let question = interview.question, asked.count < 200 {
            asked.append(question)
            _ = interview.answer("")
        }
        for questions in [completion.questions, asked] {
            let helped = questions.filter { $0.help.contains { $0.hasPrefix(help) } }
            #expect(helped.count == 1, "\(path)")
            // How to answer comes after what it means.
            #expect(helped.first?.help.dropFirst().first == "Répondez oui ou non.")
            #expect(helped.first?.about?.hasPrefix(help) == true)
        }
    }

    @Test("une fiche de l'opérateur, d'une personne suivie, ou d'un autre modèle n'y est pas")
    func selection() throws {
        #expect(OFIITable.lists(try Self.fiche()))
        #expect(
            !OFIITable.lists(
                try Self.fiche([Change("beneficiaire.dateContratAGIR", #""2026-10-02""#)])))
        #expect(!OFIITable.lists(try FicheFixture.fiche()))
        #expect(
            !OFIITable.lists(
                try Self.fiche([
                    Change("sens", #""agir-vers-partenaire""#),
                    Change("beneficiaire.numeroAGDREF", #""3803012345""#),
                    Change("operateurAGIR.nom", #""Exemple""#),
                    Change("operateurAGIR.prenom", #""Claire""#),
                ])))
    }

    @Test("la page est une seule, échappée, en paysage")
    func page() throws {
        let fiche = try Self.fiche([Change("beneficiaire.nom", #""<b>&""#)])
        let html = try Self.table([OFIITable.Row(fiche, completed: JSONObject())]).html
        #expect(html.contains("<th scope=\"col\">N° AGDREF</th>"))
        #expect(html.contains("<td>&lt;b&gt;&amp;</td>"))
        // A number and a date are never cut in two; what is too long to be one may be.
        #expect(html.contains("<td class=\"entier\">00/00/1990</td>"))
        let long = String(repeating: "1", count: 200)
        let cir = try Self.fiche([
            Change("beneficiaire.numeroAGDREF", #""0303054321""#),
            Change("ofii.numeroCIR", JSONValue.string(long).text),
        ])
        let wide = try Self.table([OFIITable.Row(cir, completed: JSONObject())])
        for page in [wide.html, OFIITable.html(wide.csv, signature: nil)] {
            #expect(page.contains("<td class=\"entier\">0303054321</td>"))
            #expect(page.contains("<td class=\"long\">\(long)</td>"))
        }
        // A name is not cut either, unless it is so long that it would push the others off.
        #expect(wide.html.contains("<td>OFFICE</td>"))
        #expect(html.contains("A4 landscape"))
        #expect(!html.contains("<script") && !html.contains("://"))
    }

    @Test("un tableau parti se corrige d'une personne : les autres lignes gardent leurs octets")
    func corrected() throws {
        let rows = try [
            ("0303054321", "OFFICE"), ("3803012345", "=1+1;\"x\""), (nil, "SANS NUMÉRO"),
        ].map { number, name in
            var changes = [Change("beneficiaire.nom", JSONValue.string(name).text)]
            if let number { changes.append(Change("beneficiaire.numeroAGDREF", "\"\(number)\"")) }
            return OFIITable.Row(try Self.fiche(changes), completed: JSONObject())
        }
        let csv = try Self.table(rows).csv
        let (first, second) = (
            try #require(AGDREFNumber("0303054321")), try #require(AGDREFNumber("3803012345"))
        )
        #expect(OFIITable.numbers(in: csv) == [first, second])
        let same = try #require(OFIITable.corrected(csv) { _ in false })
        #expect(same.csv == csv && same.removed == 0 && same.rows == 3)
        let left = try #require(OFIITable.corrected(csv) { $0 == first })
        #expect(left.csv == (try Self.table(Array(rows.dropFirst())).csv))
        #expect(left.removed == 1 && left.rows == 2 && left.numbers == [second])
        #expect(OFIITable.corrected(Array("autre;chose\r\n".utf8)) { _ in true } == nil)
        #expect(OFIITable.numbers(in: []).isEmpty)
    }

    @Test("un tableau compte chaque numéro une fois, et chaque ligne que rien ne nomme")
    func personCount() throws {
        func csv(_ numbers: String?...) throws -> [UInt8] {
            try Self.table(
                numbers.map { number in
                    let changes = number.map {
                        [Change("beneficiaire.numeroAGDREF", "\"\($0)\"")]
                    }
                    return OFIITable.Row(try Self.fiche(changes ?? []), completed: JSONObject())
                }
            ).csv
        }
        #expect(OFIITable.personCount(in: try csv()) == 0)
        #expect(OFIITable.personCount(in: try csv("0303054321", "3803012345")) == 2)
        #expect(OFIITable.personCount(in: try csv("0303054321", "0303054321")) == 1)
        #expect(OFIITable.personCount(in: try csv("0303054321", nil, nil)) == 3)
        // Whoever writes a row of other columns hides nobody; an empty line is nobody.
        let more = Array("SANS;COLONNES\r\n\r\n;\r\n".utf8)
        #expect(OFIITable.personCount(in: try csv("0303054321") + more) == 2)
        #expect(OFIITable.personCount(in: Array("autre;chose\r\n".utf8)) == nil)
    }

    @Test(
        "une date que la fiche refuserait ne se complète pas : le CIR de demain, ou d'avant la naissance"
    )
    func dates() throws {
        let fiche = try Self.fiche()
        var completion = OFIICompletion(
            fiche, completed: JSONObject(), today: try FicheFixture.today())
        let cir = try #require(
            completion.questions.firstIndex { $0.label == "Date de signature du CIR" })
        for typed in ["24/11/2026", "01/02/1989"] {
            #expect(completion.answer(typed, to: cir) != nil, "\(typed)")
            #expect(completion.content.isEmpty)
        }
        #expect(completion.answer("23/11/2026", to: cir) == nil)
        #expect(!completion.content.isEmpty)
    }

    @Test("les cases que personne ne sait sont nommées, personne par personne")
    func empty() throws {
        let row = OFIITable.Row(
            try Self.fiche([Change("ofii.emploi", "true")]), completed: JSONObject())
        #expect(row.name == "OFFICE Samir")
        #expect(row.emptyColumns == [.agdref, .cir, .protection, .signatureCIR, .logement, .cph])
    }

    @Test(
        "un tableau reçu est une page, quoi qu'il contienne",
        arguments: [
            "Programme AGIR\r\n<script>alert(1)</script>;x\r\n", "<script>alert(1)</script>", "",
            "\"<script>", ";;;\r\n<img src=x onerror=alert(1)>",
        ])
    func received(csv: String) throws {
        let html = OFIITable.html(Array(csv.utf8), signature: "Signé par <b>")
        #expect(html.contains("Content-Security-Policy"))
        #expect(html.contains("Signé par &lt;b&gt;"))
        for markup in ["<script", "<img", "<b>"] { #expect(!html.contains(markup)) }
    }

    @Test("un tableau reçu garde ses lignes, sans ce qui les protège dans un tableur")
    func receivedRows() throws {
        let fiche = try Self.fiche([
            Change("beneficiaire.numeroAGDREF", #""0303054321""#),
            Change("beneficiaire.nom", #""=1+1""#),
        ])
        let csv = try Self.table([OFIITable.Row(fiche, completed: JSONObject())]).csv
        let html = OFIITable.html(csv, signature: nil)
        #expect(html.contains("<td class=\"entier\">0303054321</td>"))
        #expect(html.contains("<td>=1+1</td>"))
        #expect(html.contains("<th scope=\"col\">N° AGDREF</th>"))
        let foot = #"content: "Tableau OFII \2014  Op\e9 rateur AGIR de l\27 Is\e8 re"; "#
        #expect(html.contains(foot))
    }
}
