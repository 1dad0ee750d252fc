import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("Ce qui est cliqué est ce qui était montré : sinon rien n'est fait, et la page revient")
struct ShownTests {
    /// What changes a draft on another page.
    enum Change: CaseIterable { case name, piece, addressee }

    private let partnership: Partnership
    private let browser: Browser
    private let drafts: SealedDrafts
    private let draft: SealedDraft

    /// A draft that is finished, of who orients a person to an operator.
    init() async throws {
        partnership = try Partnership()
        browser = try await .inside(partnership.conseillere)
        let session = try partnership.conseillere.session()
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let start = try FicheStart.from(
            "/\(root)/docs/exemple-generique.json", .generique, session.context)
        drafts = try SealedDrafts(session)
        draft = try drafts.draft(
            drafts.begin(start, to: partnership.operateur.structure).id)
    }

    private var sent: [[UInt8]] { partnership.ml.daemon.bodies("PUT", Routes.localSend) }

    private func page(_ browser: Browser) -> String {
        "brouillon/\(browser.desk.handles.handle(of: .draft(draft.id)))/envoyer"
    }

    /// The form of a page once all is accepted.
    private func accepted(_ answer: Browser.Answer) -> [(String, String)] {
        Browser.held("marque", "voie", "accepte", in: answer.text) + [("etape", "envoyer")]
    }

    private func rename(_ name: String) throws {
        let path: FormPath = "beneficiaire.nom"
        let seen = try drafts.draft(draft.id).entries[path].mark
        _ = try drafts.save(
            draft.id, DraftPost([.init(name: path.name, values: [name], seen: seen)]))
    }

    private func make(_ change: Change) throws {
        switch change {
        case .name: try rename("AUTRE")
        case .piece:
            _ = try drafts.attach(
                .init(nom: "note.pdf", content: Array("%PDF-1.4".utf8), purpose: .autre),
                to: draft.id)
        case .addressee:
            let other = try Team("agir69.example", .operateurAGIR, partnership.ml.horloge)
            try partnership.conseillere.knows(other.card())
            try partnership.ml.shows([partnership.operateur.card(), other.card()])
            _ = try drafts.address(draft.id, to: other.structure)
        }
    }

    @Test(
        "un brouillon changé depuis la page ne part pas, ni ce qui en fut accepté ne compte",
        arguments: Change.allCases)
    func drafted(_ change: Change) async throws {
        let page = page(browser)
        let shown = accepted(try await browser.get(page))
        try make(change)
        let kept = try await browser.send(page, shown)
        #expect(kept.status == 422 && sent.isEmpty)
        #expect(kept.text.contains("Cette fiche a changé depuis que cette page a été affichée"))
        for tag in kept.text.split(separator: "<input ").filter({ $0.contains("\"accepte\"") }) {
            #expect(!tag.prefix { $0 != ">" }.hasSuffix(" checked"))
        }
        let words =
            switch change {
            case .name: "AUTRE"
            case .piece: "note.pdf"
            case .addressee: "agir69.example"
            }
        #expect(kept.text.contains(words))
        #expect(drafts.all().count == 1)
        // Looked at again, and accepted again, it leaves as it is now.
        guard change != .addressee else { return }
        #expect(try await browser.send(page, accepted(kept)).status == 303)
        #expect(sent.count == 1 && drafts.all().isEmpty)
    }

    @Test("deux listes qui se suivent autrement n'ont pas la même marque ; la même l'a toujours")
    func marks() {
        let shown = ShownMark(["un", "deux"])
        #expect(shown == ShownMark(["un", "deux"]) && shown.text.count == 32)
        for other in [["undeux"], ["un", "deux", ""], ["deux", "un"], ["un\",\"deux"], []] {
            #expect(shown != ShownMark(other), "\(other)")
        }
        func isShown(_ values: String...) -> Bool {
            shown.isShown(in: FormFields(values.map { .init(name: "marque", value: $0) }))
        }
        #expect(isShown(shown.text))
        #expect(!isShown() && !isShown("") && !isShown(shown.text, shown.text))
    }

    @Test("sans la marque de sa page, ou sans la voie qu'elle montrait, un brouillon ne part pas")
    func unmarked() async throws {
        let page = page(browser)
        let shown = accepted(try await browser.get(page))
        for lacking in ["marque", "voie"] {
            let kept = try await browser.send(page, shown.filter { $0.0 != lacking })
            #expect(kept.status == 422 && sent.isEmpty, "\(lacking)")
        }
        #expect(try await browser.send(page, shown).status == 303)
    }

