import LiaisonSchema
import LiaisonStore
import Testing

@Suite("La boîte d'envoi")
struct OutboxTests {
    let shelf: Shelf

    init() throws { shelf = try Shelf() }

    private func row(_ pli: Pli) throws -> Outgoing? {
        try shelf.read { try $0.outgoing(pli.slip.id, pour: pli.slip.pour) }
    }

    private func due(to peer: StructureName, at seconds: Int64, limit: Int = 10) throws -> [PliID] {
        try shelf.read {
            try $0.dueOutgoing(to: peer, at: Shelf.start + seconds, limit: limit)
        }.map(\.slip.id)
    }

    @Test("une ligne par structure, due aussitôt ; ce qui en est mis à jour en revient")
    func rows() throws {
        let toB = try shelf.send(1, to: shelf.b)
        let toC = try shelf.pli(1, from: shelf.a, to: shelf.c)
        try shelf.write(60) { try $0.insertOutgoing(toC, statut: "en-attente") }
        let first = try #require(try row(toB))
        #expect(first.slip == toB.slip && first.slipNote == toB.acte.bytes)
        #expect((first.statut, first.essais) == ("en-attente", 0))
        #expect((first.cree, first.prochain) == (Shelf.start, Shelf.start))
        let rows = try shelf.read { try $0.outgoing(Shelf.id(1)) }
        #expect(rows.map(\.slip.pour) == [shelf.b, shelf.c])
        #expect(rows.map(\.cree) == [Shelf.start, Shelf.start + 60])
        try shelf.move(1, to: "remis", essais: 3, next: nil)
        let changed = try #require(try row(toB))
        #expect((changed.statut, changed.essais, changed.prochain) == ("remis", 3, nil))
        #expect(try row(toC)?.statut == "en-attente")
        #expect(try shelf.read { try $0.outgoing(Shelf.id(1), pour: shelf.a) } == nil)
        #expect(try shelf.read { try $0.outgoing(Shelf.id(2)) }.isEmpty)
    }

    @Test(
        "la liste commence par la plus récente, s'arrête à sa limite, se cherche par un début d'identifiant"
    )
    func listing() throws {
        for n in 1...4 { try shelf.send(n, to: shelf.b, at: Int64(n / 2)) }
        func list(_ part: BoxPart = .all) throws -> [PliID] {
            try shelf.read { try $0.outbox(part) }.map(\.slip.id)
        }
        // Two of the same second: the one that was put in last stands first.
        #expect(try list() == [4, 3, 2, 1].map(Shelf.id))
        #expect(try list(.newest(2)) == [4, 3].map(Shelf.id))
        #expect(try list(.newest(2, from: 1)) == [3, 2].map(Shelf.id))
        #expect(try list(.newest(9, from: 3)) == [Shelf.id(1)])
        #expect(try list(.newest(2, from: 4)).isEmpty)
        func beginning(_ prefix: String, _ limit: Int = .max) throws -> [PliID] {
            try list(.beginning(prefix, limit: limit))
        }
        #expect(try beginning(Shelf.id(3).text) == [Shelf.id(3)])
        #expect(try beginning("00000000").count == 4)
        #expect(try beginning("00000000", 3).count == 3)
        #expect(try beginning("00000001").isEmpty)
        #expect(try beginning("0000000%").isEmpty)
        #expect(try list(.named([1, 3, 4, 7].map(Shelf.id))) == [4, 3, 1].map(Shelf.id))
        #expect(try list(.named([])).isEmpty)
    }

    @Test("la révision des boîtes change avec leurs lignes, avec rien d'autre, et à chaque départ")
    func revision() throws {
        let first = shelf.revision
        #expect(shelf.revision == first)
        try shelf.send(1, to: shelf.b)
        let sent = shelf.revision
        #expect(sent != first)
        try shelf.move(1, to: "remis", essais: 1, next: nil)
        let moved = shelf.revision
        #expect(![first, sent].contains(moved))
        let received = try shelf.receive(2, from: shelf.b)
        #expect(shelf.revision != moved)
        let before = shelf.revision
        // What is undone, what is only read, and what lies elsewhere.
        #expect(throws: StoreError.self) { try shelf.receive(2, from: shelf.b) }
        _ = try shelf.read { try $0.outbox() }
        _ = try shelf.acknowledge(received.slip, .remis)
        #expect(shelf.revision == before)
        #expect(try Shelf().revision.split(separator: ".")[0] != before.split(separator: ".")[0])
    }

    @Test("ce qui est dû à un partenaire, du plus ancien, et à lui seul")
    func due() throws {
        for n in 1...3 { try shelf.send(n, to: shelf.b, at: Int64(10 * n)) }
        try shelf.send(4, to: shelf.c)
        #expect(try due(to: shelf.b, at: 9).isEmpty)
        #expect(try due(to: shelf.b, at: 20) == [1, 2].map(Shelf.id))
        #expect(try due(to: shelf.b, at: 99, limit: 2) == [1, 2].map(Shelf.id))
        #expect(try due(to: shelf.c, at: 0) == [Shelf.id(4)])
        // Its last try puts the first one behind the others.
        try shelf.move(1, to: "en-attente", essais: 1, next: Shelf.start + 40)
        #expect(try due(to: shelf.b, at: 40) == [2, 3, 1].map(Shelf.id))
    }

