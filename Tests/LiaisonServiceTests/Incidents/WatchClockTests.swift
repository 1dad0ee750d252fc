import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import Synchronization
import TestSupport
import Testing

@testable import LiaisonService

/// What time, restarts and corrections change of the alerts.
extension WatchTests {
    @Test(
        "après une longue absence, le plus pressé de ce qui est dû à chacun vient d'un coup, une fois"
    )
    func absence() async throws {
        let crisis = try crisis()
        try crisis.declare([crisis.b])
        crisis.wait(100 * 3_600)
        let watch = watch(crisis.a.desks)
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
        let crisis = try crisis()
        try crisis.declare([crisis.b])
        crisis.wait(18 * 3_600)
        await watch(crisis.a.desks).tick()
        #expect(alertes.taken() == ["a.example 0", "b.example 50"])
        await watch(crisis.restarted()).tick()
        #expect(alertes.taken() == [])
        crisis.wait(12 * 3_600)
        await watch(crisis.restarted()).tick()
        #expect(alertes.taken() == ["b.example 80"])
    }

    @Test("au passage à l'heure d'été, les parts sont des heures écoulées")
    func summer() async throws {
        let crisis = try crisis(at: "28/03/2026 20:00")
        try crisis.declare(.plainte, [crisis.b])
        let watch = watch(crisis.a.desks)
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0"])
        for (typed, expected) in [
            ("29/03/2026 14:59", []), ("29/03/2026 15:00", ["b.example 50"]),
            ("30/03/2026 01:47", []), ("30/03/2026 01:48", ["b.example 80"]),
            ("30/03/2026 08:59", []), ("30/03/2026 09:00", ["b.example 100"]),
        ] {
            crisis.wait(try #require(Instant(typed: typed)) - crisis.now)
            await watch.tick()
            #expect(alertes.taken() == expected, "\(typed)")
        }
        let end = try crisis.deadline(1, .structure(crisis.b.structure))?.echeance
        #expect(try ParisTime.french(#require(end)) == "30/03/2026 à 09:00")
    }

    @Test("une horloge remise en arrière ne retarde pas l'alerte, ni ne la répète")
    func setBack() async throws {
        let crisis = try crisis()
        try crisis.declare(.plainte, [crisis.b])
        let watch = watch(crisis.a.desks)
        await watch.tick()
        crisis.wait(17 * 3_600)
        await watch.tick()
        crisis.horloge.advance(-10 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0"])
        crisis.wait(3_600)
        await watch.tick()
        #expect(alertes.taken() == ["b.example 50"])
        crisis.horloge.advance(-100 * 86_400)
        await watch.tick()
        await self.watch(crisis.restarted()).tick()
        #expect(alertes.taken() == [])
    }

    @Test("l'heure notée par la surveillance survit à un redémarrage de la machine")
    func marked() async throws {
        let crisis = try crisis()
        try crisis.declare(.plainte, [crisis.b])
        let watch = watch(crisis.a.desks)
        crisis.wait(17 * 3_600)
        await watch.tick()
        crisis.horloge.advance(-5 * 86_400)
        crisis.bootClock.set(0)
        let again = crisis.restarted()
        let other = self.watch(again)
        await other.tick()
        #expect(alertes.taken() == ["a.example 0"])
        crisis.wait(3_600)
        await other.tick()
        #expect(alertes.taken() == ["b.example 50"])
    }

    @Test("une échéance corrigée prévient de nouveau")
    func corrected() async throws {
        let crisis = try crisis()
        let start = crisis.now
        let n = try crisis.declare([crisis.b]).n
        let watch = watch(crisis.a.desks)
        crisis.wait(18 * 3_600)
        await watch.tick()
        #expect(alertes.taken() == ["a.example 0", "b.example 50"])
        try crisis.qualify(n) { $0.moments.decouverte = start + -3_600 }
        await watch.tick()
        #expect(alertes.taken() == ["b.example 50"])
        // Back to the first one: it was given.
        try crisis.qualify(n) { $0.moments.decouverte = start }
        await watch.tick()
        #expect(alertes.taken() == [])
    }
}
