import LiaisonSchema
import Testing

@testable import LiaisonStore

@Suite("L'élagage, dans la base")
struct PruningTests {
    let shelf: Shelf
    let her = Shelf.person(1)

    init() throws { shelf = try Shelf() }

    private func record(_ acte: LogActe, at seconds: Int64, ref: String? = nil) throws {
        try shelf.write(seconds) {
            try $0.record(LogEvent(acte, by: shelf.agent(), ref: ref))
        }
    }

    private func prunable(
        below size: UInt64 = 99, before seconds: Int64 = 1_000, limit: Int = 99,
        _ change: (inout CitedRecords) -> Void = { _ in }
    ) throws -> [ClosedRange<UInt64>] {
        var cited = CitedRecords()
        change(&cited)
        return try shelf.read {
            try $0.prunable(
                below: size, before: Shelf.start + seconds, limit: limit, besides: cited)
        }
    }

    @Test("des suites, sous la taille et avant le jour, sans ce qui reste toujours")
    func runs() throws {
        for (index, acte) in [
            LogActe.debut, .lecture, .lecture, .purge, .lecture, .elagage, .epoque, .depot, .depot,
        ].enumerated() {
            try record(acte, at: Int64(10 * index))
        }
        #expect(try prunable() == [1...2, 4...4, 7...8])
        #expect(try prunable(below: 8) == [1...2, 4...4, 7...7])
        #expect(try prunable(before: 40) == [1...2])
        #expect(try prunable(before: 41) == [1...2, 4...4])
        #expect(try prunable(limit: 3) == [1...2, 4...4])
        let hashes = try shelf.read { try $0.leaves(from: 0, count: 99) }.map(\.hash)
        try shelf.write { try $0.prune([1...2, 4...4]) }
        #expect(try prunable() == [7...8])
        let leaves = try shelf.read { try $0.leaves(from: 0, count: 99) }
        #expect(leaves.map(\.hash) == hashes)
        #expect(leaves.filter { $0.line == nil }.map(\.n) == [1, 2, 4])
        let day = try #require(CalendarDate("2026-11-01"))
        try shelf.write(100) {
            try $0.record(
                LogEvent(
                    .elagage, by: shelf.agent(),
                    content: .pruning(
                        .init(plages: [1...2, 4...4], avant: day, regle: "12-mois", point: 9))))
        }
        #expect(try shelf.store.verify(progress: { _ in }).defauts.isEmpty)
    }

    @Test(
        "ce qu'un contentieux ouvert cite reste : par la référence, par la personne, par le partenaire"
    )
    func cited() throws {
        let toB = try shelf.send(1, to: shelf.b).slip
        let fromC = try shelf.receive(2, from: shelf.c).slip
        let other = try shelf.send(3, to: shelf.b).slip
        try record(.depot, at: 0, ref: toB.id.text)
        try record(.reception, at: 1, ref: fromC.id.text)
        try record(.depot, at: 2, ref: other.id.text)
        try record(.convention, at: 3, ref: "SPE-38")
        try record(.debut, at: 4)
        #expect(try prunable() == [0...3])
        #expect(try prunable { $0.refs = ["SPE-38", other.id.text] } == [0...1])
        // Records from before the annotation, too.
        try shelf.annotate(toB, her)
        #expect(try prunable { $0.persons = [her.description] } == [1...3])
        #expect(try prunable { $0.partners = [shelf.b.text] } == [1...1, 3...3])
        #expect(try prunable { $0.partners = [shelf.c.text] } == [0...0, 2...3])
        var (refs, persons) = (CitedRecords(), CitedRecords())
        refs.refs = ["SPE-38"]
        persons.persons = [her.description]
        persons.partners = [shelf.c.text]
        let both = refs.union(persons)
        #expect(
            try shelf.read {
                try $0.prunable(
                    below: 99, before: Shelf.start + 99, limit: 99, besides: both)
            } == [2...2])
        // Destroyed, hers still is: the register says so.
        let fiche = try #require(try shelf.held(toB))
        _ = try shelf.write {
            try $0.entomb(fiche, regle: "fin-v1", le: Shelf.start, run: nil, isRegistered: true)
        }
        #expect(try prunable { $0.persons = [her.description] } == [1...3])
    }

    @Test("la recherche par moment passe sur ce qui est élagué")
    func afterPruning() throws {
        for seconds in 0..<20 { try record(.lecture, at: Int64(seconds) * Shelf.day) }
        try shelf.write { try $0.prune([0...9]) }
        func number(_ days: Int64) throws -> Int64 {
            try shelf.read { try $0.number(at: (Shelf.start + days * Shelf.day).seconds) }
        }
        #expect(try number(15) == 15)
        #expect(try number(20) == 20)
        #expect(try number(-5) == 0)
        var filter = LogFilter()
        filter.since = Shelf.start + 5 * Shelf.day
        #expect(try shelf.read { try $0.records(filter, count: 99) }.map(\.n) == Array(10..<20))
    }
}
