import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct HoldTests {
    private let team: Team
    private let machine: Machine
    private let day = CalendarDate("2027-03-01")!
    private let id = PliID("0a1b2c3d-0000-4000-8000-000000000000")!

    init() throws {
        team = try Team.pair().0
        machine = try Machine("denis", of: team)
        team.daemon.on("PUT", Routes.localFacts, json: Samples.outcome())
    }

    private func held(_ ids: PliID...) {
        let rows = ids.map {
            DuePli(
                key: PliKey(de: team.structure, id: $0), kind: .objet(.anomalie),
                regle: .aPreciser, echeance: day, isSuspended: false)
        }
        team.daemon.on("GET", Routes.localHeld, json: rows.value)
    }

    @Test("un contentieux s'ouvre avec un motif que seuls les DPO lisent")
    func opens() throws {
        let waiting = PliKey(de: team.structure, id: id)
        team.daemon.on(
            "PUT", Routes.localFacts, json: Samples.outcome(12, toExamine: [waiting]))
        let outcome = try Holds(machine.context).open(
            .convention("SPE-38"), review: day, reason: "Recours")
        #expect(outcome.n == 12)
        #expect(outcome.toExamine == [waiting])
        guard
            case .contentieux(.convention("SPE-38"), day, let reason)? = try Samples.facts(
                team.daemon
            ).first
        else {
            Issue.record("ce n'est pas un contentieux")
            return
        }
        #expect(reason.text(with: team.identities["denis"]!.all) == "Recours")
        #expect(reason.text(with: team.identities["claire"]!.all) == nil)
    }

    @Test("une exception et une levée sont inscrites telles quelles")
    func keepsAndCloses() throws {
        let holds = try Holds(machine.context)
        _ = try holds.keep(.convention("SPE-38"), until: day, reason: "FAMI")
        _ = try holds.close(4)
        let facts = try Samples.facts(team.daemon)
        #expect(facts.map(\.genre) == [.exception, .levee])
        #expect(facts.last == .levee(4))
    }

    @Test("la liste dit le motif à qui peut le lire")
    func list() throws {
        func suspension(_ n: Int, _ portee: RetentionFact.Portee, to local: String) throws
            -> Suspension
        {
            Suspension(
                n: n, genre: .contentieux, portee: portee, jusquA: day,
                motif: try SealedText("Recours", to: [team.identities[local]!.age.recipient]),
                par: team.name("denis"), le: team.horloge.now, toExamine: [])
        }
        let person = PersonIndex("1:00112233445566778899aabbccddeeff")!
        let rows = try [
            suspension(1, .personne([person]), to: "denis"),
            suspension(2, .fiche(de: team.structure, id: id), to: "claire"),
            suspension(3, .convention("SPE-38"), to: "denis"),
        ]
        team.daemon.on("GET", Routes.localSuspensions, json: rows.value)
        let list = try Holds(machine.context).list()
        #expect(list.map(\.suspension) == rows)
        #expect(list.map(\.reason) == ["Recours", "(scellé pour un autre DPO)", "Recours"])
        #expect(
            rows.map(\.portee.french)
                == ["une personne", "fiche \(id.text.prefix(8))", "convention SPE-38"])
    }

    @Test(
        "une liste illisible n'est pas « aucun contentieux »",
        arguments: Samples.notAList + [#"[{"n":1,"genre":"contentieux"}]"#])
    func unreadableList(text: String) throws {
        team.daemon.on("GET", Routes.localSuspensions, text: text)
        let holds = try Holds(machine.context)
        #expect(Samples.code { _ = try holds.list() } == .data)
    }

    @Test("une fiche se nomme entière, ou par le début de son identifiant")
    func names() throws {
        held(id)
        let holds = try Holds(machine.context)
        let fiche = RetentionFact.Portee.fiche(de: team.structure, id: id)
        #expect(try holds.fiche("\(team.structure)/\(id)") == fiche)
        #expect(!team.daemon.asked.contains("GET \(Routes.localHeld)"))
        #expect(try holds.fiche("0a1b") == fiche)
        #expect(team.daemon.requests.last?.query == "debut=0a1b")
    }

    @Test("un début inconnu, ou de plusieurs fiches, ne désigne rien")
    func ambiguous() throws {
        let holds = try Holds(machine.context)
        held()
        #expect(
            Samples.error { _ = try holds.fiche("0a1b") }
                == AgentError(.noInput, "", next: .retention(.lookInLog)))
        held(id, PliID("0a1b2c3e-0000-4000-8000-000000000000")!)
        #expect(Samples.code { _ = try holds.fiche("0a1b") } == .usage)
    }

    @Test("un DPO, qui n'a pas de boîte, ne nomme pas une fiche par sa ligne")
    func row() throws {
        let holds = try Holds(machine.context)
        #expect(
            Samples.error { _ = try holds.fiche("1") }
                == AgentError(.usage, "", next: .retention(.listLog)))
        #expect(!team.daemon.asked.contains { $0.contains("/boite/") })
    }

    @Test(
        "une réponse illisible ne dit pas qu'aucune fiche ne commence ainsi",
        arguments: Samples.notAList)
    func unreadableHeld(text: String) throws {
        team.daemon.on("GET", Routes.localHeld, text: text)
        let holds = try Holds(machine.context)
        #expect(Samples.code { _ = try holds.fiche("0a1b") } == .data)
    }

    @Test("un fait dont la réponse est illisible est une erreur", arguments: Samples.notAnObject)
    func unreadableOutcome(text: String) throws {
        team.daemon.on("PUT", Routes.localFacts, text: text)
        let holds = try Holds(machine.context)
        #expect(Samples.code { _ = try holds.close(1) } == .data)
    }

    @Test("un référent ne suspend rien")
    func role() throws {
        let machine = try Machine("claire", of: team)
        #expect(Samples.code { _ = try Holds(machine.context) } == .notAllowed)
    }
}
