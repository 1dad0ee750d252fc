import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@testable import LiaisonStore

@Suite("Le journal gardé")
struct LogStoreTests {
    let shelf: Shelf
    let her = Shelf.person(1)
    let him = Shelf.person(2)

    init() throws { shelf = try Shelf() }

    private func record(
        _ acte: LogActe, at seconds: Int64 = 0, ref: String? = nil, by local: String = "claire",
        detail: LogDetail? = nil, personne: PersonIndex? = nil
    ) throws {
        try shelf.write(seconds) {
            try $0.record(
                LogEvent(
                    acte, by: shelf.agent(local), ref: ref, detail: detail, personne: personne))
        }
    }

    private func numbers(
        count: Int = 99, _ change: (inout LogFilter) -> Void = { _ in }
    ) throws -> [UInt64] {
        var filter = LogFilter()
        change(&filter)
        return try shelf.read { try $0.records(filter, count: count) }.map(\.n)
    }

    private func read(_ n: UInt64) throws -> LogRecord {
        let leaf = try #require(try shelf.read { try $0.leaves(from: n, count: 1) }.first)
        return try LogRecord(line: try #require(leaf.line))
    }

    @Test(
        "un enregistrement porte la personne de sa fiche ; ce qui ne s'élague jamais ne nomme personne"
    )
    func persons() throws {
        let slip = try shelf.send(1, to: shelf.b).slip
        try record(.lecture, ref: slip.id.text)
        try shelf.annotate(slip, her)
        try record(.lecture, ref: slip.id.text)
        try record(.purge, ref: slip.id.text)
        try record(.lecture, ref: slip.id.text, personne: him)
        try record(.carte, ref: shelf.b.text)
        #expect(
            try (0..<5).map { try read($0).personne } == [
                nil, her.description, nil, him.description, nil,
            ])
        // Hers are found by her pseudonym, and by the fiche that has it now.
        #expect(try numbers { $0.persons = [her.description] } == [0, 1, 2, 3])
        #expect(try numbers { $0.persons = [him.description] } == [3])
        #expect(try numbers { $0.persons = [Shelf.person(9).description] }.isEmpty)
    }

