import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("« Ma journée » : ce qui est arrivé, ce qui est parti")
struct DayTests {
    private let partnership: Partnership

    init() throws { partnership = try Partnership() }

    private func browser() async throws -> Browser {
        try await .inside(partnership.claire)
    }

    /// What an address of a page leads to.
    private func links(_ html: String, to page: String, _ browser: Browser) -> [String] {
        let start = "href=\"\(browser.path(page))"
        return html.split(separator: start).dropFirst().compactMap {
            $0.split(separator: "\"").first.map(String.init)
        }
    }

    @Test("une fiche reçue : son partenaire par son nom, son état ; la personne, une fois lue")
    func received() async throws {
        let pli = try partnership.receive()
        let browser = try await browser()
        let before = try await browser.get("")
        #expect(before.status == 200)
        #expect(before.text.contains("Mission locale de Grenoble"))
        #expect(before.text.contains("Pas encore lue") && before.text.contains("Nouvelle"))
        #expect(before.text.contains("1 document nouveau."))
        #expect(before.text.contains("Aucune fiche envoyée."))
        #expect(!before.text.contains("OFFICE"))
        // The address tells neither the fiche nor who sent it.
        #expect(!before.text.contains(pli.slip.id.text))
        let word = try #require(links(before.text, to: "fiche/", browser).first)
        #expect(word.count == 20)

        #expect(try await browser.get("fiche/\(word)").status == 200)
        let after = try await browser.get("")
        #expect(after.text.contains("OFFICE Samir"))
        // A title names nobody.
        #expect(after.text.contains("<title>Ma journée</title>"))
    }

    @Test("la liste de la ligne de commande garde ses numéros")
    func numbers() async throws {
        let pli = try partnership.receive()
        let session = try partnership.claire.session()
        _ = try BoxView(session).list(.reception)
        partnership.holds([])
        _ = try await browser().get("")
        partnership.holds([pli])
        #expect(try BoxListing.find("1", session).key == pli.slip.key)
    }

    @Test("d'une structure que personne n'a vérifiée : à vérifier")
    func unverified() async throws {
        try partnership.receive()
        let act = "verifications/\(partnership.ml.structure).note"
        try partnership.claire.folder.write(Array("rien".utf8), to: act, replacing: true)
        #expect(try await browser().get("").text.contains("À vérifier"))
    }

    @Test("cinquante par page, puis les plus anciennes ; une page mal nommée n'est pas")
    func paging() async throws {
        let pli = try partnership.receive()
        let row = BoxEntry(
            pli.slip, recu: partnership.operateur.horloge.now, place: .reception(.nonLu))
        let rows = Array(repeating: row, count: BoxTable.length + 1)
        partnership.operateur.daemon.on("GET", "/local/v1/boite/reception", json: rows.value)
        let browser = try await browser()
        let first = try await browser.get("")
        #expect(links(first.text, to: "fiche/", browser).count == BoxTable.length)
        #expect(first.text.contains(browser.path("boite/reception/2")))
        let second = try await browser.get("boite/reception/2")
        #expect(links(second.text, to: "fiche/", browser).count == 1)
        #expect(second.text.contains("Plus récentes") && !second.text.contains("Plus anciennes"))
        #expect(try await browser.get("boite/reception/9").text.contains("Rien de plus ancien."))
        for page in ["boite/reception/0", "boite/reception/x", "boite/autre/1"] {
            #expect(try await browser.get(page).status == 404)
        }
    }

