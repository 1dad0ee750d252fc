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

    private func watch(_ courrier: Courrier, silent: Bool = false) -> IncidentWatch {
        let alertes = alertes
        let run: IncidentWatch.Alert = { alertes.run($0) }
        return IncidentWatch(
            courrier: courrier, logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() },
            alert: silent ? nil : run)
    }

    private func crise(at start: String? = nil) throws -> Crise {
        try Crise(.missionLocale, at: start.map { try #require(Instant(typed: $0)) })
    }

    @Test("à 50, 80 et 100 %, une fois chacun, dans le journal et par la commande")
    func marks() async throws {
        let crise = try crise()
        let start = crise.now
        try crise.declare([crise.b])
        let watch = watch(crise.a.courrier)
        let before = try crise.a.log().count
        func at(_ seconds: Int64) async -> [String] {
            let elapsed = start + seconds - crise.now
            crise.wait(elapsed)
            for _ in 0..<3 { await watch.tick() }
            return alertes.taken()
        }
        #expect(await at(0) == [])
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

    @Test("la commande reçoit le genre, le numéro, qui, quelle part et l'échéance")
    func arguments() async throws {
        let crise = try crise()
        try crise.declare(.plainte, [crise.b])
        let end = crise.now + 36 * 3_600
        crise.wait(18 * 3_600)
        await watch(crise.a.courrier).tick()
        #expect(alertes.all == [["plainte", "1", "b.example", "50", end.description]])
    }

    @Test("après une longue absence, tout ce qui est dû vient d'un coup, une fois")
    func absence() async throws {
        let crise = try crise()
        try crise.declare([crise.b])
        crise.wait(100 * 3_600)
        let watch = watch(crise.a.courrier)
        await watch.tick()
        #expect(
            alertes.taken() == [
                "b.example 100", "b.example 50", "b.example 80", "cnil 100", "cnil 50", "cnil 80",
            ])
        await watch.tick()
        #expect(alertes.taken() == [])
    }

    @Test("un redémarrage ne répète rien et n'oublie rien")
    func restart() async throws {
        let crise = try crise()
        try crise.declare([crise.b])
        crise.wait(18 * 3_600)
        await watch(crise.a.courrier).tick()
        #expect(alertes.taken() == ["b.example 50"])
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
        let watch = watch(crise.a.courrier)
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
        let watch = watch(crise.a.courrier)
        await watch.tick()
        crise.wait(17 * 3_600)
        await watch.tick()
        crise.horloge.advance(-10 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == [])
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
        let watch = watch(crise.a.courrier)
        crise.wait(17 * 3_600)
        await watch.tick()
        crise.horloge.advance(-5 * 86_400)
        crise.demarrage.set(0)
        let again = crise.restarted()
        let other = self.watch(again)
        await other.tick()
        #expect(alertes.taken() == [])
        crise.wait(3_600)
        await other.tick()
        #expect(alertes.taken() == ["b.example 50"])
    }

    @Test("une échéance corrigée prévient de nouveau")
    func corrected() async throws {
        let crise = try crise()
        let start = crise.now
        let n = try crise.declare([crise.b]).n
        let watch = watch(crise.a.courrier)
        crise.wait(18 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["b.example 50"])
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
        let watch = watch(crise.a.courrier)
        try crise.enter(crise.notified(.structure(crise.b.structure)), n)
        try crise.qualify(n) { $0.risque = .aucun }
        let other = try crise.declare([crise.b]).n
        try crise.enter(.cloture(motif: Crise.sealed), other)
        crise.wait(200 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == [])
        // Sent and not received yet is not told.
        let third = try crise.declare(.plainte, [crise.b]).n
        _ = try crise.deposit(third, to: crise.b)
        crise.wait(18 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["b.example 50"])
    }

    @Test("une commande qui échoue laisse une alarme et un rappel, jusqu'à ce qu'elle réussisse")
    func failure() async throws {
        let crise = try crise()
        try crise.declare([crise.b])
        let watch = watch(crise.a.courrier)
        func reminded(_ role: String) throws -> [String] {
            try crise.a.courrier.reminders(for: crise.a.agent(role)).filter {
                $0.contains("commande d'alerte")
            }
        }
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
        let watch = watch(crise.a.courrier, silent: true)
        await watch.tick()
        await watch.tick()
        #expect(Array(try crise.a.log().dropFirst(before)) == ["violation:fait:echeance-50"])
        #expect(alertes.taken() == [])
    }

    @Test("sans incident, ou d'un service de personne, il ne se passe rien")
    func nothing() async throws {
        let crise = try crise()
        let before = try crise.a.log().count
        await watch(crise.a.courrier).tick()
        #expect(try crise.a.log().count == before && alertes.taken() == [])
        #expect(try crise.a.courrier.store.read { try $0.incidentMark() } == nil)
    }
}
