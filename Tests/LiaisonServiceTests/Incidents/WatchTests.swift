import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import Synchronization
import TestSupport
import Testing

@testable import LiaisonService

/// What the administrator's command was given, and how it ends.
final class AlertBook: Sendable {
    private let state = Mutex<(given: [[String]], failure: AlertFailure?)>(([], nil))

    func fail(_ failure: AlertFailure?) { state.withLock { $0.failure = failure } }

    func run(_ arguments: [String]) -> AlertFailure? {
        state.withLock { state in
            state.given.append(arguments)
            return state.failure
        }
    }

    /// What came since the last look: addressee and part.
    func taken() -> [String] {
        state.withLock { state in
            defer { state.given = [] }
            return state.given.map { "\($0[2]) \($0[3])" }.sorted()
        }
    }

    var all: [[String]] { state.withLock { $0.given } }
}

@Suite("Alertes des incidents")
struct WatchTests {
    let alertes = AlertBook()

    func watch(_ desks: Desks, silent: Bool = false) -> IncidentWatch {
        let alertes = alertes
        let run: IncidentWatch.Alert = { alertes.run($0) }
        return IncidentWatch(
            desks: desks, logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() },
            alert: silent ? nil : run)
    }

    func crisis(at start: String? = nil) throws -> Crisis {
        try Crisis(.missionLocale, at: start.map { try #require(Instant(typed: $0)) })
    }

    @Test(
        "à la déclaration, à 50, 80 et 100 %, une fois chacun, dans le journal et par la commande")
    func marks() async throws {
        let crisis = try crisis()
        let start = crisis.now
        try crisis.declare([crisis.b])
        let watch = watch(crisis.a.desks)
        let before = try crisis.a.log().count
        func at(_ seconds: Int64) async -> [String] {
            let elapsed = start + seconds - crisis.now
            crisis.wait(elapsed)
            for _ in 0..<3 { await watch.tick() }
            return alertes.taken()
        }
        #expect(await at(0) == ["a.example 0"])
        #expect(await at(18 * 3_600 - 1) == [])
        #expect(await at(18 * 3_600) == ["b.example 50"])
        #expect(await at(28 * 3_600 + 2_879) == [])
        #expect(await at(28 * 3_600 + 2_880) == ["b.example 80"])
        #expect(await at(36 * 3_600 - 1) == [])
        #expect(await at(36 * 3_600) == ["b.example 100", "cnil 50"])
        #expect(await at(57 * 3_600 + 2_160) == ["cnil 80"])
        #expect(await at(72 * 3_600) == ["cnil 100"])
        #expect(await at(700 * 3_600) == [])
        let lines = Array(try crisis.a.log().dropFirst(before))
        #expect(
            lines.filter { $0 == "violation:fait:echeance-50" }.count == 2
                && lines.filter { $0 == "violation:fait:echeance-80" }.count == 2
                && lines.filter { $0 == "violation:echec:echeance-100" }.count == 2
                && lines.count == 6)
    }

    @Test(
        "la commande reçoit le genre, le numéro, qui, quelle part, l'échéance et combien d'incidents"
    )
    func arguments() async throws {
        let crisis = try crisis()
        try crisis.declare(.plainte, [crisis.b])
        let (start, end) = (crisis.now, crisis.now + 36 * 3_600)
        crisis.wait(18 * 3_600)
        await watch(crisis.a.desks).tick()
        #expect(
            alertes.all == [
                ["plainte", "1", "a.example", "0", start.description, "1"],
                ["plainte", "1", "b.example", "50", end.description, "1"],
            ])
    }

    @Test(
        "plusieurs incidents d'un partenaire à la fois : une commande, du plus pressé, et leur nombre"
    )
    func grouped() async throws {
        let crisis = try crisis()
        let start = crisis.now
        try crisis.declare(.plainte, [crisis.b])
        crisis.wait(3_600)
        for _ in 0..<3 { try crisis.declare(.plainte, [crisis.b]) }
        let watch = watch(crisis.a.desks)
        let before = try crisis.a.log().count
        crisis.wait(35 * 3_600)
        await watch.tick()
        #expect(
            alertes.all.map { Array($0.dropFirst()) } == [
                ["2", "a.example", "0", (start + 3_600).description, "4"],
                ["1", "b.example", "100", (start + 36 * 3_600).description, "4"],
            ])
        // What was due of each is in the log all the same, and is not said again.
        let lines = Array(try crisis.a.log().dropFirst(before))
        #expect(lines.count { $0.hasSuffix("echeance-50") } == 4)
        #expect(lines.count { $0.hasSuffix("echeance-80") } == 4)
        #expect(lines.count { $0.hasSuffix("echeance-100") } == 1)
        await watch.tick()
        #expect(alertes.all.count == 2)
    }

    @Test(
        "cent notifications d'un partenaire à la fois : une seule commande, qui dit leur nombre"
    )
    func flood() async throws {
        let crisis = try crisis()
        for _ in 0..<100 {
            try crisis.bring(
                crisis.notice(from: crisis.b, to: crisis.a), from: crisis.b, to: crisis.a)
        }
        try crisis.declare(.plainte, [crisis.c])
        let watch = watch(crisis.a.desks)
        await watch.tick()
        // Ours first.
        #expect(alertes.all.map { $0[2] } == ["a.example", "b.example"])
        #expect(alertes.all.last?.suffix(3) == ["0", crisis.now.description, "100"])
        await watch.tick()
        #expect(alertes.all.count == 2)
        try crisis.bring(crisis.notice(from: crisis.b, to: crisis.a), from: crisis.b, to: crisis.a)
        await watch.tick()
        #expect(alertes.all.last?.last == "1")
    }

    @Test("une déclaration de chez nous n'attend pas la commande qui tourne pour un partenaire")
    func beside() async throws {
        let crisis = try crisis()
        for partner in [crisis.b, crisis.c] {
            try crisis.bring(
                crisis.notice(from: partner, to: crisis.a), from: partner, to: crisis.a)
        }
        let (started, start) = AsyncStream<Void>.makeStream()
        let (released, release) = AsyncStream<Void>.makeStream()
        let alertes = alertes
        let watch = IncidentWatch(
            desks: crisis.a.desks,
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() },
            alert: { arguments in
                if arguments[2] == "b.example" {
                    start.yield()
                    for await _ in released { break }
                }
                return alertes.run(arguments)
            })
        async let batch: Void = watch.tickTold()
        for await _ in started { break }
        try crisis.declare(.plainte, [crisis.b])
        await watch.tickDeclared()
        #expect(alertes.taken() == ["a.example 0"])
        release.yield()
        await batch
        #expect(alertes.taken() == ["b.example 0", "c.example 0"])
        await watch.tick()
        await self.watch(crisis.restarted()).tick()
        #expect(alertes.taken() == [])
    }

    @Test("d'un partenaire que personne n'a vérifié : gardée, à vérifier, ni incident ni commande")
    func unverified() async throws {
        let crisis = try crisis()
        let d = try House("d.example", crisis.horloge, type: .cph)
        _ = try crisis.a.desks.cards.importContact(d.card().bytes, by: crisis.a.agent("admin"))
        let received = crisis.now
        let pli = try crisis.notice(from: d, to: crisis.a)
        let logged = try crisis.a.logged { try crisis.bring(pli, from: d, to: crisis.a) }
        #expect(logged == ["reception:fait"])
        #expect(try crisis.a.inbox().map(\.slip.id) == [pli.slip.id])
        let watch = watch(crisis.a.desks)
        crisis.wait(40 * 3_600)
        await watch.tick()
        #expect(try alertes.all.isEmpty && crisis.a.desks.incidents.countdowns().running.isEmpty)
        #expect(
            try crisis.a.desks.reminders.lines(for: crisis.a.agent("dpo")).contains {
                $0.contains("1 notification de d.example, à vérifier")
            })
        // Read or not, it opens nothing; and no code of ours says that it did.
        try crisis.refused(.conflit) { try crisis.enter(crisis.read(pli), nil) }
        // Once it is verified, the hours run from its reception.
        try crisis.a.verify(d)
        await watch.tick()
        #expect(
            alertes.all == [["violation", "1", "d.example", "0", received.description, "1"]])
        let incident = try crisis.incident(1)
        #expect(incident.declaree == received && incident.moments.decouverte == received)
        #expect(incident.unread.map(\.id) == [pli.slip.id])
        try crisis.enter(crisis.read(pli), nil)
        #expect(
            try !crisis.a.desks.reminders.lines(for: crisis.a.agent("dpo")).contains {
                $0.contains("à vérifier")
            })
    }

    @Test("qui est prévenu, écarté ou sans objet n'alerte plus, ni un incident clos")
    func told() async throws {
        let crisis = try crisis()
        let n = try crisis.declare([crisis.b]).n
        let watch = watch(crisis.a.desks)
        try crisis.enter(crisis.notified(.structure(crisis.b.structure)), n)
        try crisis.qualify(n) { $0.risque = .aucun }
        let other = try crisis.declare([crisis.b]).n
        try crisis.enter(.cloture(motif: Crisis.sealed), other)
        crisis.wait(200 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0"])
        // Sent and not received yet is not told.
        let third = try crisis.declare(.plainte, [crisis.b]).n
        _ = try crisis.deposit(third, to: crisis.b)
        crisis.wait(18 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0", "b.example 50"])
    }

    @Test("une commande qui échoue laisse une alarme et un rappel, jusqu'à ce qu'elle réussisse")
    func failure() async throws {
        let crisis = try crisis()
        try crisis.declare([crisis.b])
        let watch = watch(crisis.a.desks)
        func reminded(_ role: String) throws -> [String] {
            try crisis.a.desks.reminders.lines(for: crisis.a.agent(role)).filter {
                $0.contains("commande d'alerte") && !$0.hasPrefix("Alarme n°")
            }
        }
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0"])
        alertes.fail(.status(3))
        crisis.wait(18 * 3_600)
        let before = try crisis.a.log().count
        await watch.tick()
        await watch.tick()
        #expect(alertes.taken() == ["b.example 50"])
        #expect(
            Array(try crisis.a.log().dropFirst(before)) == [
                "violation:fait:echeance-50", "alarme:echec:alerte-echouee",
            ])
        #expect(try reminded("dpo").first?.contains("(3)") == true)
        #expect(try reminded("admin").count == 1 && reminded("referent").isEmpty)
        alertes.fail(nil)
        crisis.wait(11 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["b.example 80"])
        #expect(try reminded("dpo").isEmpty)
    }

    @Test("sans commande, le journal seul le dit")
    func silent() async throws {
        let crisis = try crisis()
        try crisis.declare(.plainte, [crisis.b])
        crisis.wait(18 * 3_600)
        let before = try crisis.a.log().count
        let watch = watch(crisis.a.desks, silent: true)
        await watch.tick()
        await watch.tick()
        #expect(Array(try crisis.a.log().dropFirst(before)) == ["violation:fait:echeance-50"])
        #expect(alertes.taken() == [])
    }

    @Test("sans incident, ou d'un service de personne, il ne se passe rien")
    func nothing() async throws {
        let crisis = try crisis()
        let before = try crisis.a.log().count
        await watch(crisis.a.desks).tick()
        #expect(try crisis.a.log().count == before && alertes.taken() == [])
        #expect(try crisis.a.desks.office.store.read { try $0.incidentMark() } == nil)
    }
}
