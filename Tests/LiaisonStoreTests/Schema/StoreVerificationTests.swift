internal import Foundation
import GRDB
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonStore

@Suite("L'examen de toute la base")
struct StoreVerificationTests {
    let shelf: Shelf

    init() throws {
        shelf = try Shelf()
        for n in 1...3 { try shelf.send(n, to: shelf.b) }
        try shelf.receive(4, from: shelf.c)
        for _ in 0..<300 {
            try shelf.write { try $0.record(LogEvent(.lecture, by: shelf.agent())) }
        }
    }

    private func findings() throws -> StoreFindings { try shelf.store.verify(progress: { _ in }) }

    @Test("une base entière n'a pas de défaut, et l'examen compte tout")
    func whole() throws {
        let found = try findings()
        #expect(found.defauts == [] && found.plis == 4 && found.enregistrements == 300)
        try shelf.write { try $0.prune([5...9]) }
        // Gone without a pruning that says so.
        let missing = try findings().defauts
        #expect(missing == (5...9).map { "L'enregistrement \($0) du journal manque sans élagage." })
        let day = try #require(CalendarDate("2026-11-01"))
        try shelf.write {
            try $0.record(
                LogEvent(
                    .elagage, by: shelf.agent(),
                    content: .pruning(
                        .init(plages: [5...9], avant: day, regle: "12-mois", point: 300))))
        }
        #expect(try findings().defauts == [])
    }

    @Test(
        "chaque défaut est dit, avec ce qu'il touche",
        arguments: [
            (
                "DELETE FROM blobs WHERE boite = 'reception'",
                "(reception) n'a pas de contenu lisible"
            ),
            ("UPDATE envois SET sha256 = 'x' WHERE id LIKE '%1'", "(envoi) n'est pas le sien"),
            ("DELETE FROM receptions", "Un contenu sans pli"),
            ("DELETE FROM journal WHERE n = 7", "Le journal saute de 7 à 8"),
            (
                "UPDATE journal SET ligne = replace(ligne, 'lecture', 'depot') WHERE n = 7",
                "L'enregistrement 7 du journal a changé"
            ),
            (
                "UPDATE journal SET feuille = zeroblob(32), ligne = NULL WHERE n = 7",
                "La racine du journal n'est pas celle"
            ),
            ("DELETE FROM journal WHERE n = 299", "La racine du journal n'est pas celle"),
            ("UPDATE journal_noeuds SET hash = zeroblob(32)", "Le nœud 8-0 du journal a changé"),
            ("UPDATE journal SET ref = 'x' WHERE n = 7", "n'est plus rangé sous ce qu'il dit"),
            ("DROP TRIGGER lie_faits_ajout", "Le schéma de liaison.sqlite"),
            ("DELETE FROM gardes", "« gardes » a été changé par autre chose"),
            (
                "INSERT INTO dossiers_faits VALUES (1, 'violation', 9, 1, 'a.example/dpo', '{}', NULL)",
                "Une ligne de « dossiers_faits » cite ce qui n'est pas là."
            ),
        ])
    func faults(sql: String, text: String) throws {
        try shelf.tamper(sql)
        let found = try findings().defauts
        #expect(found.contains { $0.contains(text) }, "\(found)")
    }

    /// A value that the type of its column forbids, as a bit of the file that changed leaves one.
    private func put(
        _ change: String, in table: String, of base: any DatabaseWriter
    ) throws {
        try base.writeWithoutTransaction { database in
            let sql = try String.fetchOne(
                database, sql: "SELECT sql FROM sqlite_master WHERE name = ?", arguments: [table])
            let original = try #require(sql)
            for (sql, change) in [
                (original.replacing(") STRICT", with: ")"), "UPDATE \(table) SET \(change)"),
                (original, "SELECT 1"),
            ] {
                try database.execute(sql: "PRAGMA writable_schema = ON")
                try database.execute(
                    sql: "UPDATE sqlite_master SET sql = ? WHERE name = ?", arguments: [sql, table])
                try database.execute(sql: "PRAGMA writable_schema = RESET")
                try database.execute(sql: change)
            }
        }
    }

