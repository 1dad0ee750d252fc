import AgentTestSupport
import HTTPTypes
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Écrire » : des pages courtes, rien de perdu, rien d'envoyé qui n'a été contrôlé")
struct DraftTests {
    private let partnership: Partnership
    private let browser: Browser

    init() async throws {
        partnership = try Partnership()
        browser = try await .inside(partnership.claire)
    }

    private func begin() async throws -> String {
        let partner = browser.desk.handles.handle(of: .structure(partnership.ml.structure))
        let begun = try await browser.send(
            "brouillons", [("modele", "generique"), ("partenaire", partner)])
        #expect(begun.status == 303)
        let place = try #require(begun.header("Location"))
        let start = browser.path("brouillon/")
        #expect(place.hasPrefix(start) && place.hasSuffix("/1"))
        return String(place.dropFirst(start.count).dropLast(2))
    }

    /// The page on which the person's name is asked, and what it holds.
    private func namePage(_ word: String) async throws -> (page: String, text: String) {
        for number in 1...40 {
            let page = "brouillon/\(word)/\(number)"
            let text = try await browser.get(page).text
            if text.contains(#"name="beneficiaire.nom""#) { return (page, text) }
        }
        throw Refused(.missing)
    }

    /// The marks that a page hides beside its fields.
    private func marks(_ html: String, _ start: String = "vu.") -> [(String, String)] {
        html.split(separator: "name=\"\(start)").dropFirst().compactMap { piece in
            let parts = piece.split(separator: "\"", omittingEmptySubsequences: false)
            return parts.count > 2 ? (start + parts[0], String(parts[2])) : nil
        }
    }

    @Test("une fiche commence par son partenaire, et son bloc est rempli")
    func begins() async throws {
        for fields in [[("modele", "generique")], [("modele", "autre"), ("partenaire", "x")]] {
            let wrong = try await browser.send("brouillons", fields)
            #expect(wrong.status == 422 && wrong.text.contains("Choisissez un partenaire"))
        }
        #expect(try await browser.get("brouillons").text.contains("Aucun brouillon."))
        let word = try await begin()
        #expect(try await browser.get("brouillons").text.contains("à Mission locale de Grenoble"))
        #expect(try await browser.get("brouillon/\(word)/1").text.contains("<title>Écrire</title>"))
        // From the list, where something is awaited.
        let list = try await browser.get("brouillons").text
        #expect(list.contains(browser.path("brouillon/\(word)/reprise")))
        let draft = try #require(SealedDrafts(partnership.claire.session()).all().first)
        let pages = draft.formPages(on: try partnership.claire.session().today)
        let resumed = try await browser.get("brouillon/\(word)/reprise")
        #expect(resumed.status == 200)
        #expect(resumed.text.contains("<h1>\(pages.unfinished.title)</h1>"))
        #expect(try await browser.get("brouillon/inconnu/1").status == 404)
        #expect(try await browser.get("brouillon/\(word)/x").status == 404)
    }

    @Test("ce qui est tapé est gardé, juste ou faux, et la faute est dite à côté de son champ")
    func saves() async throws {
        let word = try await begin()
        let (page, text) = try await namePage(word)
        let sent = try await browser.send(
            page,
            marks(text) + [
                ("beneficiaire.nom", "<b>SPECIMEN"), ("beneficiaire.dateNaissance", "31/02/90"),
                ("vers", "beneficiaire.nom"),
            ])
        #expect(sent.status == 303)
        let again = try await namePage(word).text
        #expect(again.contains(#"value="&lt;b&gt;SPECIMEN""#) && !again.contains("<b>SPECIMEN"))
        #expect(again.contains(#"value="31/02/90""#))
        #expect(again.contains(#"id="beneficiaire.dateNaissance-faute""#))
        // What was taken over stands on other pages, which were not left: nothing is missing there yet.
        #expect(again.ranges(of: " à corriger").count == 1)
        let list = try await browser.get("brouillons").text
        #expect(list.contains("&lt;b&gt;SPECIMEN"))
        let next = try await browser.send(page, marks(again) + [("vers", "suite")])
        #expect(next.status == 303 && next.header("Location") != browser.path(page))
    }

    @Test("deux onglets sur un brouillon : le second dit les deux, et rien n'est perdu")
    func conflict() async throws {
        let word = try await begin()
        let (page, text) = try await namePage(word)
        func write(_ name: String, _ shown: String) async throws -> Browser.Answer {
            try await browser.send(
                page,
                marks(shown) + marks(shown, "ailleurs.") + [
                    ("beneficiaire.nom", name), ("vers", "suite"),
                ])
        }
        #expect(try await write("PREMIER", text).status == 303)
        let second = try await write("SECOND", text)
        #expect(second.status == 409)
        #expect(second.text.contains(#"value="PREMIER""#) && second.text.contains("« SECOND »"))
        #expect(try await write("SECOND", second.text).status == 303)
        let settled = try await namePage(word).text
        #expect(settled.contains(#"value="SECOND""#) && !settled.contains("Une autre page"))
    }

    @Test("fermée, l'identité n'empêche pas de garder ce qui était tapé")
    func locked() async throws {
        let word = try await begin()
        let (page, text) = try await namePage(word)
        browser.desk.vault.lock()
        let answer = try await browser.send(
            page, marks(text) + [("beneficiaire.nom", "TARDIF"), ("vers", "suite")])
        #expect(answer.text.contains(#"name="vers" value="\#(browser.path(page))""#))
        #expect(!answer.text.contains("TARDIF"))
        try await browser.desk.agent.unlock(nil)
        #expect(try await browser.get(page).text.contains(#"value="TARDIF""#))
    }

    /// Sends one field as the page's script does when it is left.
    private func leave(
        _ word: String, _ name: String, _ value: String, seen: String
    ) async throws -> Browser.Answer {
        try await browser.send(
            "brouillon/\(word)/champ", [("vu.\(name)", seen), (name, value)])
    }

    @Test("chaque champ est gardé quand on le quitte ; l'autre onglet est dit, la page le montre")
    func fields() async throws {
        let word = try await begin()
        let (page, text) = try await namePage(word)
        let policy = try await browser.get(page).header("Content-Security-Policy")
        #expect(policy == SecurityHeaders.policy + "; connect-src 'self'")
        #expect(text.contains(#"data-champ="\#(browser.path("brouillon/\(word)/champ"))""#))

        let name = "beneficiaire.nom"
        let seen = try #require(marks(text).first { $0.0 == "vu.\(name)" }).1
        let first = try await leave(word, name, "SPECIMEN", seen: seen)
        #expect(first.status == 200 && first.text != seen)
        let second = try await leave(word, name, "SPECIMEN-DEUX", seen: first.text)
        #expect(second.status == 200)
        #expect(try await browser.get(page).text.contains(#"value="SPECIMEN-DEUX""#))
        // A page that still shows the one before wrote something else.
        #expect(try await leave(word, name, "AUTRE", seen: first.text).status == 409)
        #expect(try await browser.get(page).text.contains("« AUTRE »"))

        #expect(try await leave(word, "nulle.part", "x", seen: "").status == 422)
        #expect(try await browser.send("brouillon/\(word)/champ", []).status == 400)
        browser.desk.vault.lock()
        #expect(try await leave(word, name, "TARDIF", seen: second.text).status == 423)
        try await browser.desk.agent.unlock(nil)
        #expect(!(try await browser.get(page).text.contains("TARDIF")))
    }

    @Test("un partenaire sans carte se choisit comme un autre, et son bloc est rempli")
    func declared() async throws {
        let name = try #require(StructureName("voiron.france-travail.example"))
        let team = partnership.operateur
        let contact = DeclaredContact(
            structure: name, libelle: "France Travail de Voiron", type: .cph,
            courriel: "voiron@france-travail.example", voie: .guichet, le: team.horloge.now)
        let claire = try #require(team.identities["claire"])
        let act = try contact.signed(by: claire.signing, name: team.name("claire"))
        try partnership.claire.folder.save(declaredContact: act.bytes, of: name)
        #expect(try await browser.get("brouillons").text.contains("France Travail de Voiron"))
        let partner = browser.desk.handles.handle(of: .structure(name))
        let begun = try await browser.send(
            "brouillons", [("modele", "generique"), ("partenaire", partner)])
        #expect(begun.status == 303)
        let place = try #require(begun.header("Location"))
        var pages = ""
        for number in 1...6 {
            pages += try await browser.get(String(place.dropLast()) + String(number)).text
        }
        #expect(pages.contains(#"value="France Travail de Voiron""#))
    }

    @Test("un partenaire qui prend le libellé d'un autre s'en distingue par son nom")
    func alike() async throws {
        let own = "(\(partnership.ml.structure))"
        #expect(!(try await browser.get("brouillons").text.contains(own)))
        let name = try #require(StructureName("faux.example"))
        let team = partnership.operateur
        let contact = DeclaredContact(
            structure: name, libelle: "MISSION LOCALE DE GRENOBLE", type: .cph,
            courriel: "accueil@faux.example", voie: .guichet, le: team.horloge.now)
        let claire = try #require(team.identities["claire"])
        let act = try contact.signed(by: claire.signing, name: team.name("claire"))
        try partnership.claire.folder.save(declaredContact: act.bytes, of: name)
        let list = try await browser.get("brouillons").text
        #expect(list.contains(own) && list.contains("(faux.example)"))
    }

    /// A form with a file, as a browser sends it.
    private func upload(
        _ page: String, _ name: String, _ content: String, purpose: String = "autre",
        token: String? = nil
    ) async throws -> Browser.Answer {
        let token = token ?? browser.desk.visit.token(for: browser.path(page))
        let parts = [
            "Content-Disposition: form-data; name=\"jeton\"\r\n\r\n\(token)",
            "Content-Disposition: form-data; name=\"but\"\r\n\r\n\(purpose)",
            "Content-Disposition: form-data; name=\"fichier\"; filename=\"\(name)\"\r\n"
                + "Content-Type: application/pdf\r\n\r\n\(content)",
        ]
        return try await browser.ask(
            .post, page, cookie: browser.cookie,
            fields: [("Content-Type", "multipart/form-data; boundary=limite")],
            body: parts.map { "--limite\r\n\($0)\r\n" }.joined() + "--limite--\r\n")
    }

    @Test("une pièce se joint avec son but, se refuse sur place, et se retire")
    func pieces() async throws {
        let word = try await begin()
        let page = "brouillon/\(word)/pieces"
        #expect(try await browser.get(page).text.contains("Aucune pièce jointe."))
        let foreign = try await upload(page, "note.pdf", "%PDF-1.4", token: "faux")
        #expect(foreign.status == 403)
        for (name, content, purpose) in [
            ("note.pdf", "MZ", "autre"), ("note.pdf", "%PDF-1.4", ""), ("", "", "autre"),
        ] {
            let wrong = try await upload(page, name, content, purpose: purpose)
            #expect(wrong.status == 422)
            // What was chosen is given back; the field that is wrong is marked.
            #expect(wrong.text.contains("value=\"autre\" checked") == (purpose == "autre"))
            #expect(wrong.text.contains("id=\"fichier-faute\"") == (purpose == "autre"))
        }
        let done = try await upload(page, "C:\\x\\<b>note.pdf", "%PDF-1.4")
        #expect(done.status == 200 && done.text.contains("&lt;b&gt;note.pdf"))
        let session = try partnership.claire.session()
        let draft = try #require(try SealedDrafts(session).all().first)
        let piece = try #require(draft.pieces.first)
        #expect(draft.pieces.count == 1 && piece.nom == "<b>note.pdf")
        #expect(try SealedDrafts(session).attachments(of: draft).parts.count == 1)
        let plain = Array("%PDF-1.4".utf8)
        for (_, bytes) in partnership.claire.files.files {
            #expect(bytes.firstRange(of: plain) == nil)
        }
        let gone = try await browser.send("brouillon/\(word)/piece/\(piece.id)/retirer")
        #expect(gone.status == 303)
        #expect(try await browser.get(page).text.contains("Aucune pièce jointe."))
        // Closed meanwhile, the file is not kept, and that is said.
        browser.desk.vault.lock()
        let locked = try await upload(page, "note.pdf", "%PDF-1.4")
        #expect(locked.status == 200 && locked.text.contains("joignez-les de nouveau"))
    }

    @Test("contrôler dit tout ce qui manque, chaque phrase menant à son champ ; rien ne part")
    func checks() async throws {
        let word = try await begin()
        let check = try await browser.get("brouillon/\(word)/controle")
        #expect(check.status == 200)
        #expect(check.text.contains("#beneficiaire.nom\""))
        #expect(check.text.contains(">Fiche encore sans nom, à Mission locale de Grenoble</p>"))
        #expect(!check.text.contains(browser.path("brouillon/\(word)/envoyer")))
        #expect(try await browser.get("brouillon/\(word)/envoyer").status == 422)
        let erase = "brouillon/\(word)/effacer"
        let mark = Browser.held(
            "marque", in: browser.form(erase, in: try await browser.get("brouillons").text))
        #expect(try await browser.send(erase, mark).status == 303)
        #expect(try await browser.get("brouillon/\(word)/1").status == 404)
    }

    @Test("finie, acceptée, elle part à qui elle était adressée, et le brouillon s'en va")
    func sends() async throws {
        let browser = try await Browser.inside(partnership.conseillere)
        let session = try partnership.conseillere.session()
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let start = try FicheStart.from(
            "/\(root)/docs/exemple-generique.json", .generique, session.context)
        let draft = try SealedDrafts(session).begin(start, to: partnership.operateur.structure)
        let word = browser.desk.handles.handle(of: .draft(draft.id))
        let page = "brouillon/\(word)/envoyer"
        let check = try await browser.get("brouillon/\(word)/controle")
        #expect(check.text.contains(browser.path(page)) && check.text.contains("POUR RAPPEL"))
        let confirm = try await browser.get(page)
        #expect(confirm.status == 200 && confirm.text.contains("Vous envoyez la fiche d"))
        let daemon = partnership.ml.daemon
        #expect(daemon.bodies("PUT", Routes.localSend).isEmpty)
        let accepted = Browser.held("accepte", in: confirm.text)
        let going =
            Browser.held("marque", "voie", in: confirm.text) + [("etape", "envoyer")]
        if !accepted.isEmpty { #expect(try await browser.send(page, going).status == 422) }
        let sent = try await browser.send(page, going + accepted)
        #expect(sent.status == 303)
        let bytes = try #require(daemon.bodies("PUT", Routes.localSend).last)
        #expect(try Pli(bytes).slip.pour == partnership.operateur.structure)
        #expect(try SealedDrafts(session).all().isEmpty)
    }
}
