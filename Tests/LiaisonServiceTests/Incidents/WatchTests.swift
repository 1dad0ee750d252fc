import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import Synchronization
import TestSupport
import Testing

@testable import LiaisonService

/// What the administrator's command was given, and how it ends.
private final class Alertes: Sendable {
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
    private let alertes = Alertes()

    private func watch(_ desks: Desks, silent: Bool = false) -> IncidentWatch {
        let alertes = alertes
        let run: IncidentWatch.Alert = { alertes.run($0) }
        return IncidentWatch(
            desks: desks, logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() },
            alert: silent ? nil : run)
    }

    private func crise(at start: String? = nil) throws -> Crise {
        try Crise(.missionLocale, at: start.map { try #require(Instant(typed: $0)) })
    }

    @Test(
        "à la déclaration, à 50, 80 et 100 %, une fois chacun, dans le journal et par la commande")
    func marks() async throws {
        let crise = try crise()
        let start = crise.now
        try crise.declare([crise.b])
        let watch = watch(crise.a.desks)
        let before = try crise.a.log().count
        func at(_ seconds: Int64) async -> [String] {
            let elapsed = start + seconds - crise.now
            crise.wait(elapsed)
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
        let lines = Array(try crise.a.log().dropFirst(before))
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
        let crise = try crise()
        try crise.declare(.plainte, [crise.b])
        let (start, end) = (crise.now, crise.now + 36 * 3_600)
        crise.wait(18 * 3_600)
        await watch(crise.a.desks).tick()
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
        let crise = try crise()
        let start = crise.now
        try crise.declare(.plainte, [crise.b])
        crise.wait(3_600)
        for _ in 0..<3 { try crise.declare(.plainte, [crise.b]) }
        let watch = watch(crise.a.desks)
        let before = try crise.a.log().count
        crise.wait(35 * 3_600)
        await watch.tick()
        #expect(
            alertes.all.map { Array($0.dropFirst()) } == [
                ["2", "a.example", "0", (start + 3_600).description, "4"],
                ["1", "b.example", "100", (start + 36 * 3_600).description, "4"],
            ])
        // What was due of each is in the log all the same, and is not said again.
        let lines = Array(try crise.a.log().dropFirst(before))
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
        let crise = try crise()
        for _ in 0..<100 {
            try crise.bring(crise.notice(from: crise.b, to: crise.a), from: crise.b, to: crise.a)
        }
        try crise.declare(.plainte, [crise.c])
        let watch = watch(crise.a.desks)
        await watch.tick()
        // Ours first.
        #expect(alertes.all.map { $0[2] } == ["a.example", "b.example"])
        #expect(alertes.all.last?.suffix(3) == ["0", crise.now.description, "100"])
        await watch.tick()
        #expect(alertes.all.count == 2)
        try crise.bring(crise.notice(from: crise.b, to: crise.a), from: crise.b, to: crise.a)
        await watch.tick()
        #expect(alertes.all.last?.last == "1")
    }

    @Test("une déclaration de chez nous n'attend pas la commande qui tourne pour un partenaire")
    func beside() async throws {
        let crise = try crise()
        for partner in [crise.b, crise.c] {
            try crise.bring(
                crise.notice(from: partner, to: crise.a), from: partner, to: crise.a)
        }
        let (started, start) = AsyncStream<Void>.makeStream()
        let (released, release) = AsyncStream<Void>.makeStream()
        let alertes = alertes
        let watch = IncidentWatch(
            desks: crise.a.desks,
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
        try crise.declare(.plainte, [crise.b])
        await watch.tickDeclared()
        #expect(alertes.taken() == ["a.example 0"])
        release.yield()
        await batch
        #expect(alertes.taken() == ["b.example 0", "c.example 0"])
        await watch.tick()
        await self.watch(crise.restarted()).tick()
        #expect(alertes.taken() == [])
    }

    @Test("d'un partenaire que personne n'a vérifié : gardée, à vérifier, ni incident ni commande")
    func unverified() async throws {
        let crise = try crise()
        let d = try Maison("d.example", crise.horloge, type: .cph)
        _ = try crise.a.desks.cards.importContact(d.card().bytes, by: crise.a.agent("admin"))
        let received = crise.now
        let pli = try crise.notice(from: d, to: crise.a)
        let logged = try crise.a.logged { try crise.bring(pli, from: d, to: crise.a) }
        #expect(logged == ["reception:fait"])
        #expect(try crise.a.inbox().map(\.slip.id) == [pli.slip.id])
        let watch = watch(crise.a.desks)
        crise.wait(40 * 3_600)
        await watch.tick()
        #expect(try alertes.all.isEmpty && crise.a.desks.incidents.countdowns().running.isEmpty)
        #expect(
            try crise.a.desks.reminders.lines(for: crise.a.agent("dpo")).contains {
                $0.contains("1 notification(s) de d.example, à vérifier")
            })
        // Read or not, it opens nothing; and no code of ours says that it did.
        try crise.refused(.conflit) { try crise.enter(crise.read(pli), nil) }
        // Once it is verified, the hours run from its reception.
        try crise.a.verify(d)
        await watch.tick()
        #expect(
            alertes.all == [["violation", "1", "d.example", "0", received.description, "1"]])
        let incident = try crise.incident(1)
        #expect(incident.declaree == received && incident.moments.decouverte == received)
        #expect(incident.unread.map(\.id) == [pli.slip.id])
        try crise.enter(crise.read(pli), nil)
        #expect(
            try !crise.a.desks.reminders.lines(for: crise.a.agent("dpo")).contains {
                $0.contains("à vérifier")
            })
    }

    @Test(
        "après une longue absence, le plus pressé de ce qui est dû à chacun vient d'un coup, une fois"
    )
    func absence() async throws {
        let crise = try crise()
        try crise.declare([crise.b])
        crise.wait(100 * 3_600)
        let watch = watch(crise.a.desks)
        await watch.tick()
        #expect(
            alertes.taken() == [
                "a.example 0", "b.example 100", "cnil 100",
            ])
        await watch.tick()
        #expect(alertes.taken() == [])
    }

    @Test("un redémarrage ne répète rien et n'oublie rien")
    func restart() async throws {
        let crise = try crise()
        try crise.declare([crise.b])
        crise.wait(18 * 3_600)
        await watch(crise.a.desks).tick()
        #expect(alertes.taken() == ["a.example 0", "b.example 50"])
        await watch(crise.restarted()).tick()
        #expect(alertes.taken() == [])
        crise.wait(12 * 3_600)
        await watch(crise.restarted()).tick()
        #expect(alertes.taken() == ["b.example 80"])
    }

    @Test("au passage à l'heure d'été, les parts sont des heures écoulées")
    func summer() async throws {
        let crise = try crise(at: "28/03/2026 20:00")
        try crise.declare(.plainte, [crise.b])
        let watch = watch(crise.a.desks)
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0"])
        for (typed, expected) in [
            ("29/03/2026 14:59", []), ("29/03/2026 15:00", ["b.example 50"]),
            ("30/03/2026 01:47", []), ("30/03/2026 01:48", ["b.example 80"]),
            ("30/03/2026 08:59", []), ("30/03/2026 09:00", ["b.example 100"]),
        ] {
            crise.wait(try #require(Instant(typed: typed)) - crise.now)
            await watch.tick()
            #expect(alertes.taken() == expected, "\(typed)")
        }
        let end = try crise.deadline(1, .structure(crise.b.structure))?.echeance
        #expect(try ParisTime.french(#require(end)) == "30/03/2026 à 09:00")
    }

    @Test("une horloge remise en arrière ne retarde pas l'alerte, ni ne la répète")
    func setBack() async throws {
        let crise = try crise()
        try crise.declare(.plainte, [crise.b])
        let watch = watch(crise.a.desks)
        await watch.tick()
        crise.wait(17 * 3_600)
        await watch.tick()
        crise.horloge.advance(-10 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0"])
        crise.wait(3_600)
        await watch.tick()
        #expect(alertes.taken() == ["b.example 50"])
        crise.horloge.advance(-100 * 86_400)
        await watch.tick()
        await self.watch(crise.restarted()).tick()
        #expect(alertes.taken() == [])
    }

    @Test("l'heure notée par la surveillance survit à un redémarrage de la machine")
    func marked() async throws {
        let crise = try crise()
        try crise.declare(.plainte, [crise.b])
        let watch = watch(crise.a.desks)
        crise.wait(17 * 3_600)
        await watch.tick()
        crise.horloge.advance(-5 * 86_400)
        crise.demarrage.set(0)
        let again = crise.restarted()
        let other = self.watch(again)
        await other.tick()
        #expect(alertes.taken() == ["a.example 0"])
        crise.wait(3_600)
        await other.tick()
        #expect(alertes.taken() == ["b.example 50"])
    }

    @Test("une échéance corrigée prévient de nouveau")
    func corrected() async throws {
        let crise = try crise()
        let start = crise.now
        let n = try crise.declare([crise.b]).n
        let watch = watch(crise.a.desks)
        crise.wait(18 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0", "b.example 50"])
        try crise.qualify(n) { $0.moments.decouverte = start + -3_600 }
        await watch.tick()
        #expect(alertes.taken() == ["b.example 50"])
        // Back to the first one: it was given.
        try crise.qualify(n) { $0.moments.decouverte = start }
        await watch.tick()
        #expect(alertes.taken() == [])
    }

    @Test("qui est prévenu, écarté ou sans objet n'alerte plus, ni un incident clos")
    func told() async throws {
        let crise = try crise()
        let n = try crise.declare([crise.b]).n
        let watch = watch(crise.a.desks)
        try crise.enter(crise.notified(.structure(crise.b.structure)), n)
        try crise.qualify(n) { $0.risque = .aucun }
        let other = try crise.declare([crise.b]).n
        try crise.enter(.cloture(motif: Crise.sealed), other)
        crise.wait(200 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0"])
        // Sent and not received yet is not told.
        let third = try crise.declare(.plainte, [crise.b]).n
        _ = try crise.deposit(third, to: crise.b)
        crise.wait(18 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0", "b.example 50"])
    }

    @Test("une commande qui échoue laisse une alarme et un rappel, jusqu'à ce qu'elle réussisse")
    func failure() async throws {
        let crise = try crise()
        try crise.declare([crise.b])
        let watch = watch(crise.a.desks)
        func reminded(_ role: String) throws -> [String] {
            try crise.a.desks.reminders.lines(for: crise.a.agent(role)).filter {
                $0.contains("commande d'alerte")
            }
        }
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0"])
        alertes.fail(.status(3))
        crise.wait(18 * 3_600)
        let before = try crise.a.log().count
        await watch.tick()
        await watch.tick()
        #expect(alertes.taken() == ["b.example 50"])
        #expect(
            Array(try crise.a.log().dropFirst(before)) == [
                "violation:fait:echeance-50", "alarme:echec:alerte-echouee",
            ])
        #expect(try reminded("dpo").first?.contains("(3)") == true)
        #expect(try reminded("admin").count == 1 && reminded("referent").isEmpty)
        alertes.fail(nil)
        crise.wait(11 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["b.example 80"])
        #expect(try reminded("dpo").isEmpty)
    }

    @Test("sans commande, le journal seul le dit")
    func silent() async throws {
        let crise = try crise()
        try crise.declare(.plainte, [crise.b])
        crise.wait(18 * 3_600)
        let before = try crise.a.log().count
        let watch = watch(crise.a.desks, silent: true)
        await watch.tick()
        await watch.tick()
        #expect(Array(try crise.a.log().dropFirst(before)) == ["violation:fait:echeance-50"])
        #expect(alertes.taken() == [])
    }

    @Test("sans incident, ou d'un service de personne, il ne se passe rien")
    func nothing() async throws {
        let crise = try crise()
        let before = try crise.a.log().count
        await watch(crise.a.desks).tick()
        #expect(try crise.a.log().count == before && alertes.taken() == [])
        #expect(try crise.a.desks.office.store.read { try $0.incidentMark() } == nil)
    }
}
