import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Horloge des incidents")
struct IncidentClockTests {
    let crise: Crise

    init() throws { crise = try Crise() }

    private func time() throws -> Instant { try crise.a.desks.incidents.incidentNow() }

    @Test("sans incident, l'heure est celle de la machine, la plus haute qui fut dite")
    func unmarked() throws {
        let start = crise.now
        #expect(try time() == start)
        crise.horloge.advance(-3_600)
        #expect(try time() == start)
        #expect(try crise.restarted().incidents.incidentNow() == crise.now)
    }

    @Test("une horloge remise en arrière n'arrête pas les délais : l'autre compte")
    func setBack() throws {
        let start = crise.now
        try crise.declare([crise.b])
        crise.horloge.advance(-10 * 86_400)
        #expect(try time() == start)
        crise.wait(3_600)
        #expect(try time() == start + 3_600)
        // What is entered now is entered at that time.
        let incident = try crise.declare(at: start + 3_600, [crise.b])
        #expect(incident.declaree == start + 3_600)
        crise.wait(20 * 86_400)
        #expect(try time() == start + 3_600 + 20 * 86_400)
        #expect(crise.now == start + 3_600 + 10 * 86_400)
    }

    @Test("un service redémarré sait l'heure, même sous une horloge remise en arrière")
    func restart() throws {
        let start = crise.now
        try crise.declare([crise.b])
        crise.horloge.advance(-86_400)
        crise.demarrage.advance(600)
        #expect(try crise.restarted().incidents.incidentNow() == start + 600)
        crise.horloge.advance(3 * 86_400)
        #expect(try crise.restarted().incidents.incidentNow() == crise.now)
    }

    @Test("une machine redémarrée compte court, jamais long")
    func reboot() throws {
        let start = crise.now
        try crise.declare([crise.b])
        crise.horloge.advance(-86_400)
        crise.demarrage.set(5)
        let again = crise.restarted()
        #expect(try again.incidents.incidentNow() == start)
        crise.wait(900)
        #expect(try again.incidents.incidentNow() == start)
        // Noted under the new count, it goes on.
        try again.incidents.mark(start)
        crise.wait(900)
        #expect(try again.incidents.incidentNow() == start + 900)
        #expect(try crise.restarted().incidents.incidentNow() == start + 900)
    }

    @Test("une horloge partie trop loin : le DPO répond de l'heure, et les délais reviennent")
    func confirmed() throws {
        let start = crise.now
        let n = try crise.declare([crise.b]).n
        crise.horloge.advance(30 * 86_400)
        try crise.qualify(n) { $0.risque = .limite }
        crise.horloge.advance(-30 * 86_400)
        #expect(try time() == start + 30 * 86_400)
        #expect(try crise.statut(n, .cnil) == .enRetard)
        _ = try crise.a.desks.retention.purge(
            by: crise.a.agent("dpo"), limit: 1, confirmsClock: true)
        #expect(try time() == start)
        #expect(try crise.statut(n, .cnil) == .aNotifier)
        #expect(try crise.restarted().incidents.incidentNow() == start)
    }

    @Test("un accusé est daté par la même horloge")
    func receipts() throws {
        let n = try crise.declare([crise.b]).n
        let start = crise.now
        let pli = try crise.deposit(n, to: crise.b)
        crise.horloge.advance(-86_400)
        crise.demarrage.advance(600)
        try crise.receipt(pli, of: crise.b, .remis, at: start + 300)
        #expect(try crise.incident(n).avis.first?.remis == start + 300)
        #expect(try crise.incident(n).decisions.last?.le == start + 600)
    }

    @Test(
        "quoi qu'il arrive aux deux horloges, l'heure des incidents ne recule pas de plus d'une minute",
        arguments: 0..<4 as Range<UInt64>)
    func property(seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        try crise.declare([crise.b])
        var desks = crise.a.desks
        var watch = IncidentWatch(desks: desks, logger: Logger(label: "essai"), alert: nil)
        var last = try desks.incidents.incidentNow()
        for _ in 0..<150 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                crise.horloge.advance(Int64.random(in: -5 * 86_400...86_400, using: &random))
            case 1:
                desks = crise.restarted()
                watch = IncidentWatch(
                    desks: desks, logger: Logger(label: "essai"), alert: nil)
            case 2:
                crise.demarrage.set(Int64.random(in: 0...30, using: &random))
                desks = crise.restarted()
                watch = IncidentWatch(
                    desks: desks, logger: Logger(label: "essai"), alert: nil)
            default: crise.wait(Int64.random(in: 1...7_200, using: &random))
            }
            await watch.tick()
            let time = try desks.incidents.incidentNow()
            #expect(time >= last + -60)
            #expect(time >= crise.now)
            last = max(last, time)
        }
    }
}