    @Test(
        "une valeur d'un autre type que sa colonne est dite, et n'arrête pas l'examen",
        arguments: [
            ("envois", "sha256 = x'ff'"), ("envois", "cree = 'x'"), ("blobs", "de = x'ff'"),
            ("journal", "feuille = 'x'"), ("journal_etat", "taille = 'x'"),
        ])
    func otherType(table: String, change: String) throws {
        try put(change, in: table, of: shelf.store.pool)
        let again = try LiaisonStore(reading: shelf.folder.path)
        let found = try again.verify(progress: { _ in })
        #expect(found.defauts == ["La base liaison.sqlite est abîmée."])
    }

    @Test("une clé rangée sous autre chose qu'un texte : de même, et elle n'est pas détruite")
    func otherKey() throws {
        try put("boite = x'ff' WHERE rowid = 1", in: "cles", of: shelf.store.keys)
        let found = try LiaisonStore(reading: shelf.folder.path).verify(progress: { _ in })
        #expect(found.defauts == ["La base cles.sqlite est abîmée."])
        let again = try LiaisonStore(folder: shelf.folder.path)
        let keys = try again.keys.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM cles") }
        #expect(keys == 4)
    }

    /// Found by `Tests/Orage/preuves.sh` with the seed 993043: where a row of `envois` lies in its page.
    @Test(
        "un bit changé là où une page dit où sont ses lignes est dit",
        arguments: ["envois", "journal"])
    func flippedBit(table: String) throws {
        let copy = "\(shelf.folder.path)/copie"
        try PrivateFile.makeFolder(copy)
        _ = try shelf.store.snapshot(
            liaison: "\(copy)/liaison.sqlite", cles: "\(copy)/cles.sqlite")
        let root = try DatabaseQueue(path: "\(copy)/liaison.sqlite").read {
            try Int.fetchOne(
                $0, sql: "SELECT rootpage FROM sqlite_master WHERE name = ?", arguments: [table])
        }
        let sound = try PrivateFile.read("\(copy)/liaison.sqlite", limit: 1 << 26)
        let keys = try PrivateFile.read("\(copy)/cles.sqlite", limit: 1 << 26)
        // The first cell pointer of a leaf; of an inner page, whose head is longer, its last pointer.
        let page = try #require(root) - 1
        for bit in 0..<16 {
            let folder = "\(shelf.folder.path)/bit-\(bit)"
            try PrivateFile.makeFolder(folder)
            var bytes = sound
            bytes[page * 4_096 + 8 + bit / 8] ^= 1 << UInt8(bit % 8)
            try PrivateFile.write(bytes, to: "\(folder)/liaison.sqlite")
            try PrivateFile.write(keys, to: "\(folder)/cles.sqlite")
            let found = try LiaisonStore(reading: folder).verify(progress: { _ in })
            #expect(found.defauts == ["La base liaison.sqlite est abîmée."], "\(bit)")
        }
    }

    @Test("un journal de moins que rien, ou d'une frontière d'une autre taille, est un défaut")
    func strangeLog() throws {
        // The sign of a small number is one bit of it.
        for change in ["taille = -86", "taille = taille + 1", "frontiere = x'00'"] {
            let other = try StoreVerificationTests()
            try other.shelf.tamper("UPDATE journal_etat SET \(change)")
            let found = try other.findings().defauts
            #expect(found == ["L'état du journal est illisible."], "\(change) \(found)")
        }
    }

    @Test("la base des clés est examinée aussi")
    func keys() throws {
        #expect(try findings().defauts == [])
        try Shelf.tamper(
            shelf.store.keys,
            """
            PRAGMA writable_schema=ON;
            UPDATE sqlite_schema SET sql = replace(sql, 'cle BLOB', 'cle BLOB CHECK (cle IS NULL)')
              WHERE name = 'cles';
            PRAGMA writable_schema=RESET;
            """)
        #expect(try findings().defauts == ["La base cles.sqlite est abîmée."])
    }

