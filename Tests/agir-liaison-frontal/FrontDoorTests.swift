import BureauAccess
import LiaisonBase
import LiaisonSchema
import Testing

@testable import agir_liaison_frontal

@Suite("Frontal : l'entrée")
struct FrontDoorTests {
    private let street: Street
    private var door: FrontDoor { street.door }

    init() throws { street = try Street() }

    private func text(_ answer: FrontAnswer?) -> String {
        String(decoding: answer?.body ?? [], as: UTF8.self)
    }

    /// What stands between two texts of a page.
    private func piece(_ page: String, after start: String, before end: String) throws -> String {
        let from = try #require(page.firstRange(of: start)).upperBound
        let to = try #require(page[from...].firstRange(of: end)).lowerBound
        return String(page[from..<to])
    }

    private func send(_ path: String, _ body: String, cookie: String? = nil) throws -> FrontAnswer {
        let request = street.post(path, cookie: cookie)
        #expect(door.route(request, isOpen: true).isForm)
        return try door.post(request, body: Array(body.utf8), network: "n")
    }

    @Test("du code d'invitation au bureau : trois pages, et deux cookies qui ne servent qu'ici")
    func enrolment() throws {
        let first = try send("/invitation", "nom=claire.exemple&invitation=\(try street.invite())")
        #expect(first.status == 200)
        let page = text(first)
        #expect(page.contains("otpauth://totp/agir38.example:claire.exemple?secret="))
        let token = try piece(page, after: "name=\"jeton\" value=\"", before: "\"")
        let (_, totp) = try #require(door.entrance.pending(token))
        #expect(page.contains(totp.typedSecret))
        let wrong = try send("/premier-code", "jeton=\(token)&code=abcdef")
        #expect(wrong.status == 403 && text(wrong).contains(totp.typedSecret))
        let code = totp.code(step: TOTP.step(at: street.now))
        let admitted = try send("/premier-code", "jeton=\(token)&code=\(code)")
        #expect(admitted.status == 303 && admitted.values("Location") == ["/"])
        let cookies = admitted.values("Set-Cookie")
        #expect(cookies.count == 2)
        for cookie in cookies {
            #expect(cookie.hasPrefix("__Host-"))
            #expect(cookie.contains("; Path=/; Secure; HttpOnly; SameSite=Strict"))
        }
        let entrance = try #require(cookies.first { $0.hasPrefix("__Host-entree=") })
        let pair = String(entrance.prefix { $0 != ";" })
        #expect(door.route(street.get("/", cookie: pair), isOpen: true).opening != nil)
        #expect(door.route(street.get("/ab/journee", cookie: pair), isOpen: true).bureau != nil)
    }

    @Test("un nom et un code ; le même code ne sert pas deux fois")
    func entrance() throws {
        guard
            case .taken(_, let totp, let token) = try door.entrance.redeem(
                name: "claire.exemple", code: try street.invite(), network: "n")
        else { throw RegisterError.unknown }
        _ = try door.entrance.confirm(
            token: token, code: totp.code(step: TOTP.step(at: street.now)))
        street.pass(TOTP.period)
        let body = "nom=Claire.Exemple&code=\(totp.code(step: TOTP.step(at: street.now)))"
        #expect(try send("/entree", body).status == 303)
        let again = try send("/entree", body)
        #expect(again.status == 403 && again.values("Set-Cookie").isEmpty)
        #expect(text(again).contains("value=\"Claire.Exemple\""))
    }

