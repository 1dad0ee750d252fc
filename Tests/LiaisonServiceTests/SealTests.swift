import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Sceau de la base")
struct SealTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws { (a, b) = try House.pair(horloge) }

    private var seals: Int {
        get throws { try a.log().count { $0.hasPrefix("sceau") } }
    }

    /// What the look at the whole store says of what the log bound.
    private var defects: [String] {
        get throws {
            try a.desks.office.store.verify(progress: { _ in }).defauts.filter {
                $0.contains("«")
            }
        }
    }

    @Test("scellée une fois, puis chaque semaine ; ce qui se passe entre deux est lié")
    func weekly() throws {
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try seals == 1)
        _ = try a.desks.mail.deposit(a.pli(to: b).bytes, by: a.agent("referent"))
        #expect(try defects == [])
        horloge.advance(6 * 86_400)
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try seals == 1)
        horloge.advance(86_400)
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try seals == 2)
        #expect(try defects == [])
        // A clock set back does not keep from sealing.
        horloge.advance(-30 * 86_400)
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try seals == 3)
    }

    @Test("ce qu'un autre a changé n'est ni scellé ni élagué avant qu'un DPO en réponde")
    func altered() throws {
        #expect(try a.desks.logbook.sealIfDue())
        _ = try a.desks.mail.deposit(a.pli(to: b).bytes, by: a.agent("referent"))
        try a.desks.office.store.tamper("DELETE FROM envois")
        horloge.advance(8 * 86_400)
        let told = try a.logged {
            for _ in 0..<3 { _ = try a.desks.logbook.sealIfDue() }
        }
        #expect(told == ["alarme:echec:base-alteree"])
        #expect(try a.desks.logbook.isAltered())
        #expect(try seals == 1)
        #expect(try defects.contains { $0.contains("« envois »") })
        let n = try a.store.read { try $0.logState() }.frontier.size - 1
        _ = try a.desks.logbook.acknowledge(n, for: .incident, by: a.agent("dpo"))
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try seals == 2)
        #expect(try !a.desks.logbook.isAltered())
        #expect(try !defects.contains { $0.contains("« envois »") })
    }

    @Test("d'une sauvegarde qui avait des défauts, un DPO répond avant que rien soit scellé")
    func restored() throws {
        #expect(try a.desks.logbook.sealIfDue())
        for isSound in [true, false] {
            let told = try a.logged {
                try a.desks.logbook.beginAfterRestoration(withoutTombs: false, isSound: isSound)
            }
            #expect(told.contains("alarme:echec:base-alteree") == !isSound)
            #expect(try a.desks.logbook.isAltered() == !isSound)
        }
        horloge.advance(8 * 86_400)
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try seals == 1)
        let open = try a.desks.logbook.alarms(for: a.agent("dpo"))
        let n = try #require(open?.newest)
        _ = try a.desks.logbook.acknowledge(n, for: .incident, by: a.agent("dpo"))
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try seals == 2)
    }

    @Test("élaguée, elle se vérifie encore : le sceau reste, et précède ce qui part")
    func pruned() throws {
        #expect(try a.desks.logbook.sealIfDue())
        _ = try a.desks.mail.deposit(a.pli(to: b).bytes, by: a.agent("referent"))
        try a.desks.logbook.signCheckpoint(isUrgent: true)
        horloge.advance(2 * 366 * 86_400)
        try a.desks.office.record(.debut)
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try a.desks.logbook.pruneLog(months: 6) > 0)
        #expect(try seals == 2)
        #expect(try defects == [])
        try a.desks.office.store.tamper("DELETE FROM envois")
        #expect(try defects.contains { $0.contains("« envois »") })
    }

    @Test("ce qu'un autre a changé n'est pas élagué non plus, si vieux que ce soit")
    func alteredAndOld() throws {
        #expect(try a.desks.logbook.sealIfDue())
        _ = try a.desks.mail.deposit(a.pli(to: b).bytes, by: a.agent("referent"))
        try a.desks.logbook.signCheckpoint(isUrgent: true)
        horloge.advance(2 * 366 * 86_400)
        try a.desks.office.store.tamper("DELETE FROM envois")
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try a.desks.logbook.pruneLog(months: 6) == 0)
        let n = try a.store.read { try $0.logState() }.frontier.size - 1
        _ = try a.desks.logbook.acknowledge(n, for: .incident, by: a.agent("dpo"))
        #expect(try a.desks.logbook.sealIfDue())
        #expect(try a.desks.logbook.pruneLog(months: 6) > 0)
    }

    @Test("le gardien du journal scelle de nouveau avant d'élaguer, pas à son démarrage seulement")
    func keeper() async throws {
        try a.desks.logbook.signCheckpoint(isUrgent: true)
        let keeper = LogKeeper(
            witnessing: Witnessing(
                desks: a.desks, transport: Wire(from: a, to: b), logger: RestoredHouse.silent),
            desks: a.desks, months: 6, logger: RestoredHouse.silent)
        await keeper.run(
            triggers: PreparedTriggers([
                {},
                { [horloge, a] in
                    horloge.advance(2 * 366 * 86_400)
                    try a.desks.office.record(.debut)
                },
            ]))
        let log = try a.log()
        let later = try #require(log.lastIndex { $0.hasPrefix("debut") })
        let pruning = try #require(log.firstIndex { $0.hasPrefix("elagage") })
        #expect(log[..<later].contains { $0.hasPrefix("sceau") })
        #expect(log[later..<pruning].contains { $0.hasPrefix("sceau") })
    }
}
