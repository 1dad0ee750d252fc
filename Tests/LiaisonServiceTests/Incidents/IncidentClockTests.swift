import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Horloge des incidents")
struct IncidentClockTests {
    let crisis: Crisis

    init() throws { crisis = try Crisis() }

    private func time() throws -> Instant { try crisis.a.desks.incidents.incidentNow() }

    @Test("sans incident, l'heure est celle de la machine, la plus haute qui fut dite")
    func unmarked() throws {
        let start = crisis.now
        #expect(try time() == start)
        crisis.horloge.advance(-3_600)
        #expect(try time() == start)
        #expect(try crisis.restarted().incidents.incidentNow() == crisis.now)
    }

    @Test("une horloge remise en arrière n'arrête pas les délais : l'autre compte")
    func setBack() throws {
        let start = crisis.now
        try crisis.declare([crisis.b])
        crisis.horloge.advance(-10 * 86_400)
        #expect(try time() == start)
        crisis.wait(3_600)
        #expect(try time() == start + 3_600)
        // What is entered now is entered at that time.
        let incident = try crisis.declare(at: start + 3_600, [crisis.b])
        #expect(incident.declaree == start + 3_600)
        crisis.wait(20 * 86_400)
        #expect(try time() == start + 3_600 + 20 * 86_400)
        #expect(crisis.now == start + 3_600 + 10 * 86_400)
    }

    @Test("un service redémarré sait l'heure, même sous une horloge remise en arrière")
    func restart() throws {
        let start = crisis.now
        try crisis.declare([crisis.b])
        crisis.horloge.advance(-86_400)
        crisis.bootClock.advance(600)
        #expect(try crisis.restarted().incidents.incidentNow() == start + 600)
        crisis.horloge.advance(3 * 86_400)
        #expect(try crisis.restarted().incidents.incidentNow() == crisis.now)
    }

    @Test("une machine redémarrée compte court, jamais long")
    func reboot() throws {
        let start = crisis.now
        try crisis.declare([crisis.b])
        crisis.horloge.advance(-86_400)
        crisis.bootClock.set(5)
        let again = crisis.restarted()
        #expect(try again.incidents.incidentNow() == start)
        crisis.wait(900)
        #expect(try again.incidents.incidentNow() == start)
        // Noted under the new count, it goes on.
        try again.incidents.mark(start)
        crisis.wait(900)
        #expect(try again.incidents.incidentNow() == start + 900)
        #expect(try crisis.restarted().incidents.incidentNow() == start + 900)
    }

    @Test("une horloge partie trop loin : le DPO répond de l'heure, et les délais reviennent")
    func confirmed() throws {
        let start = crisis.now
        let n = try crisis.declare([crisis.b]).n
        crisis.horloge.advance(30 * 86_400)
        try crisis.qualify(n) { $0.risque = .limite }
        crisis.horloge.advance(-30 * 86_400)
        #expect(try time() == start + 30 * 86_400)
        #expect(try crisis.statut(n, .cnil) == .enRetard)
        _ = try crisis.a.desks.retention.purge(
            by: crisis.a.agent("dpo"), limit: 1, confirmsClock: true)
        #expect(try time() == start)
        #expect(try crisis.statut(n, .cnil) == .aNotifier)
        #expect(try crisis.restarted().incidents.incidentNow() == start)
    }

    @Test("un accusé est daté par la même horloge")
    func receipts() throws {
        let n = try crisis.declare([crisis.b]).n
        let start = crisis.now
        let pli = try crisis.deposit(n, to: crisis.b)
        crisis.horloge.advance(-86_400)
        crisis.bootClock.advance(600)
        try crisis.receipt(pli, of: crisis.b, .remis, at: start + 300)
        #expect(try crisis.incident(n).avis.first?.remis == start + 300)
        #expect(try crisis.incident(n).decisions.last?.le == start + 600)
    }

    @Test(
        "quoi qu'il arrive aux deux horloges, l'heure des incidents ne recule pas de plus d'une minute",
        arguments: 0..<4 as Range<UInt64>)
    func property(seed: UInt64) async throws {
        var random = SplitMix(state: seed)
        try crisis.declare([crisis.b])
        var desks = crisis.a.desks
        var watch = IncidentWatch(desks: desks, logger: Logger(label: "essai"), alert: nil)
        var last = try desks.incidents.incidentNow()
        for _ in 0..<150 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                crisis.horloge.advance(Int64.random(in: -5 * 86_400...86_400, using: &random))
            case 1:
                desks = crisis.restarted()
                watch = IncidentWatch(
                    desks: desks, logger: Logger(label: "essai"), alert: nil)
            case 2:
                crisis.bootClock.set(Int64.random(in: 0...30, using: &random))
                desks = crisis.restarted()
                watch = IncidentWatch(
                    desks: desks, logger: Logger(label: "essai"), alert: nil)
            default: crisis.wait(Int64.random(in: 1...7_200, using: &random))
            }
            await watch.tick()
            let time = try desks.incidents.incidentNow()
            #expect(time >= last + -60)
            #expect(time >= crisis.now)
            last = max(last, time)
        }
    }
}
