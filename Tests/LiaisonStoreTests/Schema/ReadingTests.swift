import Foundation
import GRDB
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonStore

@Suite("La base qu'on ne fait que regarder")
struct ReadingTests {
    private let shelf: Shelf
    /// What `shelf` holds, as it is after `agir-liaisond` ended.
    private let evidence: TemporaryFolder

    init() throws {
        shelf = try Shelf()
        for n in 1...3 { try shelf.receive(n, from: shelf.b) }
        evidence = try TemporaryFolder()
    }

    private var folder: String { evidence.path }

    /// Copies these files of the work, which goes on: as kill -9 leaves them.
    private func copy(_ endings: [String], of bases: [String] = ["liaison", "cles"]) throws {
        for name in bases.map({ "\($0).sqlite" }) {
            for ending in endings {
                try FileManager.default.copyItem(
                    atPath: "\(shelf.folder.path)/\(name)\(ending)",
                    toPath: "\(folder)/\(name)\(ending)")
            }
        }
    }

    /// Every file, its bytes, and when it and the folder were last written.
    private func tree() throws -> [String: String] {
        let manager = FileManager.default
        var found: [String: String] = [:]
        for name in try manager.contentsOfDirectory(atPath: folder) + ["."] {
            let path = "\(folder)/\(name)"
            let date = try manager.attributesOfItem(atPath: path)[.modificationDate] as? Date
            let digest = manager.contents(atPath: path).map { Hex.encode(Hash.sha256(Array($0))) }
            found[name] = "\(digest ?? "") \(date?.timeIntervalSince1970 ?? 0)"
        }
        return found
    }

    private func look() throws -> StoreFindings {
        try LiaisonStore(reading: folder).verify(progress: { _ in })
    }

    /// Changes the copy, and leaves no write-ahead log.
    private func damage(_ base: String, _ change: (Database) throws -> Void) throws {
        let queue = try DatabaseQueue(path: "\(folder)/\(base).sqlite")
        try queue.writeWithoutTransaction { database in
            try change(database)
            try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try queue.close()
    }

    @Test(
        "quoi qu'ait laissé l'arrêt du service, chaque fichier reste à l'octet près",
        arguments: [["", "-wal", "-shm"], ["", "-wal"], [""]])
    func untouched(endings: [String]) throws {
        if endings == [""] {
            #expect(try shelf.store.truncateLog() && shelf.store.truncateKeyLog())
        }
        try copy(endings)
        let before = try tree()
        let found = try look()
        #expect(found.defauts == [] && found.plis == 3)
        #expect(try tree() == before)
    }

    @Test("un journal d'écriture vide, coupé ou illisible n'est ni complété ni ôté")
    func strangeLogs() throws {
        try copy(["", "-wal"])
        let log = try Data(contentsOf: URL(filePath: "\(folder)/cles.sqlite-wal"))
        for bytes in [Data(), Data([0x37]), Data([0xFF]) + log.dropFirst(), log.dropLast(1_000)] {
            try bytes.write(to: URL(filePath: "\(folder)/cles.sqlite-wal"))
            let before = try tree()
            _ = try? look()
            #expect(try tree() == before, "\(bytes.count)")
        }
    }

    /// A key whose content is not found any more looks like one that a crash left.
    @Test(
        "des contenus perdus par la base : la vérification ne détruit aucune clé, le démarrage non plus",
        arguments: [
            "DELETE FROM blobs WHERE id LIKE '%1'", "UPDATE blobs SET boite = 'recepuion'",
            "UPDATE blobs SET id = upper(id) || 'x'",
        ])
    func lostBlobs(change: String) throws {
        try copy(["", "-wal"])
        try damage("liaison") { try $0.execute(sql: change) }
        let before = try tree()
        #expect(try !look().defauts.isEmpty)
        #expect(try tree() == before)
        _ = try LiaisonStore(folder: folder)
        #expect(try keys() == 3)
    }

    private func keys() throws -> Int? {
        try DatabaseQueue(path: "\(folder)/cles.sqlite").read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM cles")
        }
    }

