import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Absence et départ » : à un collègue, ce qu'on lit ; derrière soi, rien")
struct LeaveTests {
    private let partnership: Partnership
    private let browser: Browser

    init() async throws {
        partnership = try Partnership()
        partnership.holds([])
        browser = try await .inside(partnership.claire)
    }

    @Test("sans collègue qui lise, c'est dit ; qui n'en est pas un n'est personne")
    func nobody() async throws {
        for page in ["absence", "depart"] {
            let shown = try await browser.get(page)
            #expect(shown.status == 200 && shown.text.contains("Aucun autre agent"))
            let wrong = try await browser.send(page, [("collegue", "ml.example/claire")])
            #expect(wrong.status == 422)
        }
        #expect(partnership.operateur.daemon.bodies("PUT", Routes.localSend).isEmpty)
    }

    /// What a button sends of what its page showed.
    private func mark(_ rest: String, in answer: Browser.Answer) -> [(String, String)] {
        Browser.held("marque", in: browser.form("depart/\(rest)", in: answer.text))
    }

    @Test("un fichier en clair venu depuis la page n'est pas détruit avant d'être compté")
    func copies() async throws {
        let folder = try TemporaryFolder()
        let context = partnership.claire.context
        func write(_ name: String) throws -> String {
            let path = "\(folder.path)/\(name)"
            try PrivateFile.write(Array("clair".utf8), to: path)
            Copies.record(path, .piece, .none, context)
            return path
        }
        let first = try write("a.pdf")
        let shown = try await browser.get("depart")
        #expect(shown.text.contains("1 fichier en clair"))
        let second = try write("b.pdf")
        for mark in [mark("copies", in: shown), []] {
            let kept = try await browser.send("depart/copies", mark)
            #expect(kept.status == 422 && kept.text.contains("Rien n&#39;est détruit."))
            #expect(PrivateFile.exists(first) && PrivateFile.exists(second))
        }
        let both = try await browser.get("depart")
        #expect(try await browser.send("depart/copies", mark("copies", in: both)).status == 303)
        #expect(!PrivateFile.exists(first) && !PrivateFile.exists(second))
    }

    @Test("tout donner, c'est ce nombre-là : une fiche venue depuis la page la fait revenir")
    func shares() async throws {
        try partnership.joined(by: "paul", .generate(.x25519))
        let name = partnership.operateur.name("paul")
        let first = try partnership.receive()
        let to = ("collegue", name.description)
        let asked = try await browser.send("absence", [to])
        #expect(asked.text.contains("Donner 1 fiche à paul ?"))
        let shown = Browser.held("marque", in: browser.form("absence", in: asked.text))
        let second = try partnership.receive()
        partnership.holds([first, second])
        for mark in [shown, []] {
            let kept = try await browser.send("absence", [to, ("etape", "partager")] + mark)
            #expect(kept.status == 422 && kept.text.contains("Rien n&#39;est donné."))
            #expect(kept.text.contains("Donner 2 fiches à paul ?"))
        }
        #expect(partnership.operateur.daemon.bodies("PUT", Routes.localSend).isEmpty)
        let again = try await browser.send("absence", [to])
        let mark = Browser.held("marque", in: browser.form("absence", in: again.text))
        let done = try await browser.send("absence", [to, ("etape", "partager")] + mark)
        #expect(done.status == 200)
        #expect(partnership.operateur.daemon.bodies("PUT", Routes.localSend).count == 2)
    }

    @Test("qui part voit ce qui reste, et l'efface : ses brouillons d'abord")
    func drafts() async throws {
        let session = try partnership.claire.session()
        let drafts = try SealedDrafts(session)
        _ = try drafts.begin(FicheStart(.spe, session.context))
        let page = try await browser.get("depart")
        #expect(page.text.contains("1 brouillon :") && page.text.contains(">L&#39;effacer<"))
        _ = try drafts.begin(FicheStart(.spe, session.context))
        // One more since: nobody was asked whether it goes.
        for mark in [mark("brouillons", in: page), []] {
            let kept = try await browser.send("depart/brouillons", mark)
            #expect(kept.status == 422 && kept.text.contains("Rien n&#39;est effacé."))
            #expect(kept.text.contains("2 brouillons :") && drafts.all().count == 2)
        }
        let both = try await browser.get("depart")
        #expect(both.text.contains(">Les effacer tous<"))
        let gone = try await browser.send("depart/brouillons", mark("brouillons", in: both))
        #expect(gone.status == 303 && gone.header("Location") == browser.path("depart"))
        #expect(drafts.all().isEmpty)
        #expect(try await browser.get("depart").text.contains("Aucun brouillon."))
        let absence = try await browser.get("absence").text
        #expect(!absence.contains("1 brouillon") && !absence.contains("Aucun brouillon"))
    }
}
