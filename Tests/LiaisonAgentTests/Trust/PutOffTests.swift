import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite("Remis à plus tard") struct PutOffTests {
    private let (team, mission): (Team, Team)
    private let machine: Machine

    init() throws {
        (team, mission) = try Team.pair()
        machine = try Machine("claire", of: team)
    }

    @Test("remises à plus tard, elles se disent une fois par jour ; une de plus se dit aussitôt")
    func later() throws {
        try team.shows { $0["alarmes"] = .integer(3) }
        let session = try machine.session().synchronize()
        #expect(try PutOff(session).set(session) == 1)
        _ = machine.notices
        for day in 0..<3 {
            for time in 0..<2 {
                _ = try machine.session().synchronize()
                // The day on which they were put off, they had been said.
                let says = day > 0 && time == 0
                #expect(machine.notices == (says ? [.trust(.logAlarms(3))] : []))
            }
            team.horloge.advance(86_400)
        }
        try team.shows { $0["alarmes"] = .integer(4) }
        for _ in 0..<2 {
            _ = try machine.session().synchronize()
            #expect(machine.notices == [.trust(.logAlarms(4))])
        }
    }

    @Test("une autre se dit, même s'il n'en reste pas plus ; celles d'avant, une fois par jour")
    func anotherAlarm() throws {
        func alarms(_ count: Int64, newest: Int64) throws -> Session {
            try team.shows {
                $0["alarmes"] = .integer(count)
                $0["derniereAlarme"] = .integer(newest)
            }
            return try machine.session().synchronize()
        }
        let session = try alarms(2, newest: 7)
        #expect(try PutOff(session).set(session) == 1)
        _ = machine.notices
        // Of the two, the newest is acknowledged.
        for says in [true, false] {
            _ = try alarms(1, newest: 5)
            #expect(machine.notices == (says ? [.trust(.logAlarms(1))] : []))
        }
        // Another came, then those that were put off are acknowledged, then one comes.
        for (count, newest) in [(3, 9), (1, 9), (2, 12)] as [(Int64, Int64)] {
            for _ in 0..<2 {
                _ = try alarms(count, newest: newest)
                #expect(machine.notices == [.trust(.logAlarms(Int(count)))])
            }
        }
    }

    @Test("les délais d'un incident : remis par un référent, jamais par le DPO, dont ils sont")
    func laterClocks() throws {
        let row = LocalCountdown(
            n: 3, type: .violation, what: .unread(mission.structure, 1), heure: team.horloge.now)
        try team.shows { $0["echeances"] = [row].value }
        for (local, isHers) in [("claire", false), ("denis", true)] {
            let machine = try Machine(local, of: team)
            let session = try machine.session().synchronize(saysDeadlines: false)
            #expect(try PutOff(session).clocks(session).count == 1)
            #expect(try PutOff(session).set(session) == (isHers ? 0 : 1))
            #expect(try PutOff(session).clocks(session).count == (isHers ? 1 : 0))
        }
    }
}
