import Testing

@testable import BureauAccess

@Suite("Fins d'une session")
struct SessionEndsTests {
    @Test("sans demande elle se ferme au bout de son délai, à la seconde")
    func idle() {
        var ends = SessionEnds(at: 100, isHosted: true)
        #expect(ends.state(at: 100) == .open(left: 900))
        #expect(ends.state(at: 999) == .open(left: 1))
        #expect(ends.state(at: 1_000) == .closed)
        #expect(ends.asked(at: 999) == .open(left: 900))
        #expect(ends.asked(at: 1_899) == .closed)
    }

    @Test("fermée, elle le reste : une demande ne l'ouvre pas, la phrase oui")
    func closed() {
        var ends = SessionEnds(at: 0, isHosted: true)
        #expect(ends.asked(at: 901) == .closed)
        #expect(ends.asked(at: 10) == .closed)
        ends.opened(at: 950)
        #expect(ends.state(at: 950) == .open(left: 900))
        ends.close()
        #expect(ends.state(at: 951) == .closed)
        #expect(ends.asked(at: 951) == .closed)
        ends.opened(at: 960)
        #expect(ends.state(at: 960) == .open(left: 900))
    }

    @Test("hébergée, tout finit dix heures après l'entrée, quoi qu'elle fasse")
    func absolute() {
        var ends = SessionEnds(at: 0, isHosted: true)
        for now in stride(from: Int64(0), to: SessionEnds.absolute, by: 600) {
            #expect(ends.asked(at: now) == .open(left: min(900, SessionEnds.absolute - now)))
        }
        #expect(ends.asked(at: SessionEnds.absolute) == .over)
        ends.opened(at: SessionEnds.absolute)
        #expect(ends.state(at: SessionEnds.absolute) == .over)
    }

    @Test("sur son poste, il n'y a que le délai sans demande")
    func loopback() {
        var ends = SessionEnds(at: 0, isHosted: false)
        for now in stride(from: Int64(0), through: 100_000, by: 800) {
            #expect(ends.asked(at: now) == .open(left: 900))
        }
    }

    @Test(
        "le délai est de cinq à deux cent quarante minutes",
        arguments: [(-1, 5), (0, 5), (5, 5), (240, 240), (241, 240), (Int.max, 240)])
    func bounds(asked: Int, minutes: Int) {
        let ends = SessionEnds(at: 0, isHosted: false, idleMinutes: asked)
        #expect(ends.state(at: 0) == .open(left: Int64(minutes) * 60))
        var other = SessionEnds(at: 0, isHosted: false)
        other.setIdle(minutes: asked)
        #expect(other.state(at: 0) == .open(left: Int64(minutes) * 60))
    }
}
