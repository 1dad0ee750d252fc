import AgentTestSupport
import BureauAccess
import HTTPTypes
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("Hébergé : ce que le frontal dit, et lui seul, ouvre et ferme un bureau")
struct HostedTests {
    private let partnership: Partnership
    private let browser: Browser

    init() throws {
        partnership = try Partnership()
        browser = try Browser(partnership.claire, isHosted: true)
        partnership.holds([])
    }

    private var daemon: FakeDaemon { partnership.operateur.daemon }

    /// What the front says of a session.
    private func word(
        _ session: Character, of local: String = "claire", failures: Int = 0
    ) -> [(String, String)] {
        [
            ("Liaison-Session", String(repeating: session, count: 32)),
            ("Liaison-Agent", partnership.operateur.name(local).description),
            ("Liaison-Echecs", String(failures)),
        ]
    }

    private func open(_ word: [(String, String)]) async throws -> Browser.Answer {
        try await browser.ask(.post, FrontWord.opening, cookie: nil, fields: word)
    }

    /// Comes in by the place that the bureau gives to the front.
    private func enter(_ word: [(String, String)]) async throws -> String {
        let place = try await open(word)
        #expect(place.status == 200)
        let start = try await browser.ask(.get, place.text, cookie: nil, fields: word)
        #expect(start.status == 200)
        let cookie = try #require(start.header("Set-Cookie"))
        #expect(cookie.hasSuffix("; Secure"))
        return String(cookie.prefix { $0 != ";" })
    }

    private func get(_ cookie: String, _ word: [(String, String)]) async throws -> Browser.Answer {
        try await browser.ask(.get, "", cookie: cookie, fields: word)
    }

    private func unlock(_ cookie: String, _ word: [(String, String)]) async throws -> Int {
        let token = browser.desk.visit.token(for: browser.path("deverrouiller"))
        return try await browser.ask(
            .post, "deverrouiller", cookie: cookie, fields: word,
            body: Browser.encoded([("jeton", token)])
        ).status
    }

    private var entrances: Int {
        daemon.asked.count { $0.hasPrefix("POST /local/v1/entrees") }
    }

    @Test("une entrée ouvre le bureau, et le journal l'a une fois")
    func enters() async throws {
        let word = word("a")
        let cookie = try await enter(word)
        #expect(try await get(cookie, word).text.contains("Ouvrir mon identité"))
        #expect(entrances == 0)
        #expect(try await unlock(cookie, word) == 303)
        #expect(entrances == 1)
        #expect(try await get(cookie, word).text.contains("Ma journée"))
        #expect(try await open(word).text == browser.path(""))
        browser.desk.vault.lock()
        #expect(try await unlock(cookie, word) == 303)
        #expect(entrances == 1)
    }

    @Test("sans ce que dit le frontal, ou dit d'une autre, rien n'est montré")
    func silent() async throws {
        let word = word("a")
        let cookie = try await enter(word)
        #expect(try await get(cookie, []).status == 403)
        #expect(try await get(cookie, Array(word.dropLast())).status == 403)
        #expect(try await get(cookie, word + word).status == 403)
        let other = self.word("a", of: "paul")
        #expect(try await get(cookie, other).header(FrontWord.end) != nil)
        #expect(try await open(other).status == 403)
    }

    @Test("une nouvelle session ferme l'autre : ni son cookie ni son nom ne servent plus")
    func replaced() async throws {
        let (first, second) = (word("a"), word("b"))
        let before = try await enter(first)
        _ = try await unlock(before, first)
        let opened = try await open(second)
        #expect(opened.status == 200 && !browser.desk.vault.isOpen)
        let old = try await get(before, first)
        #expect(old.status == 403 && old.header(FrontWord.end) != nil)
        #expect(try await get(before, second).status == 403)
        #expect(try await open(first).status == 403)
    }