    @Test(
        "par date, le service ne donne qu'une page ; triée, la boîte ne se relit que si elle change, ou ce qu'on en sait"
    )
    func asksForPages() async throws {
        let pli = try partnership.receive()
        let team = partnership.operateur
        let row = BoxEntry(pli.slip, recu: team.horloge.now, place: .reception(.nonLu))
        let rows = Array(repeating: row, count: 2 * BoxTable.length + 1)
        team.daemon.on("GET", "/local/v1/boite/reception") { request in
            let asked = request.query.split(separator: "&").map { $0.split(separator: "=") }
            func number(_ name: String) -> Int? {
                asked.first { $0.count == 2 && $0[0] == name }.flatMap { Int($0[1]) }
            }
            let part = rows.dropFirst(number("saut") ?? 0).prefix(number("nombre") ?? .max)
            return .init(status: 200, body: Array(Array(part).value.text.utf8))
        }
        func stands(as revision: String) throws {
            try team.shows([partnership.ml.card()]) { $0["boites"] = .string(revision) }
        }
        let browser = try await browser()
        func asked(_ page: String, rows: Int) async throws -> [String] {
            team.daemon.forget()
            let answer = try await browser.get("boite/reception/\(page)")
            #expect(links(answer.text, to: "fiche/", browser).count == rows)
            return team.daemon.requests.filter { $0.path.hasSuffix("/boite/reception") }
                .map { $0.query.split(separator: "=").first.map(String.init) ?? "toute" }
        }
        try stands(as: "a")
        #expect(try await asked("1", rows: 50) == ["nombre"])
        #expect(try await asked("3", rows: 1) == ["nombre"])
        #expect(
            team.daemon.requests.last { $0.path.hasSuffix("reception") }?.query
                == "nombre=51&saut=100")
        #expect(try await asked("1/personne", rows: 50) == ["toute", "ids"])
        #expect(try await asked("3/personne", rows: 1) == ["ids"])
        #expect(try await asked("3/etat", rows: 1) == ["toute", "ids"])
        try stands(as: "b")
        #expect(try await asked("1/etat", rows: 50) == ["toute", "ids"])
        #expect(try await asked("1/etat", rows: 50) == ["ids"])
        // Whom it is about is known from now on.
        let word = browser.desk.handles.handle(of: .pli(pli.slip.key))
        _ = try await browser.get("fiche/\(word)")
        #expect(try await asked("1/etat", rows: 50) == ["toute", "ids"])
        browser.desk.vault.lock()
        #expect(browser.desk.vault.orders.isEmpty)
    }

    @Test("ce qu'une fiche remplace se dit, même quand c'est sur une autre page")
    func replacedElsewhere() async throws {
        let old = try partnership.receive()
        var slip = try partnership.receive().slip
        slip.remplace = old.slip.id
        let team = partnership.operateur
        let before = BoxEntry(old.slip, recu: team.horloge.now, place: .reception(.ouvert))
        let new = BoxEntry(slip, recu: team.horloge.now, place: .reception(.nonLu))
        team.daemon.on("GET", "/local/v1/boite/reception") { request in
            let named = request.query.hasPrefix("ids=")
            return .init(
                status: 200, body: Array((named ? [before] : [new]).value.text.utf8))
        }
        try team.shows([partnership.ml.card()]) { $0["boites"] = "a" }
        let page = try await browser().get("boite/reception/1")
        #expect(page.text.contains("remplace celle d"))
        #expect(page.text.split(separator: "class=\"qui\"").count == 2)
    }

    @Test("le service absent se dit, et rien n'est perdu : il revient, la page aussi")
    func away() async throws {
        partnership.holds([])
        let browser = try await browser()
        partnership.operateur.daemon.isDown = true
        let away = try await browser.get("")
        #expect(away.status == 503)
        #expect(away.text.contains("Le service de votre structure ne répond pas."))
        #expect(away.text.contains("prévenez votre administrateur."))
        #expect(!away.text.contains("à l&#39;adresse"))
        #expect(browser.desk.vault.isOpen)
        partnership.operateur.daemon.isDown = false
        #expect(try await browser.get("").status == 200)
    }

    @Test("ce que le service répond d'illisible est une erreur dite")
    func unreadable() async throws {
        let browser = try await browser()
        for text in FakeDaemon.unreadable where text != "[]" {
            partnership.operateur.daemon.on("GET", "/local/v1/boite/reception", text: text)
            #expect(try await browser.get("").status == 422)
        }
    }

    @Test("le nom hostile d'un partenaire est du texte")
    func hostileName() async throws {
        let hostile = "<script>x</script>\"><b>"
        let card = try partnership.ml.card(serie: 2) { $0.libelle = hostile }
        try partnership.claire.knows(card)
        try partnership.operateur.shows([card])
        try partnership.receive()
        let answer = try await browser().get("")
        #expect(answer.text.contains("&lt;script&gt;x&lt;/script&gt;&quot;&gt;&lt;b&gt;"))
        #expect(!answer.text.contains("<script>x"))
    }

    @Test("trier : par personne, par partenaire, par état ; aucun autre mot n'est un tri")
    func sorts() async throws {
        let first = try partnership.receive()
        let second = try partnership.receive()
        partnership.holds([first, second])
        let browser = try await browser()
        let word = browser.desk.handles.handle(of: .pli(second.slip.key))
        _ = try await browser.get("fiche/\(word)")
        for sort in BoxSort.allCases where sort != .quand {
            let page = try await browser.get("boite/reception/1/\(sort.rawValue)")
            #expect(page.status == 200)
            #expect(links(page.text, to: "fiche/", browser).count == 2)
            #expect(page.text.contains(browser.path("boite/reception/1/etat")))
        }
        // Whom nobody knows yet comes last.
        let persons = try await browser.get("boite/reception/1/personne")
        #expect(links(persons.text, to: "fiche/", browser).first == word)
        #expect(try await browser.get("boite/reception/1/nom").status == 404)
    }

    @Test("une réponse est attendue de ce qui est remis, et que rien n'a répondu ni remplacé")
    func awaited() async throws {
        let pli = try partnership.receive()
        let daemon = partnership.operateur.daemon
        func sent(_ statut: EnvoiStatut) {
            let row = BoxEntry(
                pli.slip, recu: nil, place: .envoi(statut, retenu: false, accuses: []))
            daemon.on("GET", "/local/v1/boite/envoi", json: [row].value)
            daemon.on("GET", "/local/v1/boite/reception", text: "[]")
        }
        let browser = try await browser()
        sent(.enAttente)
        #expect(!(try await browser.get("").text.contains("attendue")))
        sent(.remis)
        let day = try await browser.get("").text
        #expect(day.contains("Une réponse attendue"))
        // Beneath «À», who wrote is no addressee.
        #expect(day.contains("<small>écrite par claire</small>"))
        let page = try await browser.get("attendues")
        #expect(links(page.text, to: "fiche/", browser).count == 1)
        sent(.repondu)
        #expect(!(try await browser.get("").text.contains("attendue")))
        #expect(try await browser.get("attendues").text.contains("est attendue."))
    }

    @Test("les pièces d'une fiche se comptent une fois qu'elle est lue")
    func pieces() async throws {
        let pli = try partnership.receive()
        let session = try partnership.claire.session()
        let row = BoxEntry(
            pli.slip, recu: partnership.operateur.horloge.now, place: .reception(.nonLu))
        let opened = try FicheSource.received(pli.slip.id.text, session)
        try Repertoire.update(session) { $0.add(opened.fiche, opened.manifest, pieces: 2) }
        #expect(Repertoire(session).attachments(row) == 2)
        #expect(try await browser().get("").text.contains("<td data-colonne=\"Pièces\">2</td>"))
    }

    @Test(
        "le bandeau des délais s'écarte jusqu'à demain, par qui n'a pas à agir, et revient s'il change"
    )
    func aside() async throws {
        partnership.holds([])
        let team = partnership.operateur
        func runs(_ count: Int) throws {
            let clock = LocalCountdown(
                n: 1, type: .violation, what: .unread(partnership.ml.structure, count),
                heure: team.horloge.now)
            try team.shows([partnership.ml.card()]) { $0["echeances"] = [clock].value }
        }
        try runs(2)
        let browser = try await browser()
        let day = try await browser.get("")
        #expect(day.text.contains("2 notifications reçues"))
        let mark = Browser.held("marque", in: browser.form("bandeau/ecarter", in: day.text))
        #expect(!mark.isEmpty)
        // Another clock that began meanwhile was shown to nobody.
        try runs(3)
        for mark in [mark, []] {
            #expect(try await browser.send("bandeau/ecarter", mark).status == 409)
        }
        #expect(try await browser.get("").text.contains("3 notifications reçues"))
        try runs(2)
        #expect(try await browser.send("bandeau/ecarter", mark).status == 303)
        let quiet = try await browser.get("")
        #expect(!quiet.text.contains("notifications reçues"))
        #expect(!quiet.text.contains(browser.path("bandeau/ecarter")))
        try runs(3)
        #expect(try await browser.get("").text.contains("3 notifications reçues"))
        try runs(2)
        team.horloge.set(team.horloge.now + 86_400)
        #expect(try await browser.get("").text.contains("2 notifications reçues"))
    }
}
