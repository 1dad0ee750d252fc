import AgentTestSupport
import HTTPTypes
import LiaisonAgent
import Testing

@testable import agir_liaison_bureau

@Suite("Qui le bureau sert : le navigateur entré par le bon lien, depuis nos pages, à notre nom")
struct GateTests {
    private let browser: Browser
    private let cookie: String

    init() throws {
        browser = try Browser(Partnership().claire)
        cookie = browser.cookie
    }

    private func isBare(_ answer: Browser.Answer) -> Bool {
        // Nothing tells whose bureau it is.
        !answer.text.contains("Isère") && !answer.text.contains("claire")
            && answer.header("Set-Cookie") == nil
    }

    @Test(
        "un autre nom que le nôtre n'est pas servi : un site qui se fait passer pour cette machine",
        arguments: [
            "evil.example", "evil.example:7890", "127.4.5.6", "127.4.5.6:7891", "localhost:7890",
            "127.0.0.1:7890", "",
        ])
    func rebinding(authority: String) async throws {
        for method in [HTTPRequest.Method.get, .post] {
            let answer = try await browser.ask(method, "", cookie: cookie, authority: authority)
            #expect(answer.status == 421 && isBare(answer))
        }
    }

    @Test("deux noms à la fois ne sont pas servis")
    func twoHosts() async throws {
        let answer = try await browser.ask(
            .get, "", cookie: cookie, fields: [("Host", "evil.example")])
        #expect(answer.status == 421)
    }

    @Test("une adresse entière n'est pas un chemin")
    func absolute() async throws {
        #expect(try await browser.ask(.get, "/", cookie: cookie).status == 404)
        // The path of the head is what stands in the request line.
        let path = "http://evil.example/"
        #expect(
            throws: Refused(.host)
        ) {
            try Gate(place: browser.desk.place, visit: browser.desk.visit).check(
                HTTPRequest(
                    method: .get, scheme: "http", authority: Browser.authority, path: path))
        }
    }

    @Test("hors de son chemin, rien, même avec son cookie")
    func otherPath() async throws {
        let own = browser.desk.place.path
        for path in [
            "/", "/autre/", "/\(own)", "/\(own.dropLast())/", "/\(own)0/", "//\(own)/",
            "/\(own.uppercased())x/",
        ] {
            let answer = try await browser.ask(.get, path, cookie: cookie)
            #expect(answer.status == 404 && isBare(answer), "\(path)")
        }
    }

    @Test("sans le cookie de cette instance, rien")
    func otherCookie() async throws {
        let other = try Browser(Partnership().claire).cookie
        for cookie in [
            nil, other, "bureau=", "bureau=0", "x\(cookie)", String(cookie.dropLast()),
            cookie.uppercased(),
        ] {
            let answer = try await browser.ask(.get, "", cookie: cookie)
            #expect(answer.status == 403 && isBare(answer))
        }
        // What another program of this host put beside it changes nothing.
        let both = try await browser.ask(.get, "", cookie: "bureau=00; \(cookie)")
        #expect(both.status == 200)
        // The look is nobody's, and the page that says goodbye has it.
        #expect(try await browser.ask(.get, "bureau.css", cookie: nil).status == 200)
        #expect(try await browser.ask(.get, "compte", cookie: nil).status == 403)
    }

    @Test(
        "ce qu'une autre page demande n'est pas servi",
        arguments: ["cross-site", "same-site", "autre"])
    func otherSite(site: String) async throws {
        let answer = try await browser.ask(
            .get, "", cookie: cookie, fields: [("Sec-Fetch-Site", site)])
        #expect(answer.status == 403 && isBare(answer))
    }

    @Test("une adresse tapée, une page de chez nous : servies ; une écriture, de chez nous")
    func ownSite() async throws {
        for site in ["none", "same-origin"] {
            let answer = try await browser.ask(
                .get, "", cookie: cookie, fields: [("Sec-Fetch-Site", site)])
            #expect(answer.status == 200)
        }
        let typed = try await browser.ask(
            .post, "verrouiller", cookie: cookie, fields: [("Sec-Fetch-Site", "none")])
        #expect(typed.status == 403)
    }

    @Test(
        "une écriture dit d'où elle vient, exactement",
        arguments: [
            "null", "http://evil.example", "https://127.4.5.6:7890", "http://127.4.5.6:7891",
            "http://127.4.5.6:7890/", "http://127.4.5.6:7890.evil.example", "",
        ])
    func otherOrigin(origin: String) async throws {
        let token = browser.desk.visit.token(for: browser.path("verrouiller"))
        let answer = try await browser.ask(
            .post, "verrouiller", cookie: cookie, fields: [("Origin", origin)],
            body: "jeton=\(token)")
        #expect(answer.status == 403 && isBare(answer))
    }

    @Test("d'autres méthodes que lire et écrire ne sont pas comprises")
    func methods() async throws {
        for method in [HTTPRequest.Method.put, .delete, .options, .head, .patch] {
            #expect(try await browser.ask(method, "", cookie: cookie).status == 405)
        }
    }

    @Test("toute réponse, même un refus, ferme le navigateur à ce qui vient d'ailleurs")
    func headers() async throws {
        for answer in [
            try await browser.get(""), try await browser.get("bureau.css"),
            try await browser.get("rien"), try await browser.ask(.get, "/", cookie: nil),
            try await browser.ask(.post, "verrouiller", cookie: cookie),
        ] {
            #expect(answer.header("Content-Security-Policy") == SecurityHeaders.policy)
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Referrer-Policy") == "same-origin")
            #expect(answer.header("Content-Type")?.hasSuffix("; charset=utf-8") == true)
        }
        for unsafe in ["unsafe", "*", "http:", "https:", "data:"] {
            #expect(!SecurityHeaders.policy.contains(unsafe))
        }
    }
}