    @Test("une page qui ne se lit pas est un défaut")
    func page() throws {
        let place = try shelf.store.pool.writeWithoutTransaction { database in
            _ = try Row.fetchAll(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            return (
                page: try UInt64.fetchOne(
                    database, sql: "SELECT rootpage FROM sqlite_schema WHERE name = 'envois'"),
                size: try UInt64.fetchOne(database, sql: "PRAGMA page_size")
            )
        }
        let (page, size) = (try #require(place.page), try #require(place.size))
        let file = try #require(
            FileHandle(forUpdatingAtPath: "\(shelf.folder.path)/liaison.sqlite"))
        try file.seek(toOffset: (page - 1) * size)
        try file.write(contentsOf: [UInt8](repeating: 0xFF, count: Int(size)))
        try file.close()
        let found = try LiaisonStore(folder: shelf.folder.path).verify(progress: { _ in })
        #expect(found.defauts == ["La base liaison.sqlite est abîmée."])
    }

    @Test("la copie d'un moment a tout ce que la base avait, et s'ouvre")
    func snapshot() throws {
        let folder = "\(shelf.folder.path)/copie"
        try PrivateFile.makeFolder(folder)
        let mark = try shelf.store.snapshot(
            liaison: "\(folder)/liaison.sqlite", cles: "\(folder)/cles.sqlite")
        let frontier = try shelf.read { try $0.logState().frontier }
        #expect((mark.size, mark.root) == (300, frontier.root))
        // What comes after it is not in it.
        try shelf.send(9, to: shelf.b)
        let copy = try LiaisonStore(folder: folder)
        #expect(try copy.verify(progress: { _ in }).plis == 4)
        #expect(try copy.verify(progress: { _ in }).defauts == [])
        #expect(try copy.read { try $0.outbox() }.map(\.slip.id) == [3, 2, 1].map(Shelf.id))
        let content = try copy.blob(in: .envoi, de: shelf.a.text, id: Shelf.id(1).text)
        #expect(content == Array("contenu".utf8))
    }

    @Test("détruit pendant la sauvegarde, ou qu'une purge tient en main : pas un défaut")
    func destroyedMeanwhile() throws {
        let tombs = TombFile(folder: shelf.folder.path)
        let fiche = try #require(try shelf.read { try $0.heldFiches(Shelf.id(4)) }.first)
        let folder = "\(shelf.folder.path)/copie"
        try PrivateFile.makeFolder(folder)
        // The first copy holds the pli whole, the second has its key no more.
        _ = try shelf.store.snapshot(
            liaison: "\(folder)/liaison.sqlite", cles: "\(folder)/avant.sqlite")
        _ = try shelf.write {
            try $0.entomb(fiche, regle: "fin-v1", le: Shelf.start, run: nil, isRegistered: true)
        }
        // A crash now, or a copy: its content is still there, and no pli names it.
        #expect(try findings().defauts == [])
        let open = try shelf.read { try $0.openTombs(limit: 9) }
        _ = try tombs.append(open.map(\.tombstone))
        try shelf.store.shred(open)
        #expect(try findings().defauts == [])
        _ = try shelf.store.snapshot(
            liaison: "\(folder)/apres.sqlite", cles: "\(folder)/cles.sqlite")
        let copy = try LiaisonStore(folder: folder)
        #expect(try copy.verify(tombs: tombs, progress: { _ in }).defauts == [])
        let unnamed = try copy.verify(progress: { _ in }).defauts
        #expect(unnamed.count == 1 && unnamed[0].contains("n'a pas de contenu lisible"))
        // Under the same name, another content than the one that was destroyed.
        let other = TombFile(folder: folder)
        let tomb = try #require(open.first).tombstone
        _ = try other.append([
            Tombstone(
                de: tomb.de, id: tomb.id, sha256: String(repeating: "0", count: 64),
                regle: tomb.regle, le: tomb.le)
        ])
        #expect(try copy.verify(tombs: other, progress: { _ in }).defauts == unnamed)
    }

    @Test("à côté d'un service au travail : rien n'est migré, aucune clé n'est détruite")
    func beside() throws {
        _ = try shelf.store.prepareBlob([1], in: .envoi, de: shelf.a.text, id: "en-route")
        _ = try LiaisonStore(folder: shelf.folder.path, besideDaemon: true)
        let keys = try shelf.store.keys.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM cles")
        }
        #expect(keys == 5)
        try shelf.tamper("DELETE FROM grdb_migrations WHERE identifier = '15-plis-des-dossiers'")
        let error = #expect(throws: StoreError.self) {
            try LiaisonStore(folder: shelf.folder.path, besideDaemon: true)
        }
        #expect(error?.code == .otherSchema)
    }
}
