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

    /// The fiches that a page leads to, by their words.
    private func words(_ page: String, _ browser: Browser) async throws -> [String] {
        let answer = try await browser.get(page)
        #expect(answer.status == 200)
        return answer.text.split(separator: "href=\"\(browser.path("fiche/"))").dropFirst()
            .compactMap { $0.split(separator: "\"").first.map(String.init) }
    }

    private func words(of rows: [BoxEntry], _ browser: Browser) -> [String] {
        rows.map { browser.desk.handles.handle(of: .pli($0.key)) }
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
