import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Bureaux hébergés : décider, publier, apprendre")
struct BureauHostingTests {
    private let (team, mission): (Team, Team)
    private let day: CalendarDate

    init() throws {
        (team, mission) = try Team.pair()
        day = ParisTime.date(at: team.horloge.now)
        let (team, daemon) = (team, team.daemon)
        daemon.on("PUT", Routes.localCard) { request in
            try? team.shows(own: SignedCarte(request.body))
            return .init(status: 201, body: [])
        }
        daemon.on(
            "PUT", Routes.localFacts,
            json: FactOutcome(n: 7, changed: 0, due: 0, toExamine: []).value)
    }

    @Test("le DPO décide : son motif part scellé, lisible des DPO")
    func decides() throws {
        let machine = try Machine("denis", of: team)
        let outcome = try HostingDecision(machine.context).decide(from: day, reason: " AIPD faite ")
        #expect(outcome.n == 7)
        let body = try #require(team.daemon.bodies("PUT", Routes.localFacts).last)
        let object = try #require(try JSONValue.parse(body).object)
        guard case .hebergement(let since, let reason) = try RetentionFact(object) else {
            Issue.record("un autre fait")
            return
        }
        #expect(since == day)
        #expect(reason.text(with: team.identities["denis"]!.all) == "AIPD faite")
        #expect(reason.text(with: team.identities["claire"]!.all) == nil)
    }

    @Test("un autre rôle ne décide rien", arguments: ["claire", "alice"])
    func roles(local: String) throws {
        let machine = try Machine(local, of: team)
        #expect(refusal { _ = try HostingDecision(machine.context) } == .notAllowed)
        #expect(team.daemon.bodies("PUT", Routes.localFacts).isEmpty)
    }

    @Test("l'administrateur publie ce qui est décidé, et rien quand la carte le dit déjà")
    func publishes() throws {
        let machine = try Machine("alice", of: team)
        try team.shows { $0["hebergement"] = .string(day.description) }
        let plan = try HostingPublication.plan(machine.context)
        #expect(plan.decided == day && plan.said == nil && plan.isNeeded)
        let card = try HostingPublication.execute(plan)
        #expect(card.bureauHeberge == day && card.serie == 2)
        #expect(try machine.folder.ownCard().carte.bureauHeberge == day)
        try team.shows(own: try machine.folder.ownCard()) {
            $0["hebergement"] = .string(day.description)
        }
        let again = try HostingPublication.plan(machine.context)
        #expect(!again.isNeeded)
        #expect(try HostingPublication.execute(again).serie == 2)
        #expect(team.daemon.bodies("PUT", Routes.localCard).count == 1)
        // Ended: the card loses it.
        try team.shows(own: try machine.folder.ownCard())
        let ended = try HostingPublication.execute(HostingPublication.plan(machine.context))
        #expect(ended.bureauHeberge == nil && ended.serie == 3)
    }

    @Test("l'entrée dans un bureau est dite au service, avec les codes faux d'avant")
    func entrance() throws {
        let session = try Machine("claire", of: team).session()
        try session.tellEntrance(afterWrongCodes: false)
        try session.tellEntrance(afterWrongCodes: true)
        let asked = team.daemon.requests.filter { $0.path == Routes.localEntrance }
        #expect(asked.map(\.method) == ["POST", "POST"])
        #expect(asked.map(\.query) == ["", "codesFaux=oui"])
        team.daemon.on("POST", Routes.localEntrance, refuses: 403)
        #expect(
            refusal { try session.tellEntrance(afterWrongCodes: false) } == .notAllowed)
    }

    @Test("sans réponse du service, qui connaît la décision, rien n'est publié")
    func unreachable() throws {
        let machine = try Machine("alice", of: team)
        team.daemon.isDown = true
        #expect(refusal { _ = try HostingPublication.plan(machine.context) } == .unavailable)
    }
}
