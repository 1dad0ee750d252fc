import AgentTestSupport
import BureauAccess
import HTTPTypes
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Quitter », et ce qui se fait quand personne n'est là")
struct QuitTests {
    private let partnership: Partnership

    init() throws {
        partnership = try Partnership()
        partnership.holds([])
    }

    @Test("quitter ferme les clés, et le cookie d'avant n'ouvre plus rien")
    func quits() async throws {
        let browser = try await Browser.inside(partnership.claire)
        #expect(try await browser.get("").text.contains(browser.path("quitter")))
        let gone = try await browser.send("quitter")
        #expect(gone.status == 200 && !browser.desk.vault.isOpen)
        #expect(gone.header(FrontWord.end) == nil)
        #expect(try await browser.get("").status == 403)
    }

    @Test("hébergé, la session du frontal est finie avec lui, et ne revient pas")
    func hosted() async throws {
        let browser = try Browser(partnership.claire, isHosted: true)
        let word = [
            ("Liaison-Session", String(repeating: "a", count: 32)),
            ("Liaison-Agent", partnership.operateur.name("claire").description),
            ("Liaison-Echecs", "0"),
        ]
        let place = try await browser.ask(.post, FrontWord.opening, cookie: nil, fields: word)
        let start = try await browser.ask(.get, place.text, cookie: nil, fields: word)
        let cookie = String(try #require(start.header("Set-Cookie")).prefix { $0 != ";" })
        let token = browser.desk.visit.token(for: browser.path("quitter"))
        let gone = try await browser.ask(
            .post, "quitter", cookie: cookie, fields: word,
            body: Browser.encoded([("jeton", token)]))
        // By the front's own page: this bureau's style and script have no session any more.
        #expect(gone.status == 303 && gone.header("Location") == FrontWord.left)
        #expect(gone.header(FrontWord.end) != nil)
        #expect(browser.desk.hosting?.isOver == true)
        let again = try await browser.ask(.post, FrontWord.opening, cookie: nil, fields: word)
        #expect(again.status == 403)
    }

    @Test("un bureau que personne n'ouvre se referme au bout de cinq minutes")
    func unused() throws {
        let browser = try Browser(partnership.claire, isHosted: true)
        let hosting = try #require(browser.desk.hosting)
        browser.elapsed.advance(Hosting.patience - 1)
        #expect(!hosting.isOver)
        browser.elapsed.advance(1)
        #expect(hosting.isOver)
    }

    @Test("les brouillons échus d'un agent absent sont détruits, sans sa phrase")
    func purges() throws {
        let claire = partnership.claire
        let session = try claire.session()
        let drafts = try SealedDrafts(session)
        _ = try drafts.begin(FicheStart(.spe, session.context))
        let days = Int64(SealedDraft.keptDays)
        let horloge = partnership.operateur.horloge
        for (later, left) in [(days, 1), (days + 1, 0)] {
            let now = horloge.now + later * 86_400
            Chores(folder: claire.folder, now: { now }).run()
            #expect(drafts.all().count == left)
        }
    }
}