    @Test("une réponse n'est que celle de sa page : retouchée ensuite, elle revient")
    func replied() async throws {
        let pli = try partnership.receive()
        partnership.operateur.daemon.on("POST", Routes.localDestroyed, text: "[]")
        let browser = try await Browser.inside(partnership.claire)
        let page = "fiche/\(browser.desk.handles.handle(of: .pli(pli.slip.key)))/repondre"
        func values(_ text: String) -> [(String, String)] {
            [
                ("nom", "MODELE"), ("prenom", "Claire"), ("telephone", "06 00 00 00 01"),
                ("fait-a", "Grenoble"), ("accord", "oui"), ("reponse", text),
            ]
        }
        let confirm = try await browser.send(page, values("Oui.") + [("etape", "controler")])
        let shown = accepted(confirm)
        for (text, fields) in [("Non.", shown), ("Oui.", shown.filter { $0.0 != "marque" })] {
            let kept = try await browser.send(page, values(text) + fields)
            #expect(kept.status == 422)
            #expect(kept.text.contains("Cette réponse a changé depuis"))
        }
        let daemon = partnership.operateur.daemon
        #expect(daemon.bodies("PUT", Routes.localSend).isEmpty)
        #expect(try await browser.send(page, values("Oui.") + shown).status == 303)
        #expect(daemon.bodies("PUT", Routes.localSend).count == 1)
    }

    @Test("un brouillon changé depuis la liste ne s'efface pas")
    func erased() async throws {
        let erase = page(browser).replacing("/envoyer", with: "/effacer")
        func mark(_ text: String) -> [(String, String)] {
            Browser.held("marque", in: browser.form(erase, in: text))
        }
        let shown = mark(try await browser.get("brouillons").text)
        #expect(!shown.isEmpty)
        try rename("AUTRE")
        for mark in [shown, []] {
            let kept = try await browser.send(erase, mark)
            #expect(kept.status == 422 && kept.text.contains("Rien n&#39;est effacé."))
            #expect(kept.text.contains("AUTRE") && drafts.all().count == 1)
        }
        let again = mark(try await browser.get("brouillons").text)
        #expect(try await browser.send(erase, again).status == 303)
        #expect(drafts.all().isEmpty)
    }

    @Test("un brouillon où l'on écrivit page verrouillée ne s'efface pas sans que ce soit montré")
    func typedLocked() async throws {
        let erase = page(browser).replacing("/envoyer", with: "/effacer")
        let shown = Browser.held(
            "marque", in: browser.form(erase, in: try await browser.get("brouillons").text))
        let path: FormPath = "beneficiaire.nom"
        let post = DraftPost([
            .init(name: path.name, values: ["AUTRE"], seen: draft.entries[path].mark)
        ])
        try LockedPosts(partnership.conseillere.folder).add(post, to: draft.id)
        let kept = try await browser.send(erase, shown)
        #expect(kept.status == 422 && kept.text.contains("AUTRE"))
        #expect(drafts.all().count == 1)
    }

    @Test("de deux bureaux sur un dossier, un seul envoie un brouillon ; l'autre le dit")
    func twoBureaux() async throws {
        let other = try await Browser.inside(partnership.conseillere)
        let (one, two) = (page(browser), page(other))
        let first = accepted(try await browser.get(one))
        let second = accepted(try await other.get(two))
        // As the other one's sending does, however slow the network.
        let file = "brouillons/\(draft.id).clos"
        let release = try #require(try partnership.conseillere.files.hold(file))
        let waits = try await browser.send(one, first)
        #expect(waits.status == 503 && sent.isEmpty)
        #expect(waits.text.contains("en train de partir, depuis une autre fenêtre"))
        let erase = one.replacing("/envoyer", with: "/effacer")
        let mark = Browser.held(
            "marque", in: browser.form(erase, in: try await browser.get("brouillons").text))
        #expect(try await browser.send(erase, mark).status == 503)
        release()
        #expect(try await browser.send(one, first).status == 303)
        let late = try await other.send(two, second)
        #expect(late.status == 404 && late.text.contains("Ce brouillon n&#39;est plus là."))
        #expect(sent.count == 1)
    }

    @Test("un envoi qui échoue laisse le brouillon tel qu'il était, libre de repartir")
    func failed() async throws {
        let page = page(browser)
        let shown = accepted(try await browser.get(page))
        let daemon = partnership.ml.daemon
        daemon.on("PUT", Routes.localSend, refuses: 503)
        #expect(try await browser.send(page, shown).status >= 400)
        #expect(try drafts.draft(draft.id) == draft)
        let file = "brouillons/\(draft.id).clos"
        let release = try #require(try partnership.conseillere.files.hold(file))
        release()
    }
}
