import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Journal et bornes")
struct LogTests {
    private let horloge = TestClock()
    private let a: House

    init() throws {
        a = try House("a.example", horloge)
    }

    @Test("chaque feuille est le haché de sa ligne, les numéros se suivent, la racine est la leur")
    func tree() throws {
        for _ in 0..<20 { try a.desks.office.record(.carte) }
        let page = try a.desks.logbook.readLog(
            from: 0, count: 1_000, reason: nil, by: a.agent("dpo"))
        var tree = MerkleFrontier()
        var salts: Set<String> = []
        let leaves = String(decoding: page.leaves, as: UTF8.self).split(separator: "\n")
        for (n, leaf) in leaves.enumerated() {
            let halves = leaf.split(separator: " ", maxSplits: 1)
            let (hash, line) = (Base64.decode(halves[0]), String(halves[1]))
            #expect(hash == Hash.sha256([0] + Array(line.utf8)))
            #expect(try LogRecord(line: line).n == UInt64(n))
            let salt = try JSONValue.parse(line.utf8).object?["sel"]?.string
            salts.insert(try #require(salt))
            tree.append(leafHash: try #require(hash))
        }
        #expect(page.root == tree.root && page.size == tree.size)
        #expect(salts.count == leaves.count)
        // The reading itself is the last record.
        #expect(try a.log().last == "journal-lecture:fait")
    }

    @Test("un numéro ou un nombre démesuré ne fait rien tomber")
    func bounds() throws {
        let dpo = try a.agent("dpo")
        #expect(
            try a.desks.logbook.readLog(from: .max, count: .max, reason: nil, by: dpo).leaves
                .isEmpty)
        #expect(
            try a.desks.logbook.readLog(from: 0, count: -5, reason: nil, by: dpo).leaves.isEmpty)
        #expect(throws: Refusal.self) {
            try a.desks.logbook.readLog(from: 0, count: 1, reason: nil, by: a.agent("referent"))
        }
    }

    @Test("soixante refus notés par heure et par clé, un pour tous les inconnus, le reste compté")
    func limiter() throws {
        let peer = try #require(KeyName("b.example/service"))
        let other = try #require(KeyName("c.example/service"))
        let logged = try a.logged {
            for _ in 0..<100 {
                try a.desks.office.refused(.reception, by: peer, detail: .signature)
                try a.desks.office.refused(.refus, by: nil, detail: .signature)
            }
            try a.desks.office.refused(.reception, by: other, detail: .signature)
        }
        #expect(logged.count == 62)
        let later = try a.logged {
            try a.desks.office.recordGroupedRefusals()
            horloge.advance(3_600)
            try a.desks.office.recordGroupedRefusals()
            try a.desks.office.recordGroupedRefusals()
            try a.desks.office.refused(.reception, by: peer, detail: .signature)
        }
        #expect(
            later.sorted() == ["reception:refuse:signature"] + [
                "refus-groupes:refuse", "refus-groupes:refuse:signature",
            ])
        let lines = try a.desks.office.store.read { try $0.records(LogFilter(), count: 3) }
        let counts = lines.compactMap { try? LogRecord(line: $0.line ?? "").nombre }
        #expect(counts.sorted() == [40, 99])
    }

    @Test("mille clés au plus tiennent dans le limiteur, les autres comptent comme des inconnus")
    func limiterKeys() {
        let limiter = RefusalLimiter()
        let now = Instant(seconds: 0)
        #expect((0..<2_000).filter { limiter.admits("clé \($0)", at: now) }.count == 1_001)
        #expect(limiter.groups(at: now + 3_600) == [.init(key: "", count: 999)])
        #expect(limiter.admits("autre", at: now + 3_600))
    }

    @Test("les états avancent seulement : la table entière")
    func states() {
        let events: [EnvoiStatut.Event] =
            Accuse.Statut.allCases.map { .accuse($0) } + [.delaiDepasse, .retrait]
        let moves: [EnvoiStatut: [EnvoiStatut]] = [
            // In the order of `events`: remis, ouvert, refuse, purge, 30 days, taken back.
            .enAttente: [.remis, .ouvert, .refuse, .remis, .expire, .retire],
            .remis: [.remis, .ouvert, .remis, .remis, .remis, .remis],
            .ouvert: [.ouvert, .ouvert, .ouvert, .ouvert, .ouvert, .ouvert],
            .refuse: [.refuse, .refuse, .refuse, .refuse, .refuse, .refuse],
            .expire: [.remis, .ouvert, .refuse, .remis, .expire, .retire],
            .retire: [.remis, .ouvert, .refuse, .remis, .retire, .retire],
        ]
        for (state, expected) in moves {
            #expect(events.map { state.after($0) } == expected, "\(state)")
        }
        #expect(EnvoiStatut.allCases.filter(\.isPending) == [.enAttente])
    }

    @Test("ce que le guichet voit fait avancer, jamais reculer ; rappelé, il est retiré")
    func guichetStates() {
        let events: [EnvoiStatut.Event] = [.guichetRemis, .guichetLu, .rappel]
        let moves: [EnvoiStatut: [EnvoiStatut]] = [
            .aTransmettre: [.transmis, .ouvert, .retire],
            .transmis: [.transmis, .ouvert, .retire],
            .nonParvenu: [.transmis, .ouvert, .retire],
            .ouvert: [.ouvert, .ouvert, .retire],
            .repondu: [.repondu, .repondu, .repondu],
            .retire: [.retire, .retire, .retire],
            .enAttente: [.enAttente, .enAttente, .enAttente],
        ]
        for (state, expected) in moves {
            #expect(events.map { state.after($0) } == expected, "\(state)")
        }
    }

    @Test("l'attente double jusqu'à une heure et ne dépasse jamais")
    func retry() {
        for jitter in [0, 0.25, 0.5, 1] {
            var last: Int64 = 0
            for failures in 1...2_000 {
                let wait = RetryPolicy.delay(failures: failures, jitter: jitter)
                #expect((1...3_600).contains(wait) && wait >= last)
                last = wait
            }
        }
        #expect(RetryPolicy.delay(failures: 1, jitter: 1) == 2)
        #expect(RetryPolicy.delay(failures: 5_000, jitter: 1) == 3_600)
        #expect(RetryPolicy.delay(failures: 5_000, jitter: 0) == 1_800)
    }
}
