import LiaisonSchema
import Testing

@testable import LiaisonStore

@Suite("Le registre de ce qui fut transmis, puis détruit")
struct RegisterTests {
    let shelf: Shelf
    let her = Shelf.person(1)

    init() throws {
        shelf = try Shelf()
        try shelf.accept(shelf.a)
    }

    private func entomb(_ slip: Slip) throws -> HeldFiche {
        let fiche = try #require(try shelf.held(slip))
        _ = try shelf.write {
            try $0.entomb(fiche, regle: "fin-v1", le: Shelf.start, run: nil, isRegistered: true)
        }
        return fiche
    }

    private func line(_ slip: Slip) throws -> Transmission? {
        try shelf.read { try $0.registered(slip.id, pour: slip.pour) }.first
    }

    @Test(
        "une ligne par destinataire, avec le jour de la remise et de l'ouverture ; ce qui vient tard s'y note"
    )
    func sent() throws {
        let toB = try shelf.send(1, to: shelf.b).slip
        let toC = try shelf.pli(1, from: shelf.a, to: shelf.c)
        try shelf.write { try $0.insertOutgoing(toC, statut: "en-attente") }
        try shelf.annotate(toB, her)
        try shelf.acknowledge(toB, .remis, at: 10)
        try shelf.acknowledge(toB, .ouvert, by: "jean", at: 20)
        let before = try shelf.read { try $0.transmissions(about: [her]) }
        _ = try entomb(toB)
        let after = try shelf.read { try $0.transmissions(about: [her]) }
        #expect(Set(after.map(\.pour)) == [shelf.b, shelf.c])
        #expect(after.sorted { $0.pour < $1.pour } == before.sorted { $0.pour < $1.pour })
        func dates(_ slip: Slip) throws -> (recu: Instant?, ouvert: Instant?) {
            let line = try #require(try line(slip))
            return try shelf.read { try $0.registeredDates(line) }
        }
        #expect(try dates(toB) == (Shelf.start + 10, Shelf.start + 20))
        #expect(try dates(toC.slip) == (nil, nil))
        func late(_ statut: Accuse.Statut, _ seconds: Int64) throws {
            let receipt = Accuse(
                de: shelf.a, id: toB.id, pour: shelf.c, sha256: toB.sha256, statut: statut,
                le: Shelf.start + seconds, par: shelf.agent(of: shelf.c))
            try shelf.write(60) { try $0.noteLate(receipt) }
        }
        try late(.remis, 30)
        try late(.ouvert, 40)
        try late(.ouvert, 50)
        #expect(try dates(toC.slip) == (Shelf.start + 30, Shelf.start + 40))
        #expect(try dates(toB) == (Shelf.start + 10, Shelf.start + 20))
    }

    @Test(
        "l'heure d'un accusé venu après la purge est bornée par le scellement et par la nôtre",
        arguments: [(-86_400, 0), (30, 30), (90_000, 60)] as [(Int64, Int64)])
    func partnerClock(said: Int64, kept: Int64) throws {
        let slip = try shelf.send(1, to: shelf.b).slip
        _ = try entomb(slip)
        let receipt = Accuse(
            de: shelf.a, id: slip.id, pour: shelf.b, sha256: slip.sha256, statut: .remis,
            le: Shelf.start + said, par: shelf.agent(of: shelf.b))
        try shelf.write(60) { try $0.noteLate(receipt) }
        let line = try #require(try line(slip))
        let dates = try shelf.read { try $0.registeredDates(line) }
        #expect(dates.recu == Shelf.start + kept)
    }

    @Test("par pages, comme la conservation le lit : dans quel sens, avec qui, à propos de qui")
    func pages() throws {
        let received = try shelf.receive(2, from: shelf.b, at: 5).slip
        try shelf.annotate(received, her)
        _ = try entomb(received)
        for n in [1, 3, 4] { _ = try entomb(try shelf.send(n, to: shelf.b).slip) }
        for limit in 1...5 {
            var (after, seen): (PliID?, [HeldFiche]) = (nil, [])
            while true {
                let page = try shelf.read { try $0.registered(after: after, limit: limit) }
                guard let last = page.last else { break }
                (after, seen) = (last.id, seen + page)
            }
            #expect(seen.map(\.id) == [1, 2, 3, 4].map(Shelf.id), "\(limit)")
            #expect(seen.map(\.box) == [.envoi, .reception, .envoi, .envoi])
            #expect(Set(seen.map(\.partners)) == [[shelf.b]])
            #expect(seen.map(\.persons) == [[], [her], [], []])
            #expect(seen[1].recu == ParisTime.date(at: Shelf.start + 5))
        }
        #expect(try shelf.read { try $0.isKnown(received.key) })
    }

    @Test("une ligne oubliée laisse la tombe, et les autres lignes")
    func forgetting() throws {
        let toB = try shelf.send(1, to: shelf.b).slip
        let other = try shelf.send(2, to: shelf.b).slip
        try shelf.annotate(toB, her)
        let fiche = try entomb(toB)
        _ = try entomb(other)
        try shelf.write { try $0.unregister(fiche) }
        #expect(try line(toB) == nil)
        #expect(try line(other) != nil)
        #expect(try shelf.count("transmissions_personnes") == 0)
        #expect(try shelf.read { try $0.isKnown(toB.key) })
    }

    @Test("qui fut prévenu d'une sortie, depuis un moment")
    func exits() throws {
        let slip = try shelf.send(1, to: shelf.b, at: 100) {
            $0.objet = .sortie
            $0.modele = nil
        }.slip
        let fiche = try shelf.send(2, to: shelf.c, at: 100).slip
        for slip in [slip, fiche] { try shelf.annotate(slip, her) }
        func told(since seconds: Int64) throws -> [StructureName] {
            try shelf.read { try $0.toldOfExit(about: [her], since: Shelf.start + seconds) }
        }
        #expect(try told(since: 100) == [shelf.b])
        #expect(try told(since: 101).isEmpty)
        // By a road that proves nothing it is told once somebody said so.
        for (statut, isTold) in [
            ("a-transmettre", false), ("transmis", true), ("non-parvenu", false), ("ouvert", true),
        ] {
            try shelf.move(1, to: statut, essais: 0, next: nil)
            #expect(try told(since: 100) == (isTold ? [shelf.b] : []), "\(statut)")
        }
        #expect(
            try shelf.read {
                try $0.toldOfExit(about: [Shelf.person(2)], since: Shelf.start)
            }.isEmpty)
    }
}
