import AgentTestSupport
import HTTPTypes
import LiaisonAgent
import LiaisonBase
import Testing

@testable import agir_liaison_bureau

@Suite("Une écriture a le jeton de son propre formulaire")
struct FormTokenTests {
    private let browser: Browser

    init() throws { browser = try Browser(Partnership().claire) }

    private func lock(_ body: String, _ fields: [(String, String)] = []) async throws -> Int {
        try await browser.desk.agent.unlock(nil)
        let answer = try await browser.ask(
            .post, "verrouiller", cookie: browser.cookie, fields: fields, body: body)
        #expect(browser.desk.vault.isOpen == (answer.status != 303))
        return answer.status
    }

    private func token(_ page: String) -> String {
        browser.desk.visit.token(for: browser.path(page))
    }

    @Test("le sien passe ; celui d'un autre formulaire, d'une autre visite, ou deux fois : non")
    func tokens() async throws {
        let own = token("verrouiller")
        #expect(try await lock("jeton=\(own)") == 303)
        #expect(try await lock("jeton=\(token("deverrouiller"))") == 403)
        let other = try Browser(Partnership().claire)
        let foreign = other.desk.visit.token(for: browser.path("verrouiller"))
        #expect(try await lock("jeton=\(foreign)") == 403)
        #expect(try await lock("jeton=\(own)&jeton=\(own)") == 403)
        #expect(try await lock("jeton=\(own.dropLast())") == 403)
        #expect(try await lock("jeton=") == 403)
        #expect(try await lock("") == 403)
    }

    @Test("le jeton d'une visite finit avec elle")
    func ended() async throws {
        let own = token("verrouiller")
        let cookie = String(browser.desk.visit.begin().prefix { $0 != ";" })
        let answer = try await browser.ask(
            .post, "verrouiller", cookie: cookie, body: "jeton=\(own)")
        #expect(answer.status == 403)
    }

    @Test("un formulaire trop grand, d'un autre genre, ou mal écrit n'est pas lu")
    func malformed() async throws {
        let own = "jeton=\(token("verrouiller"))"
        let long = own + "&x=" + String(repeating: "a", count: FormFields.bytes)
        #expect(try await lock(long) == 413)
        let many = own + String(repeating: "&a=1", count: FormFields.most)
        #expect(try await lock(many) == 413)
        #expect(try await lock(own + "&a=%") == 400)
        for type in ["text/plain", "multipart/form-data; boundary=a", "application/json"] {
            #expect(try await lock(own, [("Content-Type", type)]) == 400)
        }
    }
}
