import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Les alarmes du journal, jusqu'à ce qu'un DPO les reconnaisse")
struct AlarmTests {
    private let horloge = TestClock()
    private let a: House

    init() throws { a = try House("a.example", horloge) }

    private func number(_ detail: LogDetail) throws -> UInt64 {
        try a.desks.office.alarm(detail)
        return try a.store.read { try $0.logState() }.frontier.size - 1
    }

    private func lines(_ role: String = "dpo") throws -> [String] {
        try a.desks.reminders.lines(for: a.agent(role)).filter { $0.contains("Alarme n°") }
    }

    @Test("dite au DPO seul, aussi vieille qu'elle soit, jusqu'à son motif, qui est au journal")
    func acknowledged() throws {
        let n = try number(.horloge)
        horloge.advance(90 * 86_400)
        let open = try a.desks.logbook.alarms(for: a.agent("dpo"))
        #expect(open?.count == 1 && open?.newest == n)
        #expect(try a.desks.logbook.alarms(for: a.agent("referent"))?.count == nil)
        let said = try #require(try lines().first)
        #expect(said.contains("n° \(n) ") && said.contains(LogDetail.horloge.french))
        #expect(try lines("referent").isEmpty && lines("admin").isEmpty)
        let logged = try a.logged {
            let known = try a.desks.logbook.acknowledge(n, for: .corrigee, by: a.agent("dpo"))
            #expect(known == [n])
        }
        #expect(logged == ["reconnaissance:fait:reconnue-corrigee"])
        #expect(try lines().isEmpty && a.desks.logbook.alarms(for: a.agent("dpo"))?.count == 0)
        // The alarm itself stays as it was.
        #expect(try a.log().contains("alarme:echec:horloge"))
        let again = #expect(throws: Refusal.self) {
            try a.desks.logbook.acknowledge(n, for: .corrigee, by: a.agent("dpo"))
        }
        #expect(again?.code == .introuvable)
    }

    @Test("toutes celles d'avant d'un coup ; cinq sont nommées, les autres comptées")
    func many() throws {
        for _ in 0..<8 { try a.desks.office.alarm(.elagageEchoue) }
        let last = try number(.horloge)
        let all = try a.desks.reminders.lines(for: a.agent("dpo"))
        #expect(try lines().count == 5 && all.contains { $0.hasPrefix("4 autres alarmes") })
        let known = try a.desks.logbook.acknowledge(
            last - 1, withEarlier: true, for: .attendue, by: a.agent("dpo"))
        #expect(known.count == 8 && !known.contains(last))
        #expect(try lines().count == 1)
    }

    @Test("un autre rôle ne reconnaît rien ; ce qui n'est pas une alarme ne se reconnaît pas")
    func refused() throws {
        let n = try number(.horloge)
        for (role, number, code) in [
            ("referent", n, Refusal.Code.interdit), ("admin", n, .interdit),
            ("dpo", 0, .introuvable), ("dpo", UInt64.max, .introuvable),
        ] as [(String, UInt64, Refusal.Code)] {
            let refusal = #expect(throws: Refusal.self) {
                try a.desks.logbook.acknowledge(number, for: .inconnue, by: a.agent(role))
            }
            #expect(refusal?.code == code)
        }
    }

    @Test("ce qu'un DPO a fait comme référent, un autre DPO le reconnaît ; seul, lui-même")
    func own() throws {
        let dpo = try a.agent("dpo")
        func read() throws -> UInt64 {
            try a.store.write(at: horloge.now) {
                try $0.record(LogEvent(.alarme, by: dpo.name, detail: .lecturesInhabituelles))
            }
            return try a.store.read { try $0.logState() }.frontier.size - 1
        }
        let alone = try read()
        #expect(try a.desks.logbook.acknowledge(alone, for: .attendue, by: dpo) == [alone])
        let card = try a.card(serie: 2) { card in
            card.agents = card.agents.map { agent in
                guard agent.nom == a.name("referent") else { return agent }
                return Carte.Agent(
                    nom: agent.nom, fonction: agent.fonction, roles: [.referent, .dpo],
                    cle: agent.cle, destinataire: agent.destinataire)
            }
        }
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
        let watched = try read()
        let refusal = #expect(throws: Refusal.self) {
            try a.desks.logbook.acknowledge(watched, for: .attendue, by: a.agent("dpo"))
        }
        #expect(refusal?.code == .interdit)
        #expect(
            try a.desks.logbook.acknowledge(watched, for: .attendue, by: a.agent("referent"))
                == [watched])
    }
}
