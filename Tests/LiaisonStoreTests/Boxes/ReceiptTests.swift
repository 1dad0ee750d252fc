import LiaisonSchema
import LiaisonStore
import Testing

@Suite("Les accusés gardés")
struct ReceiptTests {
    let shelf: Shelf

    init() throws { shelf = try Shelf() }

    private func receipts(_ slip: Slip) throws -> [StoredReceipt] {
        try shelf.read { try $0.receipts(slip.id, de: slip.de) }
    }

    @Test("le premier de chaque signataire et de chaque statut reste ; les autres ne changent rien")
    func identity() throws {
        let slip = try shelf.send(1, to: shelf.b).slip
        let first = try shelf.acknowledge(slip, .remis, at: 5)
        try shelf.acknowledge(slip, .remis, at: 9)
        try shelf.acknowledge(slip, .ouvert, by: "jean", at: 7)
        try shelf.acknowledge(slip, .ouvert, by: "lea", at: 6)
        try shelf.acknowledge(slip, .ouvert, by: "lea", at: 8)
        let kept = try receipts(slip)
        #expect(kept.map(\.statut) == ["remis", "ouvert", "ouvert"])
        #expect(kept.map { $0.le - Shelf.start } == [5, 6, 7])
        #expect(kept.map(\.par.local) == ["service", "lea", "jean"])
        #expect(kept.first?.note == first)
        let service = shelf.b.key(.service)
        func one(_ statut: Accuse.Statut) throws -> StoredReceipt? {
            try shelf.read { try $0.receipt(slip.id, de: slip.de, statut: statut, par: service) }
        }
        #expect(try one(.remis)?.note == first)
        #expect(try one(.purge) == nil)
        // Another structure's pli of the same id has its own.
        #expect(try shelf.read { try $0.receipts(slip.id, de: shelf.b) }.isEmpty)
    }

    @Test("dus à un partenaire du plus ancien, et une fois rendus plus dus à personne")
    func due() throws {
        let slips = try (1...3).map { try shelf.receive($0, from: shelf.b).slip }
        for (slip, seconds) in zip(slips, [30, 10, 20] as [Int64]) {
            try shelf.acknowledge(slip, .remis, next: Shelf.start + seconds)
        }
        // One that travels in an answer is not due.
        try shelf.acknowledge(slips[0], .ouvert, by: "lea")
        func due(at seconds: Int64, limit: Int = 9) throws -> [StoredReceipt] {
            try shelf.read {
                try $0.dueReceipts(to: shelf.b, at: Shelf.start + seconds, limit: limit)
            }
        }
        #expect(try due(at: 9).isEmpty)
        #expect(try due(at: 99).map(\.id) == [2, 3, 1].map(Shelf.id))
        #expect(try due(at: 99, limit: 1).map(\.id) == [Shelf.id(2)])
        #expect(
            try shelf.read {
                try $0.dueReceipts(to: shelf.c, at: Shelf.start + 99, limit: 9)
            }.isEmpty)
        let first = try #require(try due(at: 10).first)
        try shelf.write { try $0.updateReceipt(first, essais: 4, next: Shelf.start + 50) }
        let again = try due(at: 99)
        #expect(again.map(\.id) == [3, 1, 2].map(Shelf.id))
        #expect(again.last?.essais == 4)
        try shelf.write { try $0.updateReceipt(first, essais: 5, next: nil) }
        #expect(try due(at: 99).map(\.id) == [3, 1].map(Shelf.id))
        #expect(try receipts(slips[1]).map(\.essais) == [5])
    }

    @Test(
        "d'un pli détruit, ce qui est encore à rendre attend d'être rendu, puis s'en va ; la preuve reste"
    )
    func destroyed() throws {
        let slip = try shelf.receive(1, from: shelf.b).slip
        try shelf.acknowledge(slip, .remis)
        try shelf.acknowledge(slip, .ouvert, by: "lea", next: Shelf.start)
        try shelf.acknowledge(slip, .purge, next: Shelf.start)
        let fiche = try #require(try shelf.held(slip))
        _ = try shelf.write {
            try $0.entomb(
                fiche, regle: "convention-v1", le: Shelf.start, run: nil, isRegistered: false)
        }
        #expect(Set(try receipts(slip).map(\.statut)) == ["ouvert", "purge"])
        for receipt in try receipts(slip) {
            try shelf.write { try $0.updateReceipt(receipt, essais: 1, next: nil) }
        }
        #expect(try receipts(slip).map(\.statut) == ["purge"])
    }

    @Test("les preuves de destruction se lisent par pages, bornées en nombre et en octets")
    func purgePages() throws {
        for n in 1...4 {
            try shelf.acknowledge(try shelf.send(n, to: shelf.b).slip, .purge)
            try shelf.acknowledge(try shelf.send(10 + n, to: shelf.c).slip, .purge)
        }
        try shelf.acknowledge(try shelf.send(9, to: shelf.b).slip, .remis)
        func page(after: Int64, limit: Int = 9, bytes: Int = .max) throws -> [(
            rank: Int64, note: [UInt8]
        )] {
            try shelf.read {
                try $0.purgeReceipts(of: shelf.b, after: after, limit: limit, bytes: bytes)
            }
        }
        let all = try page(after: 0)
        #expect(all.count == 4)
        let two = try page(after: 0, limit: 2)
        #expect(two.map(\.rank) == all.prefix(2).map(\.rank))
        let rest = try page(after: two[1].rank)
        #expect(rest.map(\.note) == all.dropFirst(2).map(\.note))
        // The one that goes past the bytes ends the page; none is left out for ever.
        #expect(try page(after: 0, bytes: 1).count == 1)
        #expect(try page(after: 0, bytes: all[0].note.count).count == 1)
        #expect(try page(after: 0, bytes: all[0].note.count + 1).count == 2)
        #expect(try page(after: all[3].rank).isEmpty)
    }

    @Test("une fiche ouverte d'un fichier se note une fois par agent, jusqu'au jour dit")
    func files() throws {
        let slip = try shelf.pli(1, from: shelf.b, to: shelf.a).slip
        func open(_ local: String, until date: String) throws -> Bool {
            let receipt = Accuse(
                de: slip.de, id: slip.id, pour: slip.pour, sha256: slip.sha256, statut: .ouvert,
                le: Shelf.start, par: shelf.agent(local))
            let day = try #require(CalendarDate(date))
            return try shelf.write {
                try $0.insertFileOpening(
                    receipt, note: receipt.signed(by: shelf.key).bytes, until: day)
            }
        }
        #expect(try open("lea", until: "2027-01-01"))
        #expect(try !open("lea", until: "2028-01-01"))
        #expect(try open("paul", until: "2027-01-02"))
        let day = try #require(CalendarDate("2027-01-02"))
        try shelf.write { try $0.forgetFileOpenings(before: day) }
        #expect(try shelf.count("fichiers_ouverts") == 1)
        // Whatever day its sender named, five years are the most.
        let later = try #require(CalendarDate("2031-11-20"))
        try shelf.tamper("UPDATE fichiers_ouverts SET conserver = '9999-01-01'")
        try shelf.write { try $0.forgetFileOpenings(before: later) }
        #expect(try shelf.count("fichiers_ouverts") == 0)
    }

    @Test("un accusé que la base ne rend plus est dit abîmé")
    func damaged() throws {
        let slip = try shelf.send(1, to: shelf.b).slip
        try shelf.acknowledge(slip, .remis)
        try shelf.tamper("UPDATE accuses SET par = 'personne'")
        let error = #expect(throws: StoreError.self) { try receipts(slip) }
        #expect(error?.code == .damaged)
    }
}
