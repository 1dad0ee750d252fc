import LiaisonSchema
import Testing

@testable import LiaisonStore

@Suite("Points de contrôle, témoins, époques et contradictions")
struct CheckpointStoreTests {
    let shelf: Shelf
    let origin = "a.example/journal/1"

    init() throws { shelf = try Shelf() }

    @discardableResult
    private func sign(_ size: UInt64, at seconds: Int64 = 0, origin: String? = nil) throws -> Bool {
        let origin = origin ?? self.origin
        return try shelf.write(seconds) {
            try $0.insertPoint(
                origin, size: size, note: [UInt8(size)], after: $0.view.lastPoint(origin))
        }
    }

    private func cosign(_ size: UInt64, at seconds: Int64, by temoin: String = "b") throws {
        let line = StoredCosignature(
            temoin: "\(temoin).example/temoin", le: Shelf.start + seconds, line: "— \(temoin)\n")
        try shelf.write { try $0.insert(line, origin: origin, size: size) }
    }

    @Test("un point compte s'il suit celui qu'on avait lu ; le plus grand est le dernier")
    func points() throws {
        #expect(try shelf.read { try $0.lastPoint(origin) } == nil)
        #expect(try sign(3))
        #expect(try sign(7, at: 10))
        let last = try #require(try shelf.read { try $0.lastPoint(origin) })
        #expect((last.size, last.le, last.note) == (7, Shelf.start + 10, [7]))
        #expect(last.epoch == 1)
        // Somebody signed meanwhile.
        let isKept = try shelf.write {
            try $0.insertPoint(origin, size: 9, note: [9], after: nil)
        }
        #expect(!isKept)
        #expect(try sign(7, at: 20, origin: "a.example/journal/2"))
        #expect(
            try shelf.read { try $0.points(size: 7) }.map(\.origin) == [
                origin, "a.example/journal/2",
            ])
        #expect(try shelf.read { try $0.lastSignedPoint() }?.epoch == 2)
        #expect(try shelf.read { try $0.signedSize(before: Shelf.start + 9) } == 3)
        #expect(try shelf.read { try $0.signedSize(before: Shelf.start + -1) } == nil)
    }

    @Test("de chaque mois, le dernier point qu'un partenaire cosigna ; tant de mois au plus")
    func monthly() throws {
        let month = 31 * Shelf.day
        for (size, seconds) in [(3, 0), (5, month), (7, month + 60), (9, 2 * month)]
            as [(UInt64, Int64)]
        {
            try cosign(size, at: seconds)
        }
        // Of one month the largest counts, whoever cosigned it.
        try cosign(6, at: month + 120, by: "c")
        #expect(try shelf.read { try $0.monthlySizes(limit: 10) } == [9, 7, 3])
        #expect(try shelf.read { try $0.monthlySizes(limit: 2) } == [9, 7])
    }

    @Test("une cosignature par témoin et par point ; ce qui est attesté à un moment")
    func cosignatures() throws {
        try cosign(3, at: 10)
        try cosign(3, at: 20)
        try cosign(3, at: 15, by: "c")
        try cosign(5, at: 30)
        let lines = try shelf.read { try $0.cosignatures(origin, size: 3) }
        #expect(lines.map(\.temoin) == ["b.example/temoin", "c.example/temoin"])
        #expect(lines.map { $0.le - Shelf.start } == [20, 15])
        func attested(_ seconds: Int64) throws -> UInt64? {
            try shelf.read { try $0.attestedSize(before: Shelf.start + seconds) }
        }
        #expect(try attested(14) == nil)
        #expect(try attested(15) == 3)
        #expect(try attested(30) == 5)
    }

    @Test(
        "des points d'un jour passé, le dernier et le dernier cosigné restent, et ceux qu'on nomme")
    func thinning() throws {
        for (size, seconds) in [(1, 0), (2, 60), (3, 120), (4, 180), (5, 240), (6, 300)] {
            try sign(UInt64(size), at: Int64(seconds))
        }
        try cosign(2, at: 70)
        try cosign(4, at: 190)
        try sign(9, at: 2 * Shelf.day)
        try sign(10, at: 2 * Shelf.day + 1)
        func sizes() throws -> [UInt64] {
            try (1...10).filter { size in try !shelf.read { try $0.points(size: size) }.isEmpty }
        }
        try shelf.write { try $0.thinPoints(before: Shelf.start + Shelf.day, keeping: [1]) }
        // 6 ends its day, 4 is its last cosigned one, 1 is named; those of later stay.
        #expect(try sizes() == [1, 4, 6, 9, 10])
        #expect(try shelf.read { try $0.cosignatures(origin, size: 2) }.isEmpty)
        #expect(try shelf.read { try $0.cosignatures(origin, size: 4) }.count == 1)
        try shelf.write { try $0.thinPoints(before: Shelf.start + Shelf.day, keeping: []) }
        #expect(try sizes() == [4, 6, 9, 10])
    }

    @Test(
        "ce qui contredit un journal se garde une fois, en nombre borné, jusqu'à ce qu'un DPO en réponde"
    )
    func contradictions() throws {
        func contradict(_ n: UInt8, by par: StructureName? = nil, of origin: String? = nil) throws
            -> Bool
        {
            try shelf.write {
                try $0.insertContradiction(
                    origin ?? self.origin, connu: [n], vu: [n, n], par: par ?? shelf.b)
            }
        }
        #expect(try contradict(0))
        #expect(try !contradict(0, by: shelf.c))
        let most = StoreTransaction.contradictionLimit
        for n in 1..<most { #expect(try contradict(UInt8(n))) }
        #expect(try !contradict(99))
        #expect(try contradict(99, of: "b.example/journal/1"))
        // Of the structure's log whatever the époque; `a.example.org` is another one.
        #expect(try contradict(1, of: "a.example/journal/2"))
        #expect(try contradict(1, of: "a.example.org/journal/1"))
        try shelf.write(50) { try $0.resolveContradictions(of: shelf.a) }
        let open = try shelf.read { try $0.openContradictions() }
        #expect(open.map(\.origin) == ["b.example/journal/1", "a.example.org/journal/1"])
        #expect(open.map(\.par) == [shelf.b, shelf.b])
        #expect(try shelf.read { try $0.contradictions() }.count == most + 3)
        // Answered for, the same proof opens nothing; another one does.
        #expect(try !contradict(0))
        #expect(try contradict(99))
    }

    @Test("une époque après l'autre : ce que les témoins savaient ne vaut plus, le journal reprend")
    func epochs() throws {
        try shelf.write {
            try $0.updateWitnessSize(shelf.b, origin: origin, size: 5)
            try $0.updatePrecedent(knownTo: shelf.b, [1])
            try $0.freezeLog()
        }
        func known(_ origin: String) throws -> UInt64 {
            try shelf.read { try $0.witnessSize(shelf.b, origin: origin) }
        }
        #expect(try known(origin) == 5)
        #expect(try known("a.example/journal/2") == 0)
        #expect(try shelf.read { try $0.logState().isFrozen })
        try shelf.write { try $0.openEpoch() }
        var state = try shelf.read { try $0.logState() }
        #expect(state.epoch == 2 && !state.isFrozen)
        #expect(try known(origin) == 0)
        #expect(try shelf.read { try $0.precedents() }.isEmpty)
        // Another life took 2, 3 and 4; it never goes back.
        try shelf.write { try $0.openEpoch(after: 4) }
        try shelf.write { try $0.openEpoch(after: 3) }
        state = try shelf.read { try $0.logState() }
        #expect(state.epoch == 5)
    }

    @Test("à qui l'acte d'époque fut donné, et ce que chacun connaît d'avant")
    func precedents() throws {
        func given(_ structure: StructureName) throws -> Bool {
            try shelf.read { try $0.hasEpoch(structure) }
        }
        #expect(try !given(shelf.b))
        try shelf.write {
            try $0.markEpochGiven(to: shelf.b)
            try $0.updatePrecedent(knownTo: shelf.c, [7])
        }
        #expect(try given(shelf.b) && !given(shelf.c))
        try shelf.write {
            try $0.updatePrecedent(knownTo: shelf.b, [7])
            try $0.markEpochGiven(to: shelf.c)
        }
        #expect(try given(shelf.b) && given(shelf.c))
        #expect(try shelf.read { try $0.precedent(knownTo: shelf.b) } == [7])
        #expect(try shelf.read { try $0.precedent(knownTo: shelf.a) } == nil)
        #expect(try shelf.read { try $0.precedents() } == [[7]])
    }

    @Test("les actes d'une structure : ceux de sa dernière époque, chacun une fois")
    func acts() throws {
        func keep(_ note: UInt8, _ epoch: Int) throws -> Bool {
            try shelf.write { try $0.insertEpochAct([note], of: shelf.b, epoch: epoch) }
        }
        func acts(_ epoch: Int) throws -> [[UInt8]] {
            try shelf.read { try $0.epochActs(of: shelf.b, epoch: epoch) }
        }
        #expect(try keep(1, 2))
        #expect(try !keep(1, 2))
        #expect(try keep(2, 2))
        #expect(try acts(2) == [[1], [2]])
        #expect(try keep(3, 3))
        #expect(try acts(2).isEmpty)
        #expect(try acts(3) == [[3]])
    }

    @Test(
        "ce que notre témoin a cosigné d'un partenaire : le suivant de ce qui fut lu, de la dernière époque"
    )
    func witnessed() throws {
        func attest(
            _ origin: String, _ size: UInt64, after last: StoredPoint?
        ) throws -> Bool {
            try shelf.write {
                try $0.updateWitnessed(origin, size: size, note: [UInt8(size)], after: last)
            }
        }
        func last(_ origin: String) throws -> StoredPoint? {
            try shelf.read { try $0.witnessed(origin) }
        }
        let (first, tenth) = ("b.example/journal/2", "b.example/journal/10")
        #expect(try attest(first, 5, after: nil))
        #expect(try !attest(first, 6, after: nil))
        #expect(try attest(first, 6, after: last(first)))
        #expect(try last(first)?.size == 6)
        #expect(try attest(tenth, 8, after: nil))
        #expect(try attest("b.example.org/journal/99", 1, after: nil))
        #expect(try shelf.read { try $0.lastWitnessed(of: shelf.b) }?.origin == tenth)
        #expect(try shelf.read { try $0.lastWitnessed(of: shelf.c) } == nil)
    }
}