    @Test(
        "une première page perdue se redonne ; son cookie perdu, la session finit, une autre entre")
    func astray() async throws {
        let word = word("a")
        let first = try await open(word).text
        browser.elapsed.advance(Start.life + 1)
        let again = try await open(word).text
        #expect(again != first && again.hasPrefix(browser.path(Start.page)))
        let late = try await browser.ask(.get, first, cookie: nil, fields: word)
        #expect(late.status == 403 && late.header(FrontWord.end) == nil)
        #expect(late.text.contains("page d'entrée") && !late.text.contains("agir-liaison"))
        #expect(try await browser.ask(.get, again, cookie: nil, fields: word).status == 200)
        #expect(try await open(word).text == browser.path(""))
        // What a page asks without cookies ends nothing; her going to a page without it does.
        let drawn = try await browser.ask(
            .get, "", cookie: nil, fields: word + [("Sec-Fetch-Mode", "no-cors")])
        #expect(drawn.status == 403 && drawn.header(FrontWord.end) == nil)
        let without = try await browser.ask(.get, "", cookie: nil, fields: word)
        #expect(without.status == 403 && without.header(FrontWord.end) != nil)
        #expect(try await open(word).status == 403)
        #expect(try await open(self.word("b")).status == 200)
    }

    @Test("une phrase donnée avant une autre session, ou avant de verrouiller, n'ouvre plus rien")
    func tooLate() async throws {
        let (first, second) = (word("a"), word("b"))
        let cookie = try await enter(first)
        let vault = browser.desk.vault
        let identity = try AgentIdentity.generate(.x25519)
        var asked = vault.ends
        _ = try await open(second)
        #expect(!vault.open(identity, asked: asked) && !vault.isOpen)
        #expect(vault.open(identity, asked: vault.ends) && vault.isOpen)
        #expect(try await get(cookie, second).status == 403)

        let other = try await Browser.inside(partnership.claire)
        asked = other.desk.vault.ends
        _ = try await other.send("verrouiller")
        #expect(!other.desk.vault.open(identity, asked: asked) && !other.desk.vault.isOpen)
        try await other.desk.agent.unlock(nil)
        #expect(other.desk.vault.isOpen)
    }

    @Test("ce qui commençait dans une session n'est plus là dans la suivante")
    func forgotten() async throws {
        _ = try await enter(word("a"))
        browser.desk.welcome.beginning = .init(
            name: partnership.operateur.name("claire"), fonction: "Référente",
            phrase: try SecretBytes(random: 20))
        _ = try await open(word("b"))
        #expect(browser.desk.welcome.beginning == nil)
    }

    @Test("le journal a l'entrée de chaque session, même commencée pendant qu'une autre se notait")
    func toldOfEach() async throws {
        let hosting = try #require(browser.desk.hosting)
        _ = try await open(word("a"))
        let first = try #require(hosting.untold)
        _ = try await open(word("b"))
        hosting.wasTold(first)
        let second = try #require(hosting.untold)
        #expect(second != first)
        hosting.wasTold(second)
        #expect(hosting.untold == nil)
    }

