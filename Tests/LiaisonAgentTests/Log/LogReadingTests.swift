import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct LogReadingTests {
    private let team: Team
    private let machine: Machine
    private let journal: FakeLog

    init() throws {
        team = try Team.pair().0
        machine = try Machine("denis", of: team)
        journal = FakeLog(team)
        try journal.show()
    }

    private var query: String {
        team.daemon.requests.last { $0.path == Routes.localLogRecords }?.query ?? ""
    }

    private func list(_ query: LogQuery = LogQuery(count: 1_000)) throws -> LogListing.Page {
        try LogListing.read(query, machine.context)
    }

    @Test("une demande porte ses filtres, et une personne par ses pseudonymes")
    func filters() throws {
        var query = LogQuery(count: 10)
        query.since = CalendarDate("2026-11-01")
        query.actor = "claire"
        query.acte = .lecture
        query.reference = LogQuery.Word(reference: "0a1b")
        query.before = 40
        query.reason = .audit
        query.person = Samples.number
        _ = try list(query)
        let session = try machine.session()
        let index = try Person(Samples.number, session).indices[0]
        #expect(
            self.query
                == "nombre=10&depuis=2026-11-01&acteur=agir38.example/claire&acte=lecture&fiche=0a1b"
                + "&avant=40&motif=audit&personne=\(index)")
    }

    @Test(
        "ce qui changerait la demande n'est pas une référence",
        arguments: ["a&b", "lecture=1", "É", "a b", "0a1"])
    func words(text: String) {
        #expect(LogQuery.Word(reference: text) == nil)
    }

    @Test("une page pleine en annonce d'autres")
    func full() throws {
        #expect(try list().records.map(\.n) == [0, 1, 2, 3, 4])
        #expect(try !list().isFull)
        #expect(try list(LogQuery(count: 5)).isFull)
    }

    @Test("un enregistrement d'une autre forme se compte, les autres se lisent")
    func otherForm() throws {
        let text = journal.lines[0] + "\n" + #"{"n":1,"acte":"futur","v":2}"# + "\n"
        team.daemon.on("GET", Routes.localLogRecords, text: text)
        #expect(try list().records.count == 1)
        #expect(machine.notices == [.log(.unreadable(1))])
    }

    @Test("rien à lister n'est pas une erreur")
    func nothing() throws {
        team.daemon.on("GET", Routes.localLogRecords, text: "")
        #expect(try list().records == [])
    }

    @Test(
        "ce qui n'est pas un journal n'est pas un journal vide",
        arguments: FakeDaemon.unreadable.filter { !$0.isEmpty })
    func unreadable(text: String) throws {
        team.daemon.on("GET", Routes.localLogRecords, text: text)
        #expect(Samples.code { _ = try list() } == .data)
        let days = CalendarDate("2026-11-01")!...CalendarDate("2026-11-30")!
        #expect(Samples.code { _ = try LogOverview(days, machine.context) } == .data)
    }

    @Test("le résumé compte, et nomme le plus ancien pli et les contacts à vérifier")
    func overview() throws {
        let partner = try Team("ml.example", .missionLocale, team.horloge)
        try machine.knows(partner.card(), isVerified: false)
        var state = ServiceState()
        state.oldest = 3_600
        team.daemon.on("GET", Routes.localState, json: state.value)
        let days = CalendarDate("2026-11-01")!...CalendarDate("2026-11-30")!
        let overview = try LogOverview(days, machine.context)
        #expect(overview.summary.records == 5)
        #expect(overview.oldest == team.horloge.now + -3_600)
        #expect(overview.unverified == ["ml.example"])
        #expect(overview.suspensions == [] && overview.unsigned == nil)
        #expect(query.hasPrefix("nombre=10000&depuis=2026-11-01&jusqua=2026-11-30"))
        #expect(try overview.page().point.size == 5)
        try journal.show(points: [])
        #expect(
            Samples.error { _ = try overview.page() }
                == AgentError(.notAllowed, "", next: .log(.renew)))
        let referent = try Machine("claire", of: team)
        #expect(Samples.code { _ = try LogOverview(days, referent.context) } == .notAllowed)
    }

    @Test("le résumé dit le journal figé, si vieille que soit l'alarme")
    func suspended() throws {
        let own = LogSuspension(structure: team.structure, depuis: team.horloge.now, par: [])
        try journal.show {
            $0.suspensions = [own]
            $0.unsigned = 3 * 86_400
        }
        let days = CalendarDate("2026-11-01")!...CalendarDate("2026-11-30")!
        let overview = try LogOverview(days, machine.context)
        #expect(overview.suspensions == [own])
        #expect(overview.unsigned == team.horloge.now + -3 * 86_400)
    }

    @Test("le DPO reconnaît des alarmes, une demande chacune ; un autre rôle, non")
    func acknowledges() throws {
        team.daemon.on("POST", Routes.localAlarms, json: AcknowledgedAlarms([3, 7]).value)
        func acknowledge(_ context: AgentContext) throws -> [UInt64] {
            try AlarmAcknowledgement.run([3, 7], withEarlier: true, for: .attendue, context)
        }
        #expect(try acknowledge(machine.context) == [3, 7, 3, 7])
        let queries = team.daemon.requests.filter { $0.path == Routes.localAlarms }.map(\.query)
        #expect(queries == [3, 7].map { "n=\($0)&motif=attendue&avant=oui" })
        let referent = try Machine("claire", of: team)
        #expect(Samples.code { _ = try acknowledge(referent.context) } == .notAllowed)
        team.daemon.on("POST", Routes.localAlarms, text: "{}")
        #expect(Samples.code { _ = try acknowledge(machine.context) } == .data)
    }

    @Test("le DPO reprend le journal, par son motif ; un autre rôle, non")
    func resumes() throws {
        let partner = StructureName("ml.example")!
        team.daemon.on("POST", Routes.localLogResume, json: ResumedLog(epoch: 2).value)
        #expect(try LogResumption.run(.restauration, of: nil, machine.context) == 2)
        #expect(try LogResumption.run(.partenaire, of: partner, machine.context) == 2)
        let queries = team.daemon.requests.filter { $0.path == Routes.localLogResume }.map(
            \.query)
        #expect(queries == ["motif=restauration", "motif=partenaire&partenaire=ml.example"])
        let referent = try Machine("claire", of: team)
        #expect(
            Samples.code { _ = try LogResumption.run(.inconnue, of: nil, referent.context) }
                == .notAllowed)
        for text in Samples.notAnObject where text != "{}" {
            team.daemon.on("POST", Routes.localLogResume, text: text)
            #expect(
                Samples.code { _ = try LogResumption.run(.inconnue, of: nil, machine.context) }
                    == .data)
        }
    }

    @Test("un état illisible n'est pas « aucun pli en retard »", arguments: Samples.notAnObject)
    func state(text: String) throws {
        team.daemon.on("GET", Routes.localState, text: text)
        let days = CalendarDate("2026-11-01")!...CalendarDate("2026-11-30")!
        #expect(Samples.code { _ = try LogOverview(days, machine.context) } == .data)
    }
}
