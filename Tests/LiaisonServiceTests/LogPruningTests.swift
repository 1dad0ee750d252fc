import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Élagage du journal")
struct PruningTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    private func witness() async {
        await Witnessing(
            desks: a.desks, transport: Wire(from: a, to: b),
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }
        ).tick()
    }

    private func lines() throws -> [StoredLeaf] {
        try a.desks.office.store.read { try $0.leaves(from: 0, count: 10_000) }
    }

    @Test("six cents de mille : la racine reste, les preuves d'avant aussi, l'âge est attesté")
    func prune() async throws {
        for _ in 0..<600 { try a.desks.office.record(.sauvegarde) }
        await witness()
        let proof = try LogProofReader.read(try a.desks.logbook.prove(300, by: a.agent("dpo")))
        let old = try a.desks.office.store.read { try $0.logState().frontier }
        horloge.advance(366 * 86_400)
        for _ in 0..<400 { try a.desks.office.record(.sauvegarde) }
        let before = try lines()
        #expect(try a.desks.logbook.pruneLog(months: 12) > 590)
        let after = try lines()
        #expect(after.prefix(before.count).map(\.hash) == before.map(\.hash))
        let subtrees = try a.desks.office.store.read { try $0.logSubtrees().root(size: old.size) }
        #expect(subtrees == old.root && proof.isIncluded)
        // Never the ones that say what was done.
        for leaf in zip(before, after) where leaf.1.line == nil {
            let record = try LogRecord(line: #require(leaf.0.line))
            #expect(!["debut", "epoque", "elagage"].contains(record.acte))
        }
        let records = try a.desks.office.store.read { try $0.records(LogFilter(), count: 10) }
            .map { try LogRecord(line: $0.line ?? "") }
        let pruning = try #require(records.compactMap(\.pruning).last)
        #expect(pruning.regle == "12-mois")
        let points = try a.desks.office.store.read { try $0.points(size: pruning.point) }
        let key = try #require(try b.card().carte.daemon?.temoin)
        let note = try a.desks.logbook.cosigned(#require(points.first)).note
        let time = try SignedNote(note).cosignatureTime(by: key)
        #expect(Int64(time) <= ParisTime.start(of: pruning.avant).seconds)
        #expect(pruning.plages.allSatisfy { $0.upperBound < pruning.point })
        // A second run finds nothing.
        #expect(try a.desks.logbook.pruneLog(months: 12) == 0)
    }

    @Test("sans témoin, le point signé ici, et c'est dit ; sans point assez vieux, rien")
    func unattested() throws {
        for _ in 0..<10 { try a.desks.office.record(.sauvegarde) }
        horloge.advance(366 * 86_400)
        #expect(try a.desks.logbook.pruneLog(months: 12) == 0)
        try a.desks.logbook.signCheckpoint()
        horloge.advance(400 * 86_400)
        #expect(try a.desks.logbook.pruneLog(months: 12) >= 10)
        #expect(try a.log().contains("elagage:fait:non-atteste"))
    }

    @Test("de ce qui est purgé rien ne reste : ni la ligne dans un fichier, ni de quoi la deviner")
    func hiding() throws {
        let ids = (0..<64).map { _ in PliID.random() }
        for id in ids {
            try a.desks.office.store.write(at: horloge.now) {
                try $0.record(LogEvent(.lecture, by: a.name("referent"), ref: id.text))
            }
        }
        let before = try lines()
        try a.desks.logbook.signCheckpoint()
        horloge.advance(366 * 86_400)
        #expect(try a.desks.logbook.pruneLog(months: 12) >= 64)
        #expect(try a.desks.office.store.truncateLog())
        let after = try lines()
        for leaf in before.suffix(64) {
            #expect(after[Int(leaf.n)].line == nil)
            let record = try LogRecord(line: #require(leaf.line))
            // All that may be known of it but the salt, tried over the whole space.
            for id in ids {
                let guess = LogEvent(.lecture, by: a.name("referent"), ref: id.text)
                for salt in [[UInt8](repeating: 0, count: 32), leaf.hash] {
                    let line = guess.line(n: leaf.n, le: record.le, salt: salt)
                    #expect(MerkleTree.leafHash(line.utf8) != after[Int(leaf.n)].hash)
                }
            }
        }
        for name in ["liaison.sqlite", "liaison.sqlite-wal"] {
            let bytes = (try? PrivateFile.read("\(a.folder)/\(name)", limit: 1 << 26)) ?? []
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!ids.contains { text.contains($0.text) }, "\(name)")
        }
    }
}
