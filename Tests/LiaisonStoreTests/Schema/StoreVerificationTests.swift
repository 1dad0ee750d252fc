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
            (
                "INSERT INTO horloge_violations VALUES (2, 1, 1)",
                "La base liaison.sqlite est abîmée."
            ),
        ])
    func faults(sql: String, text: String) throws {
        try shelf.tamper(sql)
        let found = try findings().defauts
        #expect(found.contains { $0.contains(text) }, "\(found)")
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

    @Test("une page qui ne se lit pas est un défaut, et le reste est examiné quand même")
    func page() throws {
        let seal = try shelf.read { try $0.seal() }
        try shelf.write { try $0.record(seal, by: shelf.a.key(.service)) }
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
        let damaged = "La base du service est abîmée."
        #expect(
            found.defauts == [
                "La base liaison.sqlite est abîmée.",
                "Les plis ne se lisent pas jusqu'au bout. \(damaged)",
                "Ce que le journal lie ne se lit pas jusqu'au bout. \(damaged)",
            ])
        #expect(found.enregistrements == 301)
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
        #expect(error?.code == .newerSchema)
    }
}
