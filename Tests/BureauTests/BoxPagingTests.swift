import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@testable import agir_liaison_bureau

@Suite("Une boîte page par page : chaque ligne qu'on peut ouvrir, une fois")
struct BoxPagingTests {
    private let partnership: Partnership
    private let pli: Pli

    init() throws {
        partnership = try Partnership()
        pli = try partnership.receive()
    }

    private var team: Team { partnership.operateur }

    /// A row of the inbox: a fiche, which referents open, or a notice, which the DPO opens.
    private func row(_ objet: Objet = .fiche, de: StructureName? = nil) -> BoxEntry {
        var slip = pli.slip
        slip.id = .random()
        slip.de = de ?? slip.de
        if objet == .violation {
            (slip.objet, slip.modele, slip.addressees) = (objet, nil, .roles([.dpo]))
        }
        return BoxEntry(slip, recu: team.horloge.now, place: .reception(.nonLu))
    }

    /// The service holds these, newest first, and gives them in parts.
    private func holds(_ rows: [BoxEntry], as revision: String = "a") throws {
        team.daemon.on("GET", "/local/v1/boite/reception") { request in
            let asked = request.query.split(separator: "&").map { $0.split(separator: "=") }
            func value(_ name: String) -> Substring? {
                asked.first { $0.count == 2 && $0[0] == name }?[1]
            }
            func number(_ name: String) -> Int? { value(name).flatMap { Int($0) } }
            let ids = value("ids")?.split(separator: ",").map(String.init)
            let part = rows.filter { ids?.contains($0.id.text) ?? true }
                .dropFirst(number("saut") ?? 0).prefix(number("nombre") ?? .max)
            return .init(status: 200, body: Array(Array(part).value.text.utf8))
        }
        try stands(as: revision)
    }

    private func stands(as revision: String, own: SignedCarte? = nil, _ card: SignedCarte? = nil)
        throws
    {
        try team.shows(own: own, [card ?? partnership.ml.card()]) {
            $0["boites"] = .string(revision)
        }
    }

    /// How often the box was read whole since the service was made to forget.
    private var wholeReadings: Int {
        team.daemon.requests.count { $0.path.hasSuffix("/reception") && $0.query.isEmpty }
    }

    /// The fiches that a page leads to, by their words.
    private func words(_ page: String, _ browser: Browser) async throws -> [String] {
        let answer = try await browser.get(page)
        #expect(answer.status == 200)
        return words(answer, browser)
    }

    private func words(_ answer: Browser.Answer, _ browser: Browser) -> [String] {
        answer.text.split(separator: "href=\"\(browser.path("fiche/"))").dropFirst()
            .compactMap { $0.split(separator: "\"").first.map(String.init) }
    }

    private func words(of rows: [BoxEntry], _ browser: Browser) -> [String] {
        rows.map { browser.desk.handles.handle(of: .pli($0.key)) }
    }

    /// From «Ma journée» on, page after page of a box that is the same, the fiches that each leads to.
    private func leafed(_ browser: Browser) async throws -> [[String]] {
        var answer = try await browser.get("")
        var pages = [words(answer, browser)]
        while answer.text.contains("\(browser.path("boite/reception/\(pages.count + 1)"))\"") {
            answer = try await browser.get("boite/reception/\(pages.count + 1)")
            pages.append(words(answer, browser))
        }
        #expect(answer.status == 200)
        #expect(try await words("boite/reception/1", browser) == pages[0])
        return pages
    }

    @Test("un référent qui n'ouvre pas tout : aucune ligne deux fois, aucune perdue")
    func referent() async throws {
        let rows = (0..<600).map { row($0 % 7 == 3 ? .violation : .fiche) }
        try holds(rows)
        let browser = try await Browser.inside(partnership.claire)
        team.daemon.forget()
        let pages = try await leafed(browser)
        #expect(pages.flatMap(\.self) == words(of: rows.filter { $0.objet == .fiche }, browser))
        #expect(pages.count == 600 / BoxTable.length)
        #expect(wholeReadings == 0)
    }

    @Test(
        "la première page d'un référent dit qu'il y en a d'autres, même derrière ce qu'il n'ouvre pas"
    )
    func behindHidden() async throws {
        let rows = [row(.violation)] + (0..<BoxTable.length).map { _ in row() }
        try holds(rows)
        let browser = try await Browser.inside(partnership.claire)
        #expect(try await leafed(browser).map(\.count) == [BoxTable.length - 1, 1])
    }

    @Test(
        "un DPO, loin derrière les fiches : de même, ses pages pleines, la boîte lue en entier une fois"
    )
    func dpo() async throws {
        let rows = (0..<600).map { row($0 % 5 == 4 ? .violation : .fiche) }
        try holds(rows)
        let browser = try await Browser.inside(Machine("denis", of: team))
        team.daemon.forget()
        let own = words(of: rows.filter { $0.objet == .violation }, browser)
        let pages = try await leafed(browser)
        #expect(pages.flatMap(\.self) == own)
        #expect(pages.map(\.count) == [BoxTable.length, BoxTable.length, 20])
        #expect(wholeReadings == 1)
        // One that was destroyed is shown no longer, as soon as the service says that the box changed.
        let left = rows.filter { $0 != rows[4] }
        try holds(left, as: "b")
        #expect(try await leafed(browser).flatMap(\.self) == Array(own.dropFirst()))
        #expect(wholeReadings == 2)
    }

    @Test(
        "triée par partenaire, elle l'est encore quand un partenaire change de nom, ou l'agent de rôle"
    )
    func labels() async throws {
        let rows = [row(), row(de: StructureName("bureau.example")), row(.violation)]
        try holds(rows)
        let browser = try await Browser.inside(partnership.claire)
        let page = "boite/reception/1/partenaire"
        func shows(_ ranks: [Int]) async throws {
            let expected = words(of: ranks.map { rows[$0] }, browser)
            #expect(try await words(page, browser) == expected)
        }
        try await shows([1, 0])
        let card = try partnership.ml.card(serie: 2) { $0.libelle = "Association d'accueil" }
        try stands(as: "a", card)
        try await shows([0, 1])
        let own = try team.card(serie: 2) { card in
            card.agents = card.agents.map { agent in
                Carte.Agent(
                    nom: agent.nom, fonction: agent.fonction, roles: [.referent, .dpo],
                    cle: agent.cle, destinataire: agent.destinataire)
            }
        }
        try stands(as: "a", own: own, card)
        try await shows([0, 2, 1])
    }
}