    @Test("l'ouverture refusée par le service, ce qui était écrit attend encore")
    func keeps() async throws {
        daemon.on("POST", Routes.localEntrance, refuses: 403)
        let word = word("a")
        let cookie = try await enter(word)
        func post(_ page: String, _ values: [(String, String)]) async throws -> Browser.Answer {
            let token = browser.desk.visit.token(for: browser.path(page))
            return try await browser.ask(
                .post, page, cookie: cookie, fields: word,
                body: Browser.encoded(values + [("jeton", token)]))
        }
        let handle = browser.desk.handles.handle(
            of: .pli(PliKey(de: partnership.ml.structure, id: .random())))
        let locked = try await post("fiche/\(handle)/partager", [("collegue", "OFFICE")])
        let rest = try #require(
            locked.text.split(separator: #"name="garde" value=""#).dropFirst().first)
        let garde = String(rest.prefix { $0 != "\"" })
        let refused = try await post("deverrouiller", [("garde", garde)])
        #expect(refused.status == 403 && refused.text.contains(garde))
        #expect(!browser.desk.vault.isOpen)
    }

    @Test("dix heures après l'entrée tout est fini, quoi qu'on fasse, et le frontal le sait")
    func ends() async throws {
        let word = word("a")
        let cookie = try await enter(word)
        _ = try await unlock(cookie, word)
        browser.elapsed.advance(SessionEnds.absolute)
        let over = try await get(cookie, word)
        #expect(over.status == 403 && over.header(FrontWord.end) != nil)
        #expect(!browser.desk.vault.isOpen)
        #expect(browser.desk.hosting?.isOver == true)
    }

    @Test("ce qu'aucun DPO n'a décidé se referme")
    func undecided() async throws {
        daemon.on("POST", Routes.localEntrance, refuses: 403)
        let word = word("a")
        let cookie = try await enter(word)
        #expect(try await unlock(cookie, word) == 403)
        #expect(!browser.desk.vault.isOpen)
    }

    @Test(
        "cinq phrases fausses, puis on attend avant tout calcul ; la suivante qui convient le dit")
    func phrases() async throws {
        let sealed = try Browser(partnership.claire, isSealed: true, isHosted: true)
        let word = word("a")
        let place = try await sealed.ask(.post, FrontWord.opening, cookie: nil, fields: word)
        let start = try await sealed.ask(.get, place.text, cookie: nil, fields: word)
        let cookie = String(try #require(start.header("Set-Cookie")).prefix { $0 != ";" })
        func unlock(_ phrase: String) async throws -> Browser.Answer {
            let token = sealed.desk.visit.token(for: sealed.path("deverrouiller"))
            return try await sealed.ask(
                .post, "deverrouiller", cookie: cookie, fields: word,
                body: Browser.encoded([("jeton", token), ("phrase", phrase)]))
        }
        for _ in 1...5 { #expect(try await unlock("pas celle-là").status == 422) }
        let waits = try await unlock(Browser.phrase)
        #expect(waits.status == 429 && waits.text.contains("30 secondes"))
        #expect(!sealed.desk.vault.isOpen)
        // Counted in her folder: another process of hers knows.
        #expect(WrongPhrases.count(partnership.claire.folder) == 5)

        sealed.elapsed.advance(30)
        #expect(try await unlock(Browser.phrase).status == 303)
        #expect(daemon.requests.contains { $0.query.contains("codesFaux=oui") })
        let first = try await sealed.ask(.get, "", cookie: cookie, fields: word)
        #expect(first.text.contains("5 phrases fausses"))
        let second = try await sealed.ask(.get, "", cookie: cookie, fields: word)
        #expect(!second.text.contains("phrases fausses"))
        #expect(WrongPhrases.count(partnership.claire.folder) == 0)
        // Five more are free: the right one is no wrong one.
        sealed.desk.vault.lock()
        #expect(try await unlock("encore fausse").status == 422)
    }

    @Test("son style et son script ne gardent pas un bureau ouvert")
    func dress() async throws {
        let word = word("a")
        let cookie = try await enter(word)
        _ = try await unlock(cookie, word)
        let limit = Int64(SessionEnds.defaultIdleMinutes) * 60
        browser.elapsed.advance(limit - 1)
        for file in ["bureau.css", "bureau.js"] {
            let answer = try await browser.ask(.get, file, cookie: cookie, fields: word)
            #expect(answer.status == 200)
        }
        let watch = try await browser.ask(.get, Place.watch, cookie: cookie, fields: word)
        #expect(watch.status == 204)
        browser.elapsed.advance(1)
        #expect(try await get(cookie, word).text.contains("Ouvrir mon identité"))
        // Closed, they are still there for the page that asks for the phrase.
        let style = try await browser.ask(.get, "bureau.css", cookie: cookie, fields: word)
        #expect(style.status == 200)
    }

    @Test("les codes faux essayés à son nom sont dits une fois, identité ouverte")
    func warned() async throws {
        let word = word("a", failures: 3)
        let cookie = try await enter(word)
        #expect(!(try await get(cookie, word).text.contains("3 codes faux")))
        _ = try await unlock(cookie, word)
        #expect(try await get(cookie, word).text.contains("3 codes faux"))
        #expect(!(try await get(cookie, word).text.contains("3 codes faux")))
    }
}
