import AgentTestSupport
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« OFII du mois » : compléter, voir, envoyer ; rien de vide ne part sans qu'on l'accepte")
struct OFIITests {
    private let partnership: Partnership
    private let browser: Browser
    private let pli: Pli
    private let office: Team

    /// A fiche of the month of which four cells are known by nobody, and a DT OFII.
    init() async throws {
        partnership = try Partnership()
        office = try Team("dt38.example", .dtOFII, partnership.operateur.horloge)
        try partnership.claire.knows(office.card())
        try partnership.operateur.shows([partnership.ml.card(), office.card()])
        let session = try partnership.conseillere.session()
        let send = try SendFiche(session)
        let content = try Partnership.fiche(
            "generique",
            [
                (
                    #""ofii":{"numeroCIR":"0380001234","emploi":false,"logement":false,"demandeCPH":false,"departement":"38"},"#,
                    ""
                )
            ])
        _ = try send.execute(send.plan(Partnership.input(content, session)), FicheAnswers())
        pli = try Pli(#require(partnership.ml.daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.ml.serviceKey)
        partnership.holds([pli])
        browser = try await .inside(partnership.claire)
    }

    private let head = [
        ("mois", "11/2026"), ("departement", "Isère"), ("capacite", "à séquencer"),
    ]

    private var word: String { browser.desk.handles.handle(of: .pli(pli.slip.key)) }
    private var sent: [[UInt8]] {
        partnership.operateur.daemon.bodies("PUT", Routes.localSend)
    }

    /// The table that is shown, and what its form sends of which table it is.
    private func preview(_ head: [(String, String)]) async throws -> (
        text: String, mark: [(String, String)]
    ) {
        let table = try await browser.send("ofii", head + [("etape", "apercu")])
        return (table.text, Browser.held("marque", in: browser.form("ofii", in: table.text)))
    }

    @Test("le mois, le département et la capacité sont demandés, chacun à sa place")
    func asksHead() async throws {
        let first = try await browser.get("ofii")
        #expect(first.status == 200 && first.text.contains(#"value="11/2026""#))
        let empty = try await browser.send("ofii", [("mois", "bientôt")])
        #expect(empty.status == 422 && empty.text.contains(#"value="bientôt""#))
        for field in ["mois", "departement", "capacite-autre"] {
            #expect(empty.text.contains(#"id="\#(field)-faute""#), "\(field)")
        }
    }

    @Test("ce qui va est gardé, ce qui ne va pas revient tel quel ; vidée, une case l'est")
    func completes() async throws {
        let grid = try await browser.send("ofii", head)
        #expect(grid.status == 200)
        #expect(grid.text.contains("OFFICE Samir") && grid.text.contains("4 cases vides"))
        let cell = "case.\(word)."
        let wrong = try await browser.send(
            "ofii",
            head + [
                ("\(cell)0", "0380001234"), ("\(cell)1", "peut-être"), ("etape", "apercu"),
            ])
        #expect(wrong.status == 422 && wrong.text.contains("peut-être"))
        #expect(wrong.text.contains("3 cases vides"))
        let table = try await browser.send("ofii", head + [("etape", "apercu")])
        #expect(table.status == 200 && table.text.contains("0380001234"))
        #expect(table.text.contains("<td data-colonne=\"Nom\">OFFICE</td>"))
        // The head of the annexe, as the table that is sent has it.
        for words in [
            OFIITable.programme, "ORIENTATIONS BPI PAR LES OPERATEURS TIERS - à valider",
            "<dt>Département de</dt>", "<dt>Capacité (en capacité d",
            // What each sheet of paper says it is.
            #"<p class="rappel" aria-hidden="true">Tableau OFII au 30/11/2026 — "#,
        ] { #expect(table.text.contains(words), "\(words)") }
        #expect(table.text.contains("3 cases vides"))
        _ = try await browser.send("ofii", head + [("\(cell)0", "")])
        let again = try await browser.send("ofii", head + [("etape", "apercu")])
        #expect(!again.text.contains("0380001234"))
    }

    @Test("il part scellé à la DT OFII choisie, une fois les cases vides acceptées")
    func sends() async throws {
        let table = try await preview(head)
        #expect(table.text.contains("Structure dt38.example"))
        let going = head + table.mark + [("etape", "envoyer")]
        let nobody = try await browser.send("ofii", going)
        #expect(nobody.status == 422 && nobody.text.contains("Choisissez la DT OFII"))
        let to = ("bureau", browser.desk.handles.handle(of: .structure(office.structure)))
        let empty = try await browser.send("ofii", going + [to])
        #expect(empty.status == 422 && sent.isEmpty)
        #expect(empty.text.contains("Acceptez les cases vides"))
        // The office that was chosen, and what was accepted, are given back.
        #expect(empty.text.contains("value=\"\(to.1)\" checked"))
        let chosen = try await browser.send("ofii", going + [("vides", "oui")])
        #expect(chosen.status == 422)
        #expect(chosen.text.contains(#"name="vides" value="oui" checked"#))
        // What was accepted of another table is not.
        let other = try await browser.send(
            "ofii", head + [("etape", "envoyer"), ("vides", "oui"), to])
        #expect(other.status == 422 && sent.isEmpty)
        #expect(!other.text.contains(#"name="vides" value="oui" checked"#))
        let done = try await browser.send("ofii", going + [("vides", "oui"), to])
        #expect(done.status == 200 && sent.count == 1)
        let slip = try Pli(#require(sent.first)).slip
        #expect(slip.objet == .tableauOFII && slip.pour == office.structure)
        // From then on it is listed, with its date.
        #expect(!(try await browser.get("ofii").text.contains("Tableaux déjà envoyés")))
        let row = BoxEntry(slip, recu: nil, place: .envoi(.remis, retenu: false, accuses: []))
        partnership.operateur.daemon.on("GET", "/local/v1/boite/envoi", json: [row].value)
        let listed = try await browser.get("ofii").text
        #expect(listed.contains("Structure dt38.example</td><td>remis au partenaire"))
        #expect(listed.contains("\(ParisTime.french(slip.scelle))</a>"))
    }

    @Test("parti, il se relit en tableau : ses têtes, ses cases, de qui il est sur chaque feuille")
    func readsAgain() async throws {
        let to = ("bureau", browser.desk.handles.handle(of: .structure(office.structure)))
        var head = head
        head[2].1 = "<b>à séquencer"
        let mark = try await preview(head).mark
        _ = try await browser.send(
            "ofii", head + mark + [("etape", "envoyer"), ("vides", "oui"), to])
        let daemon = partnership.operateur.daemon
        let left = try Pli(#require(sent.first)).countersigned(
            by: partnership.operateur.serviceKey)
        let row = BoxEntry(left.slip, recu: nil, place: .envoi(.remis, retenu: false, accuses: []))
        daemon.on("GET", "/local/v1/boite/envoi", json: [row].value)
        daemon.on("GET", "/local/v1/boite/reception", text: "[]")
        daemon.on("GET", Routes.localPli(de: left.slip.de, id: left.slip.id)) { _ in
            .init(status: 200, body: left.bytes)
        }
        let step = Course.Step(.depot, par: left.slip.auteur, le: left.slip.scelle)
        daemon.on(
            "GET", Routes.localCourse(de: left.slip.de, id: left.slip.id),
            json: Course(steps: [step]).value)
        let word = browser.desk.handles.handle(of: .pli(left.slip.key))
        let page = try await browser.get("fiche/\(word)")
        #expect(page.status == 200)
        for column in OFIITable.Column.allCases {
            let label = VisibleHTML().escapeText(column.label).replacing("\u{A0}", with: " ")
            #expect(page.text.contains("<th scope=\"col\">\(label)</th>"), "\(column)")
            // Where cells are stacked, each says its column, an empty one too.
            #expect(page.text.contains("<td data-colonne=\"\(label)\">"), "\(column)")
        }
        #expect(page.text.contains("<td data-colonne=\"Nom\">OFFICE</td>"))
        #expect(page.text.contains("<td data-colonne=\"Prénom\">Samir</td>"))
        // What a spreadsheet needs around a number is not for people.
        #expect(page.text.contains(">3803054321</td>"))
        #expect(page.text.contains("&lt;b&gt;à séquencer") && !page.text.contains("<b>"))
        #expect(!page.text.contains("OFFICE;") && !page.text.contains("class=\"texte\""))
        #expect(
            page.text.contains(
                "<p class=\"rappel\" aria-hidden=\"true\">Tableau OFII — Opérateur AGIR"))
    }

    @Test("d'un autre département, une personne n'y est pas, et la page la nomme")
    func otherDepartement() async throws {
        let session = try partnership.conseillere.session()
        let send = try SendFiche(session)
        _ = try send.execute(
            send.plan(Partnership.input(Partnership.fiche("generique"), session)), FicheAnswers())
        let said = try Pli(#require(partnership.ml.daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.ml.serviceKey)
        partnership.holds([said])
        var head = head
        head[1].1 = "69"
        let grid = try await browser.send("ofii", head)
        #expect(grid.status == 200 && grid.text.contains("un autre département, et pas ici"))
        #expect(grid.text.contains("OFFICE Samir") && !grid.text.contains("cases vides"))
        head[1].1 = "Grenoble"
        let wrong = try await browser.send("ofii", head)
        #expect(wrong.status == 422 && wrong.text.contains(#"id="departement-faute""#))
    }

    /// A fiche that does not say when the CIR was signed.
    private func unsigned() throws -> Pli {
        let session = try partnership.conseillere.session()
        let send = try SendFiche(session)
        var answers = FicheAnswers()
        (answers.confirmsWarnings, answers.isCIRSigned) = (true, true)
        let content = try Partnership.fiche("generique", Partnership.withoutCIR)
        _ = try send.execute(send.plan(Partnership.input(content, session)), answers)
        return try Pli(#require(partnership.ml.daemon.bodies("PUT", Routes.localSend).last))
            .countersigned(by: partnership.ml.serviceKey)
    }

    @Test("une personne venue depuis l'aperçu ne part pas : ce qui fut accepté ne vaut pas d'elle")
    func changed() async throws {
        let shown = try await preview(head)
        #expect(!shown.text.contains("Leur CIR est signé"))
        partnership.holds([pli, try unsigned()])
        let to = ("bureau", browser.desk.handles.handle(of: .structure(office.structure)))
        let going = head + [("etape", "envoyer"), ("vides", "oui"), ("cir", "oui"), to]
        for mark in [shown.mark, [], [("marque", "0")]] {
            let refused = try await browser.send("ofii", going + mark)
            #expect(refused.status == 422 && sent.isEmpty)
            #expect(refused.text.contains("Le tableau a changé depuis"))
            #expect(refused.text.contains("Leur CIR est signé : OFFICE Samir"))
            #expect(refused.text.split(separator: "\"Nom\">OFFICE<").count == 3)
        }
        let again = try await preview(head)
        let done = try await browser.send("ofii", going + again.mark)
        #expect(done.status == 200 && sent.count == 1)
    }

    @Test("sans date de CIR, personne ne part avant qu'on ait dit qu'il est signé")
    func cir() async throws {
        partnership.holds([try unsigned()])
        let to = ("bureau", browser.desk.handles.handle(of: .structure(office.structure)))
        let mark = try await preview(head).mark
        let going = head + mark + [("etape", "envoyer"), ("vides", "oui"), to]
        let refused = try await browser.send("ofii", going)
        #expect(refused.status == 422 && refused.text.contains("Leur CIR est signé : OFFICE Samir"))
        #expect(sent.isEmpty)
        let done = try await browser.send("ofii", going + [("cir", "oui")])
        #expect(done.status == 200 && sent.count == 1)
    }

    @Test("laissée de côté, une fiche n'y est pas ; une illisible est nommée, et rien n'est dressé")
    func leavesOut() async throws {
        let without = try await browser.send(
            "ofii", head + [("sauf", word), ("etape", "apercu")])
        #expect(without.status == 200)
        #expect(without.text.contains("Le tableau de ce mois est vide"))
        partnership.operateur.daemon.on(
            "GET", Routes.localPli(de: pli.slip.de, id: pli.slip.id), text: "{}")
        let unread = try await browser.send("ofii", head + [("etape", "apercu")])
        #expect(unread.text.contains("Illisible") && unread.text.contains("sauf-\(word)"))
        #expect(sent.isEmpty)
    }

    @Test("il est d'un opérateur : personne d'autre ne le dresse")
    func operatorsOnly() async throws {
        let other = try await Browser.inside(partnership.conseillere)
        #expect(try await other.get("ofii").status == 403)
    }
}