    /// The index is asked whether a content is there; the table is not.
    @Test(
        "un bit changé qui ôte des lignes à une page : aucune clé n'est détruite",
        arguments: [("blobs", nil), ("sqlite_autoindex_blobs_1", .damaged)]
            as [(String, StoreError.Code?)])
    func lostCells(name: String, code: StoreError.Code?) throws {
        try copy(["", "-wal"])
        var page: Int?
        try damage("liaison") { database in
            // Nothing but the contents says that these keys are in use.
            try database.execute(sql: "DELETE FROM gardes")
            page = try Int.fetchOne(
                database, sql: "SELECT rootpage FROM sqlite_master WHERE name = ?",
                arguments: [name])
        }
        let path = "\(folder)/liaison.sqlite"
        var bytes = try PrivateFile.read(path, limit: 1 << 26)
        // How many cells a page has is at its bytes 3 and 4.
        let count = (try #require(page) - 1) * 4_096 + 4
        try #require(bytes[count] == 3)
        bytes[count] ^= 2
        try Data(bytes).write(to: URL(filePath: path))
        let before = try tree()
        #expect(try look().defauts == ["La base liaison.sqlite est abîmée."])
        #expect(try tree() == before)
        var thrown: StoreError.Code?
        do { _ = try LiaisonStore(folder: folder) } catch let error as StoreError {
            thrown = error.code
        }
        #expect(thrown == code)
        #expect(try keys() == 3)
    }

    @Test("une base d'avant est dite, avec ce qu'il faut faire, et n'est pas changée")
    func older() throws {
        try copy(["", "-wal"])
        try damage("liaison") {
            try $0.execute(
                sql: "DELETE FROM grdb_migrations WHERE identifier = ?",
                arguments: [Migrations.liaison.migrations.last])
        }
        let before = try tree()
        let error = #expect(throws: StoreError.self) { try look() }
        #expect(error?.code == .otherSchema)
        #expect(error?.message == "La base est d'une version précédente du programme.")
        #expect(error?.hint.contains("vérifiez plutôt une copie") == true)
        #expect(try tree() == before)
    }

    @Test("une base vide ou absente est dite, et rien n'est fait à sa place")
    func missing() throws {
        try copy(["", "-wal"])
        for name in ["cles.sqlite", "liaison.sqlite"] {
            try Data().write(to: URL(filePath: "\(folder)/\(name)"))
            for _ in 0..<2 {
                let before = try tree()
                let error = #expect(throws: StoreError.self) { try look() }
                #expect(error?.code == .damaged && error?.message.contains(name) == true)
                #expect(try tree() == before)
                try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            }
        }
    }

    @Test(
        "l'une des deux bases ôtée, le démarrage n'en fait pas une vide : ni clé détruite, ni contenu perdu",
        arguments: ["liaison", "cles"])
    func oneAlone(name: String) throws {
        try copy(["", "-wal"])
        for ending in ["", "-wal"] {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name).sqlite\(ending)")
        }
        for _ in 0..<2 {
            let error = #expect(throws: StoreError.self) { try LiaisonStore(folder: folder) }
            #expect(error?.code == .damaged && error?.message.contains(name) == true)
        }
        try copy(["", "-wal"], of: [name])
        let store = try LiaisonStore(folder: folder)
        #expect(try store.verify(progress: { _ in }).defauts == [])
        #expect(try keys() == 3)
    }

    @Test("ce qui regarde n'écrit pas, et le dit")
    func readOnly() throws {
        try copy(["", "-wal"])
        let store = try LiaisonStore(reading: folder)
        #expect(throws: StoreError.self) {
            try store.write(at: Shelf.start) {
                try $0.record(LogEvent(.lecture, by: shelf.agent()))
            }
        }
        #expect(throws: StoreError.self) {
            try store.prepareBlob([1], in: .envoi, de: "a.example", id: "1")
        }
    }
}