    @Test("chaque filtre, seul et ensemble ; les plus récents d'abord comptés, rendus dans l'ordre")
    func filters() throws {
        try record(.debut, at: 0)
        try record(.lecture, at: 10, ref: Shelf.id(1).text)
        try record(.lecture, at: 20, ref: Shelf.id(2).text, by: "lea")
        try record(.alarme, at: 30, ref: shelf.b.text, detail: .signature)
        try record(.elagage, at: 40)
        try record(.depot, at: 50, ref: Shelf.id(1).text)
        #expect(try numbers() == [0, 1, 2, 3, 4, 5])
        #expect(try numbers(count: 2) == [4, 5])
        #expect(try numbers(count: 2) { $0.before = 4 } == [2, 3])
        #expect(try numbers { $0.since = Shelf.start + 20 } == [2, 3, 4, 5])
        #expect(try numbers { $0.until = Shelf.start + 20 } == [0, 1])
        #expect(try numbers { $0.actor = shelf.agent("lea").description } == [2])
        #expect(try numbers { $0.acte = "lecture" } == [1, 2])
        #expect(try numbers { $0.acte = "alarme" } == [3])
        #expect(try numbers { $0.acte = "elagage" } == [4])
        #expect(try numbers { $0.ref = Shelf.id(1).text } == [1, 5])
        #expect(try numbers { $0.ref = "00000000" } == [1, 2, 5])
        #expect(
            try numbers {
                $0.ref = "00000000"
                $0.acte = "lecture"
                $0.since = Shelf.start + 11
            } == [2])
        // A value is compared whole, and never read as SQL or as a pattern.
        for text in ["lectur", "lecture\"", "%", "' OR 1 --"] {
            #expect(try numbers { $0.acte = text }.isEmpty, "\(text)")
            #expect(try numbers { $0.actor = text }.isEmpty, "\(text)")
        }
    }

    @Test(
        "une alarme attend d'être reconnue ; celle d'un journal contredit est un état"
    )
    func alarms() throws {
        func open(in range: ClosedRange<UInt64> = 0...UInt64.max, limit: Int = 9) throws -> [UInt64]
        {
            try shelf.read { try $0.openAlarms(in: range, limit: limit) }.map(\.n)
        }
        func counted() throws -> [UInt64?] {
            let alarms = try shelf.read { try $0.openAlarms() }
            return [UInt64(alarms.count), alarms.newest]
        }
        // One of another act has that number as its reference: it acknowledges nothing.
        try record(.contentieux, ref: "1")
        try record(.alarme, at: 10, ref: shelf.b.text, detail: .injoignable)
        try record(.alarme, at: 20, detail: .temoinDivergent)
        try record(.alarme, at: 30)
        #expect(try open() == [1, 3])
        #expect(try open(limit: 1) == [1])
        #expect(try open(in: 2...3) == [3])
        #expect(try counted() == [2, 3])
        try record(.reconnaissance, at: 40, ref: "1", detail: .reconnueCorrigee)
        #expect(try open() == [3])
        #expect(try counted() == [1, 3])
        try record(.reconnaissance, at: 50, ref: "3", detail: .reconnueCorrigee)
        #expect(try counted() == [0, nil])
    }

    @Test("depuis un moment : rien ne manque quand l'horloge avait reculé d'une heure")
    func clockSetBack() throws {
        for seconds in [0, 7_200, 3_600, 10_800] as [Int64] { try record(.lecture, at: seconds) }
        #expect(try numbers { $0.since = Shelf.start + 3_600 } == [1, 2, 3])
        #expect(try numbers { $0.since = Shelf.start + 7_200 } == [1, 3])
    }

    @Test("l'arbre de six cents feuilles, et ses preuves, de la base seule")
    func tree() throws {
        let total: UInt64 = 600
        try shelf.write { transaction in
            for _ in 0..<total { try transaction.record(LogEvent(.lecture, by: shelf.agent())) }
        }
        let leaves = try shelf.read { try $0.leaves(from: 0, count: 1_000) }
        #expect(leaves.map(\.n) == Array(0..<total))
        var frontier = MerkleFrontier()
        var roots: [UInt64: [UInt8]] = [:]
        for leaf in leaves {
            let line = try #require(leaf.line)
            #expect(MerkleTree.leafHash(line.utf8) == leaf.hash)
            frontier.append(leafHash: leaf.hash)
            roots[frontier.size] = frontier.root
        }
        let state = try shelf.read { try $0.logState() }
        #expect(state.frontier == frontier && state.epoch == 1 && !state.isFrozen)
        try shelf.read { view in
            let trees = view.logSubtrees()
            for size in [1, 255, 256, 257, 511, 512, 600] as [UInt64] {
                #expect(try trees.root(size: size) == roots[size], "\(size)")
                let index = size / 2
                let proof = try #require(try trees.inclusionProof(index, size: size))
                #expect(
                    MerkleTree.verifyInclusion(
                        leafHash: leaves[Int(index)].hash, index: index, size: size, proof: proof,
                        root: roots[size] ?? []), "\(size)")
                let steps = try #require(try trees.consistencyProof(from: size, to: total))
                #expect(
                    MerkleTree.verifyConsistency(
                        first: size, firstRoot: roots[size] ?? [], second: total,
                        secondRoot: frontier.root, proof: steps), "\(size)")
            }
        }
        // Two of 256; of 512, one more.
        #expect(try shelf.count("journal_noeuds") == 3)
        try shelf.tamper("DELETE FROM journal_noeuds WHERE niveau = 9")
        let error = #expect(throws: StoreError.self) {
            try shelf.read { try $0.logSubtrees().root(size: 512) }
        }
        #expect(error?.code == .damaged)
    }

    @Test("les lignes en texte sont les feuilles, une par ligne ; un élagué est un tiret")
    func lines() throws {
        for seconds in 0..<3 { try record(.lecture, at: Int64(seconds)) }
        try shelf.write { try $0.prune([1...1]) }
        let text = String(
            decoding: try shelf.read { try $0.leafLines(from: 0, count: 9) }, as: UTF8.self)
        let leaves = try shelf.read { try $0.leaves(from: 0, count: 9) }
        #expect(
            text
                == leaves.map { "\(Base64.encode($0.hash)) \($0.line ?? "-")\n" }.joined())
        #expect(leaves.map { $0.line == nil } == [false, true, false])
        #expect(try shelf.read { try $0.leafLines(from: 3, count: 9) }.isEmpty)
    }

    @Test("les lectures d'un agent : celles du jour, et la moyenne des trente jours d'avant")
    func readings() throws {
        let day = try #require(CalendarDate("2026-11-18"))
        func reads(_ local: String, _ offset: Int) throws -> (today: Int, usual: Double) {
            let date = CalendarDate(dayNumber: day.dayNumber + offset)
            return try shelf.write { try $0.countReading(by: shelf.agent(local), on: date) }
        }
        #expect(try reads("lea", -31) == (1, 0))
        for _ in 0..<15 { _ = try reads("lea", -30) }
        #expect(try reads("paul", 0) == (1, 0))
        #expect(try reads("lea", 0) == (1, 0.5))
        #expect(try reads("lea", 0) == (2, 0.5))
        #expect(try reads("lea", 1).usual == 2 / 30.0)
        // Nothing older than what the mean needs is kept.
        #expect(try shelf.count("lectures") == 3)
    }

    @Test("un état du journal qui manque ou qui ment est dit abîmé")
    func damaged() throws {
        try record(.debut)
        try shelf.tamper("UPDATE journal_etat SET taille = 3")
        for sql in ["SELECT 1", "DELETE FROM journal_etat"] {
            try shelf.tamper(sql)
            let error = #expect(throws: StoreError.self) { try shelf.read { try $0.logState() } }
            #expect(error?.code == .damaged)
        }
    }
}