    @Test("après cinq codes faux, la page dit combien attendre")
    func slowed() throws {
        for _ in 0..<5 { #expect(try send("/entree", "nom=claire&code=1").status == 403) }
        let wait = try send("/entree", "nom=claire&code=1")
        #expect(wait.status == 429 && wait.values("Retry-After") == ["30"])
        #expect(text(wait).contains("30 secondes"))
    }

    @Test(
        "un autre hôte, une autre méthode, une autre origine : refusé, rien n'est fait",
        arguments: ["/entree", "/invitation", "/premier-code"])
    func elsewhere(path: String) {
        func status(_ change: (inout FrontRequest) -> Void) -> Int? {
            var request = street.post(path)
            change(&request)
            return door.route(request, isOpen: true).answer?.status
        }
        #expect(status { _ in } == nil)
        for host in ["127.0.0.1", "bureau.agir38.example.attaquant.example", "", "agir38.example"] {
            #expect(status { $0.host = host } == 421, "\(host)")
        }
        #expect(status { $0.host = nil } == 421)
        #expect(status { $0.fields.append(FrontField("Host", Street.host)) } == 421)
        #expect(status { $0.target = "http://ailleurs.example/entree" } == 421)
        #expect(status { $0.target = "/" + path } == 421)
        #expect(status { $0.method = "PUT" } == 405)
        #expect(status { $0.fields.remove(at: 0) } == 403)
        for origin in ["null", "https://ailleurs.example", "http://bureau.agir38.example"] {
            #expect(status { $0.fields[0] = FrontField("Origin", origin) } == 403, "\(origin)")
        }
        #expect(status { $0.fields.append(FrontField("Origin", Street.origin)) } == 403)
        for site in ["cross-site", "same-site", "none"] {
            #expect(status { $0.fields.append(FrontField("Sec-Fetch-Site", site)) } == 403)
        }
        #expect(status { $0.host = "bureau.agir38.example:443" } == nil)
    }

    @Test("ce qui cacherait une seconde demande derrière la première est refusé, session ou pas")
    func smuggled() throws {
        let cookie = "\(FrontDoor.sessionCookie)=\(try street.admit().cookie)"
        func status(_ method: String, _ fields: [FrontField]) -> Int? {
            var request = street.get("/ab/journee", cookie: cookie)
            request.method = method
            request.fields += fields
            return door.route(request, isOpen: true).answer?.status
        }
        #expect(status("GET", []) == nil)
        #expect(status("GET", [FrontField("Content-Length", "0")]) == nil)
        #expect(status("POST", [FrontField("Content-Length", "12")]) == nil)
        for wrong in [
            [FrontField("Transfer-Encoding", "chunked")], [FrontField("Content-Length", "12")],
        ] {
            #expect(status("GET", wrong) == 411)
        }
        for wrong in [
            [], [FrontField("Transfer-Encoding", "chunked")],
            [FrontField("Content-Length", "1"), FrontField("Content-Length", "2")],
            [FrontField("Content-Length", "1"), FrontField("Transfer-Encoding", "chunked")],
        ] {
            #expect(status("POST", wrong) == 411)
        }
    }

    @Test(
        "une adresse écrite autrement que celles d'un bureau n'y va pas",
        arguments: [
            "/%66rontal/ouverture", "/frontal%2Fouverture", "/./frontal/ouverture",
            "/../frontal/ouverture", "/favicon.ico", "/ab;c/frontal", "/é/", "/frontal\\ouverture",
        ])
    func otherwise(path: String) throws {
        let cookie = "\(FrontDoor.sessionCookie)=\(try street.admit().cookie)"
        for request in [street.get(path, cookie: cookie), street.post(path, cookie: cookie)] {
            #expect(door.route(request, isOpen: true).answer?.status == 404)
        }
    }

    @Test("sans session, rien d'un bureau ; avec une, jamais ce qu'il ne dit qu'au frontal")
    func session() throws {
        let admission = try street.admit()
        let cookie = "\(FrontDoor.sessionCookie)=\(admission.cookie)"
        for stranger in [nil, "\(FrontDoor.sessionCookie)=00", "\(cookie); \(cookie)", "x=y"] {
            let answer = door.route(street.get("/ab/journee", cookie: stranger), isOpen: true)
                .answer
            #expect(answer?.status == 303 && answer?.values("Location") == ["/"])
            let sent = door.route(street.post("/ab/envoyer", cookie: stranger), isOpen: true)
                .answer
            let end = try #require(sent?.values("Location").first)
            #expect(sent?.status == 303 && end == "/?session-finie")
            let said = try #require(door.route(street.get(end), isOpen: true).answer)
            #expect(text(said).contains("Votre session est finie."))
        }
        let left = try #require(door.route(street.get(FrontWord.left), isOpen: true).answer)
        #expect(left.status == 200 && text(left).contains("Vous avez quitté le bureau"))
        #expect(
            door.route(street.get("/ab/journee", cookie: "a=b; \(cookie)"), isOpen: true).bureau
                == admission.session)
        #expect(
            door.route(street.post("/frontal/ouverture", cookie: cookie), isOpen: true).bureau
                == nil)
        street.pass(SessionEnds.absolute)
        #expect(door.route(street.get("/ab/journee", cookie: cookie), isOpen: true).bureau == nil)
    }

    @Test("fermés, faute de décision, les bureaux ne laissent entrer ni rester personne")
    func closed() throws {
        let cookie = "\(FrontDoor.sessionCookie)=\(try street.admit().cookie)"
        for request in [
            street.get("/"), street.post("/entree"), street.get("/ab/journee", cookie: cookie),
        ] {
            #expect(door.route(request, isOpen: false).answer?.status == 503)
        }
    }

    @Test(
        "ce que chacun tape est du texte ; chaque page a sa politique, et n'est gardée nulle part")
    func pages() throws {
        let answer = try send("/entree", "nom=%22%3E%3Cscript%3Ea%3C/script%3E&code=1")
        let page = text(answer)
        #expect(!page.contains("<script") && page.contains("&quot;&gt;&lt;script&gt;"))
        #expect(page.contains("Opérateur &lt;AGIR&gt; de l&#39;Isère"))
        // No line begins with a double sign.
        #expect(page.contains("Par exemple\u{A0}: claire.exemple"))
        for page in [answer, door.pages.entrance(), door.pages.wait(seconds: 60), FrontPages.style]
        {
            #expect(
                page.values("Content-Security-Policy").first?.hasPrefix("default-src 'none'")
                    == true)
            #expect(page.values("Cache-Control") == ["no-store"])
        }
        #expect(
            try door.post(street.post("/entree"), body: Array("%".utf8), network: "n").status == 400
        )
    }
}
