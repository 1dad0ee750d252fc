import Foundation
import GRDB
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonStore

@Suite("Ce qui ne va pas ensemble, et ce qu'il faut détruire")
struct ShreddingTests {
    let shelf: Shelf

    init() throws { shelf = try Shelf() }

    private func place(_ slip: Slip, _ box: Boite) -> OpenTomb.Place {
        OpenTomb.Place(box: box.rawValue, de: slip.de.text, id: slip.id.text)
    }

    /// Forgets a pli's rows, and leaves its content.
    private func forget(_ n: Int) throws {
        for table in ["gardes", "receptions", "envois"] {
            try shelf.tamper("DELETE FROM \(table) WHERE id = '\(Shelf.id(n))'")
        }
    }

    @Test("rien à dire de ce qui va ensemble, quelle que soit la page")
    func whole() throws {
        for n in 1...5 {
            try shelf.send(n, to: shelf.b)
            try shelf.receive(10 + n, from: n.isMultiple(of: 2) ? shelf.b : shelf.c)
        }
        for page in [1, 2, 3, 5_000] {
            #expect(try shelf.store.mismatches(page: page) == .init(), "\(page)")
        }
    }

    @Test("un pli sans contenu, un pli sans clé, un contenu sans pli", arguments: [1, 2, 5_000])
    func found(page: Int) throws {
        let slips = try (1...4).map { try shelf.receive($0, from: shelf.b).slip }
        try shelf.tamper("DELETE FROM blobs WHERE id = '\(Shelf.id(1))'")
        try shelf.store.keys.write {
            try $0.execute(sql: "DELETE FROM cles WHERE id = '\(Shelf.id(2))'")
        }
        try forget(3)
        let found = try shelf.store.mismatches(page: page)
        #expect(Set(found.withoutContent) == Set(slips.prefix(2).map { place($0, .reception) }))
        #expect(found.orphans == [place(slips[2], .reception)])
    }

    @Test("ce qu'une purge tient en main n'est pas un orphelin")
    func underWay() throws {
        let slip = try shelf.receive(1, from: shelf.b).slip
        let fiche = try #require(try shelf.held(slip))
        _ = try shelf.write {
            try $0.entomb(fiche, regle: "fin-v1", le: Shelf.start, run: nil, isRegistered: false)
        }
        #expect(try shelf.store.mismatches() == .init())
    }

    @Test("un orphelin se détruit avec sa clé ; ce qu'un pli nomme, jamais")
    func orphans() throws {
        let slips = try (1...2).map { try shelf.receive($0, from: shelf.b).slip }
        try forget(1)
        #expect(try shelf.store.destroyOrphan(place(slips[0], .reception)))
        #expect(try !shelf.store.destroyOrphan(place(slips[0], .reception)))
        #expect(try !shelf.store.destroyOrphan(place(slips[1], .reception)))
        #expect(try shelf.store.mismatches() == .init())
        let keys = try shelf.store.keys.read {
            try String.fetchAll($0, sql: "SELECT id FROM cles")
        }
        #expect(keys == [Shelf.id(2).text])
        let kept = try shelf.store.blob(
            in: .reception, de: shelf.b.text, id: Shelf.id(2).text)
        #expect(kept == Array("contenu".utf8))
    }

    @Test("un orphelin dont la destruction est coupée : la clé est partie, le contenu se retrouve")
    func cutShort() throws {
        let slip = try shelf.receive(1, from: shelf.b).slip
        try forget(1)
        try shelf.tamper(
            """
            CREATE TRIGGER coupe BEFORE DELETE ON blobs BEGIN SELECT RAISE(ABORT, 'coupé'); END
            """)
        let place = place(slip, .reception)
        #expect(throws: StoreError.self) { try shelf.store.destroyOrphan(place) }
        let keys = try shelf.store.keys.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM cles")
        }
        #expect(keys == 0)
        #expect(try shelf.store.mismatches().orphans == [place])
        try shelf.tamper("DROP TRIGGER coupe")
        #expect(try shelf.store.destroyOrphan(place))
        #expect(try shelf.store.mismatches() == .init())
    }

    @Test("après la purge, ni la clé ni le contenu scellé ne sont dans aucun fichier")
    func nothingLeft() throws {
        let slip = try shelf.receive(1, from: shelf.b).slip
        let (key, blob) = try (
            shelf.store.keys.read { try Data.fetchOne($0, sql: "SELECT cle FROM cles") },
            shelf.store.pool.read { try Data.fetchOne($0, sql: "SELECT contenu FROM blobs") }
        )
        let (secret, sealed) = (try #require(key), try #require(blob))
        func files(holding bytes: Data) throws -> [String] {
            try PrivateFile.names(in: shelf.folder.path).filter {
                try Data(contentsOf: URL(filePath: "\(shelf.folder.path)/\($0)"))
                    .range(of: bytes) != nil
            }
        }
        #expect(try !files(holding: secret).isEmpty && !files(holding: sealed).isEmpty)
        let fiche = try #require(try shelf.held(slip))
        _ = try shelf.write {
            try $0.entomb(fiche, regle: "fin-v1", le: Shelf.start, run: nil, isRegistered: false)
        }
        let tombs = try shelf.read { try $0.openTombs(limit: 9) }
        try shelf.store.shred(tombs)
        try shelf.write { transaction in for tomb in tombs { try transaction.bury(tomb) } }
        #expect(try shelf.store.truncateKeyLog())
        #expect(try shelf.store.truncateLog())
        try shelf.store.releaseMemory()
        #expect(try files(holding: secret).isEmpty)
        #expect(try files(holding: sealed).isEmpty)
        #expect(try shelf.count("blobs") == 0)
    }
}
