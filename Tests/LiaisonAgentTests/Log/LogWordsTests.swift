import AgentTestSupport
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// What a DPO types, and what is left to read of a month that was pruned.
@Suite struct LogWordsTests {
    private let team: Team
    private let machine: Machine
    private let journal: FakeLog

    init() throws {
        team = try Team.pair().0
        machine = try Machine("denis", of: team)
        journal = FakeLog(team)
        try journal.show()
    }

    private func list(_ actor: String) throws {
        var query = LogQuery(count: 10)
        query.actor = actor
        _ = try LogListing.read(query, machine.context)
    }

    private var query: String {
        team.daemon.requests.last { $0.path == Routes.localLogRecords }?.query ?? ""
    }

    @Test(
        "un acteur se dit par son nom court ou par celui de sa clé",
        arguments: [
            ("claire", "agir38.example/claire"), ("service", "agir38.example/service"),
            ("agir38.example/denis", "agir38.example/denis"),
        ])
    func actors(typed: String, name: String) throws {
        team.daemon.on("GET", Routes.localLogRecords, text: "")
        try list(typed)
        #expect(query.contains("&acteur=\(name)"))
    }

    @Test("de qui la carte ne dit rien, le journal répond : parti, il a des enregistrements")
    func departed() throws {
        try list("ancienne")
        #expect(query == "nombre=10&acteur=agir38.example/ancienne")
        try list("autre.example/service")
        #expect(query.hasSuffix("&acteur=autre.example/service"))
    }

    @Test("un nom que personne ne porte est une erreur, avec les plus proches ; pas un tableau")
    func nobody() throws {
        team.daemon.on("GET", Routes.localLogRecords, text: "")
        let error = Samples.error { try list("clare") }
        #expect(error?.code == .usage)
        guard case .sentence(let words)? = error?.next else {
            Issue.record("rien n'est proposé")
            return
        }
        #expect(words.hasPrefix("Vouliez-vous dire « agir38.example/claire »"))
        for typed in ["x' OR 1=1", "a&b=c", "", "agir38.example/"] {
            team.daemon.forget()
            #expect(Samples.code { try list(typed) } == .usage, "\(typed)")
            #expect(!team.daemon.asked.contains("GET \(Routes.localLogRecords)"))
        }
    }

    private static let november =
        CalendarDate("2026-11-01")!...CalendarDate("2026-11-30")!

    private func line(_ event: LogEvent, n: UInt64) -> String {
        event.line(n: n, le: team.horloge.now, salt: Array(repeating: 7, count: 32)) + "\n"
    }

    /// A daemon whose log was pruned up to that day.
    ///
    /// - Parameter kept: the records that keep figures.
    private func pruned(before: CalendarDate, kept: String) {
        let pruning = line(
            LogEvent(
                .elagage, by: team.structure.key(.service),
                content: .pruning(
                    .init(plages: [0...4], avant: before, regle: "6-mois", point: 7))), n: 9)
        team.daemon.on("GET", Routes.localLogRecords) { request in
            let text =
                request.query.contains("acte=elagage")
                ? pruning : request.query.contains("acte=chiffres") ? kept : ""
            return .init(status: 200, body: Array(text.utf8))
        }
    }

    @Test("un mois élagué garde ses chiffres, sans nommer personne")
    func figures() throws {
        var tally = LogTally()
        for line in journal.lines { tally.add(try LogRecord(line: line)) }
        func kept(_ month: String, isPartial: Bool, n: UInt64) throws -> String {
            let month = try #require(CalendarDate(month))
            return line(
                LogEvent(
                    .chiffres, by: team.structure.key(.service),
                    content: .figures(
                        LogFigures(tally, month: month, isPartial: isPartial))), n: n)
        }
        let december = try #require(CalendarDate("2026-12-01"))
        pruned(
            before: december,
            kept: try kept("2026-10-01", isPartial: true, n: 7)
                + kept("2026-11-01", isPartial: false, n: 8))
        let overview = try LogOverview(Self.november, machine.context)
        #expect(overview.coverage == .figures(n: 8, isPartial: false))
        // One fiche, looked at five times by one agent.
        #expect(overview.summary.records == 5 && overview.summary.rereadings == 4)
        #expect(overview.summary.readings.map(\.value) == [1])
        let page = try overview.page().html
        #expect(page.contains("enregistrement 8") && !page.contains("claire"))
        let october =
            CalendarDate("2026-10-01")!...CalendarDate("2026-10-31")!
        #expect(
            try LogOverview(october, machine.context).coverage
                == .figures(n: 7, isPartial: true))
    }

    @Test("sans chiffres gardés, ce qui est élagué se dit : un zéro n'est pas un compte")
    func noFigures() throws {
        let middle = try #require(CalendarDate("2026-11-10"))
        pruned(before: middle, kept: "")
        let overview = try LogOverview(Self.november, machine.context)
        #expect(overview.coverage == .pruned(before: middle))
        #expect(try overview.page().html.contains("10/11/2026"))
        // Of days that are no month, no figures are kept; of those after, nothing is gone.
        let week = CalendarDate("2026-11-09")!...CalendarDate("2026-11-15")!
        #expect(
            try LogOverview(week, machine.context).coverage == .pruned(before: middle))
        let after = CalendarDate("2026-11-10")!...CalendarDate("2026-11-15")!
        #expect(try LogOverview(after, machine.context).coverage == .whole)
    }
}