    @Test("qui est absent n'est plus essayé avant l'heure dite ; qui se montre l'est aussitôt")
    func postponed() throws {
        try shelf.accept(shelf.b)
        let toB = try shelf.send(1, to: shelf.b)
        try shelf.send(2, to: shelf.c)
        let received = try shelf.receive(3, from: shelf.b)
        try shelf.acknowledge(received.slip, .remis, next: Shelf.start)
        try shelf.write(5) { try $0.postponeAll(to: shelf.b, until: Shelf.start + 100) }
        #expect(try due(to: shelf.b, at: 99).isEmpty)
        #expect(try due(to: shelf.c, at: 5) == [Shelf.id(2)])
        #expect(try row(toB)?.essais == 1)
        let receipt = try #require(
            try shelf.read { try $0.receipts(Shelf.id(3), de: shelf.b) }.first)
        #expect(receipt.essais == 1)
        func receipts(_ seconds: Int64) throws -> Int {
            try shelf.read {
                try $0.dueReceipts(to: shelf.b, at: Shelf.start + seconds, limit: 9)
            }.count
        }
        #expect(try receipts(99) == 0)
        // Heard from: its plis; verified: everything.
        try shelf.write(20) { try $0.hurryOutgoing(pour: shelf.b) }
        #expect(try due(to: shelf.b, at: 20) == [Shelf.id(1)])
        #expect(try receipts(20) == 0)
        try shelf.write(21) { try $0.hurryAll(to: shelf.b) }
        #expect(try receipts(21) == 1)
        #expect(try row(toB)?.essais == 1)
    }

    @Test("ce qui est retenu n'est dû à personne, ne s'attend pas, et garde son état")
    func heldBack() throws {
        let pli = try shelf.send(1, to: shelf.b)
        let held = try #require(try row(pli))
        try shelf.write(5) { try $0.holdOutgoing(held) }
        let after = try #require(try row(pli))
        #expect((after.statut, after.prochain) == ("en-attente", nil))
        #expect(try due(to: shelf.b, at: 1_000).isEmpty)
        try shelf.write(6) { try $0.hurryOutgoing(pour: shelf.b) }
        #expect(try due(to: shelf.b, at: 1_000).isEmpty)
        #expect(
            try shelf.read { try $0.waiting(for: shelf.b, at: Shelf.start, after: nil, limit: 9) }
                .isEmpty)
        #expect(try shelf.read { try $0.pendingOutgoing(pour: shelf.b) }.isEmpty)
        #expect(try shelf.read { try $0.state(at: Shelf.start) }.retenus == 1)
    }

    @Test("la poste restante donne par pages, dans l'ordre du dépôt, ce qui n'est pas remis")
    func waiting() throws {
        for n in [5, 3, 4, 1] { try shelf.send(n, to: shelf.b) }
        try shelf.send(2, to: shelf.c)
        func page(after n: Int?, limit: Int = 2) throws -> [PliID] {
            try shelf.read {
                try $0.waiting(for: shelf.b, at: Shelf.start, after: n.map(Shelf.id), limit: limit)
            }.map(\.slip.id)
        }
        #expect(try page(after: nil) == [5, 3].map(Shelf.id))
        #expect(try page(after: 3) == [4, 1].map(Shelf.id))
        #expect(try page(after: 1).isEmpty)
        // An id of another partner's, or of nobody's: from the start.
        #expect(try page(after: 2) == [5, 3].map(Shelf.id))
        #expect(try page(after: 9) == [5, 3].map(Shelf.id))
        try shelf.move(3, to: "remis", essais: 1, next: nil)
        #expect(try page(after: nil) == [5, 4].map(Shelf.id))
        // The end of the page before may have been delivered meanwhile.
        #expect(try page(after: 3) == [4, 1].map(Shelf.id))
        #expect(
            Set(try shelf.read { try $0.pendingOutgoing(pour: shelf.b) }.map(\.slip.id))
                == Set([5, 4, 1].map(Shelf.id)))
    }

    @Test("à qui quelque chose est dû : un pli, un accusé, notre carte, la sienne à reprendre")
    func peers() throws {
        func peers(_ seconds: Int64) throws -> Set<StructureName> {
            try shelf.read { try $0.duePeers(at: Shelf.start + seconds) }
        }
        // One without a card has no address.
        try shelf.send(1, to: shelf.b)
        #expect(try peers(0).isEmpty)
        try shelf.accept(shelf.b)
        try shelf.accept(shelf.c)
        #expect(try peers(0) == [shelf.b])
        try shelf.write { try $0.postponeAll(to: shelf.b, until: Shelf.start + 50) }
        #expect(try peers(49).isEmpty)
        #expect(try peers(50) == [shelf.b])
        let received = try shelf.receive(2, from: shelf.c)
        try shelf.acknowledge(received.slip, .remis, next: Shelf.start + 30)
        #expect(try peers(29).isEmpty)
        #expect(try peers(30) == [shelf.c])
        #expect(try peers(StoreTransaction.pullEvery) == [shelf.b, shelf.c])
        try shelf.write(31) { try $0.transmitOwnCard() }
        #expect(try peers(31) == [shelf.b, shelf.c])
    }

    @Test("les comptes du service : par état, le plus ancien qui attend, les accusés à rendre")
    func counts() throws {
        try shelf.accept(shelf.a)
        try shelf.accept(shelf.b)
        for n in 1...3 { try shelf.send(n, to: shelf.b, at: Int64(n)) }
        try shelf.move(1, to: "remis", essais: 1, next: nil)
        let received = try shelf.receive(4, from: shelf.b)
        try shelf.receive(5, from: shelf.b, statut: "ouvert")
        try shelf.acknowledge(received.slip, .remis, next: Shelf.start)
        let state = try shelf.read { try $0.state(at: Shelf.start) }
        #expect(state.envois == ["en-attente": 2, "remis": 1])
        #expect(state.receptions == ["non-lu": 1, "ouvert": 1])
        #expect(state.plusAncien == Shelf.start + 2)
        #expect((state.accuses, state.partenaires, state.journal) == (1, 1, 0))
        #expect((state.point, state.cosignature) == (nil, nil))
    }
}
