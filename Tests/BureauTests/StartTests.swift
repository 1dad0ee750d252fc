import AgentTestSupport
import HTTPTypes
import LiaisonAgent
import Testing

@testable import agir_liaison_bureau

@Suite("L'entrée : un lien qui sert une fois, pendant une minute")
struct StartTests {
    private let browser: Browser

    init() throws { browser = try Browser(Partnership().claire) }

    /// As the page of the runtime folder leads there.
    private func enter(_ word: String, from site: String = "cross-site") async throws
        -> Browser.Answer
    {
        try await browser.ask(
            .get, "entree/\(word)", cookie: nil, fields: [("Sec-Fetch-Site", site)])
    }

    @Test("il donne un cookie de ce chemin seul, et une page qui ouvre le bureau")
    func enters() async throws {
        let answer = try await enter(browser.desk.start.draw())
        // No redirection: what comes from a file would arrive without the cookie.
        #expect(answer.status == 200)
        #expect(
            answer.text.contains(
                #"<meta http-equiv="refresh" content="0; url=\#(browser.path(""))">"#))
        let cookie = try #require(answer.header("Set-Cookie"))
        let parts = cookie.components
        #expect(parts.dropFirst() == ["Path=\(browser.path(""))", "HttpOnly", "SameSite=Strict"])
        // 32 bytes, in hexadecimal.
        #expect(parts[0].hasPrefix("bureau=") && parts[0].count == "bureau=".count + 64)
        #expect(try await browser.ask(.get, "", cookie: parts[0]).status == 200)
        // The visit before has ended.
        #expect(try await browser.get("").status == 403)
    }

    @Test("une seconde fois, trop tard, ou deviné : refusé, sans cookie")
    func refused() async throws {
        let word = browser.desk.start.draw()
        #expect(try await enter(word).status == 200)
        let again = try await enter(word)
        #expect(again.status == 403 && again.header("Set-Cookie") == nil)

        let late = browser.desk.start.draw()
        browser.elapsed.advance(Start.life)
        #expect(try await enter(late).status == 403)

        let replaced = browser.desk.start.draw()
        let last = browser.desk.start.draw()
        #expect(try await enter(replaced).status == 403)
        #expect(try await enter(String(last.dropLast())).status == 403)
        #expect(try await enter("").status == 404)
        #expect(try await enter(last).status == 200)
    }

    @Test("à la dernière seconde il sert encore ; il s'écrit avec l'adresse de ce bureau")
    func lastSecond() async throws {
        let word = browser.desk.start.draw()
        browser.elapsed.advance(Start.life - 1)
        #expect(try await enter(word, from: "none").status == 200)
        #expect(
            browser.desk.place.address(of: Start.page + word)
                == "http://\(Browser.authority)\(browser.path("entree/"))\(word)")
    }

    @Test("ce qui vient d'un autre port du même nom n'entre pas")
    func sameSite() async throws {
        let word = browser.desk.start.draw()
        #expect(try await enter(word, from: "same-site").status == 403)
        // It was not used up.
        #expect(try await enter(word).status == 200)
    }
}

extension String {
    fileprivate var components: [String] {
        split(separator: ";").map { String($0.drop { $0 == " " }) }
    }
}
