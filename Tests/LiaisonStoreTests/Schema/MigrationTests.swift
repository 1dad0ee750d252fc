import Foundation
import GRDB
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import ProgramSupport
import TestSupport
import Testing

@testable import LiaisonStore

@Suite("Les bases d'avant")
struct MigrationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Everything that makes a schema: tables, columns, indexes, triggers.
    private func schema(_ database: any DatabaseReader) throws -> Set<String> {
        try database.read {
            Set(
                try Row.fetchAll($0, sql: "SELECT type, name, tbl_name, sql FROM sqlite_master")
                    .map { row in
                        let texts: [String?] = [
                            row["type"], row["name"], row["tbl_name"], row["sql"],
                        ]
                        return texts.map { $0 ?? "" }.joined(separator: " | ")
                    })
        }
    }

    private func fresh() throws -> Set<String> {
        let database = try DatabaseQueue()
        try Migrations.liaison.migrate(database)
        return try schema(database)
    }

    @Test("de quelque migration qu'une base vide parte, elle devient celle d'aujourd'hui")
    func fromEach() throws {
        let expected = try fresh()
        let migrator = Migrations.liaison
        #expect(migrator.migrations.count >= 16)
        for name in migrator.migrations {
            let database = try DatabaseQueue()
            try migrator.migrate(database, upTo: name)
            try migrator.migrate(database)
            #expect(try schema(database) == expected, "\(name)")
        }
    }

    /// What programs that people had wrote: a file a schema, named for its last migration.
    private static let schemas = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Captures/schemas").standardized

    private static let kept = [
        "12-violations-et-demandes", "18-departs-et-receptions", "20-guichets", "27-reponses",
    ]

    @Test(
        "ce qu'un programme a écrit est figé : les migrations le refont, et le mènent à aujourd'hui",
        arguments: kept)
    func released(name: String) throws {
        let text = try String(
            contentsOf: Self.schemas.appending(path: "\(name).sql"), encoding: .utf8)
        let (written, made) = (try DatabaseQueue(), try DatabaseQueue())
        try written.write { try $0.execute(sql: text) }
        // A migration that landed and was edited makes another one.
        try Migrations.liaison.migrate(made, upTo: name)
        #expect(try schema(written) == schema(made))
        try Migrations.liaison.migrate(written)
        #expect(try schema(written) == fresh())
        let found = try written.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
        #expect(found == ["ok"])
        #expect(try written.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check") }.isEmpty)
    }

    @Test("chaque schéma gardé est essayé")
    func everySchema() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.schemas.path())
        #expect(files.sorted() == Self.kept.map { "\($0).sql" })
    }

    /// The state folder of one of the two services of version 0.1, a copy to open.
    private func captured(_ name: String) throws -> String {
        let archive = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Captures/v0.1/dossiers.tar.gz").standardized
        let words = ["tar", "xzf", archive.path(), "-C", folder.path, name]
        #expect(try Program.run("/usr/bin/env", words).ending == .exit(0))
        return "\(folder.path)/\(name)/etat"
    }

    @Test(
        "les deux services de la 0.1 : schéma d'aujourd'hui, et rien de perdu",
        arguments: ["operateur", "ml"])
    func capture(name: String) throws {
        let path = try captured(name)
        let tables = [
            "envois", "receptions", "accuses", "blobs", "cartes", "annotations", "gardes",
            "journal",
            "points", "cosignatures", "verifications", "dossiers", "dossiers_faits", "faits",
        ]
        func counts(_ database: any DatabaseReader) throws -> [Int?] {
            try database.read { database in
                try tables.map {
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)")
                }
            }
        }
        let before = try DatabaseQueue(path: "\(path)/liaison.sqlite")
        #expect(try before.read { try !Migrations.liaison.hasCompletedMigrations($0) })
        let expected = try counts(before)
        try before.close()
        let store = try LiaisonStore(folder: path)
        #expect(try counts(store.pool) == expected)
        #expect(try schema(store.pool) == fresh())
        let found = try store.verify(progress: { _ in })
        #expect(found.defauts == [])
        #expect(try store.mismatches() == .init())
        // Every row is read back, and every pli opened.
        let rows = try store.read { view in
            try view.outbox().map(\.slip) + view.inbox().map(\.slip)
        }
        #expect(rows.count == found.plis)
        for slip in rows {
            let box: Boite = name == "operateur" ? .envoi : .reception
            let age = try #require(try store.blob(in: box, de: slip.de.text, id: slip.id.text))
            #expect(age.count == slip.taille)
            let fiche = try #require(try store.read { try $0.heldFiche(slip.key) })
            #expect(fiche.objet == slip.objet && fiche.box == box)
        }
        #expect(try store.ownCard() != nil)
        #expect(try store.read { try $0.partnerCards() }.count == 1)
        // Opened again, it is as it was.
        #expect(try counts(LiaisonStore(folder: path).pool) == expected)
    }

    @Test(
        "le premier sceau d'une base d'avant tient ce qu'elle avait déjà",
        arguments: [
            "annotations", "cartes", "cosignatures", "dossiers_faits", "envois", "faits", "gardes",
            "points", "verifications",
        ])
    func firstSeal(table: String) throws {
        let path = try captured("operateur")
        let store = try LiaisonStore(folder: path)
        // No record of these programs bound anything, and what the migrations wrote is nobody else's.
        #expect(try store.read { try $0.lastSealed() } == nil)
        #expect(try store.read { try $0.evidenceDefects() } == [])
        let count = try #require(
            try store.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") })
        try #require(count > 0)
        let own = try #require(try store.ownCard()).carte.structure
        let seal = try store.read { try $0.seal() }
        #expect(seal.roots[table]?.hasPrefix("\(count) ") == true)
        try store.write(at: Instant(seconds: 1_800_000_000)) {
            try $0.record(seal, by: own.key(.service))
        }
        let again = try LiaisonStore(folder: path)
        let sound = try again.verify(progress: { _ in })
        #expect(sound.defauts == [])
        // By one who knows what watches.
        try again.pool.write {
            try $0.execute(sql: "DELETE FROM \(table); DELETE FROM changements")
        }
        let found = try again.read { try $0.evidenceDefects() }
        #expect(found.contains { $0.contains("« \(table) »") }, "\(found)")
    }

    @Test("ce que la 0.1 savait de ses plis : remis, ouverts, annotés, en attente")
    func captureStates() throws {
        let operateur = try LiaisonStore(folder: captured("operateur"))
        let outbox = try operateur.read { try $0.outbox() }
        #expect(outbox.map(\.statut).sorted() == ["en-attente", "ouvert", "remis"])
        let opened = try #require(outbox.first { $0.statut == "ouvert" })
        let receipts = try operateur.read {
            try $0.receipts(opened.slip.id, de: opened.slip.de)
        }
        #expect(Set(receipts.map(\.statut)) == ["remis", "ouvert"])
        for row in outbox {
            let person = try operateur.read { try $0.person(of: row.slip.id) }
            #expect(person != nil)
        }
        #expect(try operateur.read { try $0.openCases(.violation) } == [1])
        let ml = try LiaisonStore(folder: captured("ml"))
        #expect(try ml.read { try $0.inbox() }.map(\.statut).sorted() == ["non-lu", "ouvert"])
        let bytes = try ml.read { view in
            var bytes: Int64 = 0
            for row in try view.inbox() {
                bytes += Int64(row.slip.taille + row.slipNote.count) + Incoming.rowPlace
                for receipt in try view.receipts(row.slip.id, de: row.slip.de) {
                    bytes += Int64(receipt.note.count) + Incoming.rowPlace
                }
            }
            return bytes
        }
        #expect(try ml.read { try $0.occupied(by: sender(of: outbox)) } == bytes)
    }

    private func sender(of outbox: [Outgoing]) throws -> StructureName {
        try #require(outbox.first).slip.de
    }

    @Test("la 1 : une carte par série devient une suite ; un accusé dû à chacun, une occupation")
    func fromFirst() throws {
        let shelf = try Shelf()
        let path = "\(folder.path)/liaison.sqlite"
        let (first, second) = (try shelf.card(of: shelf.b), try shelf.card(of: shelf.b, serie: 2))
        let own = try shelf.card(of: shelf.a)
        let sent = try shelf.pli(1, from: shelf.a, to: shelf.b)
        let received = try shelf.pli(2, from: shelf.b, to: shelf.a) {
            ($0.remplace, $0.reponseA) = (Shelf.id(9), Shelf.id(1))
        }
        do {
            let queue = try DatabaseQueue(path: path)
            try Migrations.liaison.migrate(queue, upTo: "1-premiere-lumiere")
            try queue.write { database in
                for (card, isOwn, le) in [(second, 0, 20), (first, 0, 10), (own, 1, 5)] {
                    try database.execute(
                        sql: "INSERT INTO cartes VALUES (?, ?, ?, ?, ?)",
                        arguments: [
                            card.carte.structure.text, card.carte.serie, isOwn, le,
                            Data(card.bytes),
                        ])
                }
                try database.execute(
                    sql: "INSERT INTO envois VALUES (?, ?, ?, ?, ?, 30, 'remis', 1, NULL)",
                    arguments: [
                        sent.slip.id.text, shelf.b.text, shelf.a.text, sent.slip.sha256,
                        Data(sent.acte.bytes),
                    ])
                try database.execute(
                    sql: "INSERT INTO receptions VALUES (?, ?, ?, ?, ?, 40, 'ouvert')",
                    arguments: [
                        shelf.b.text, received.slip.id.text, shelf.a.text, received.slip.sha256,
                        Data(received.acte.bytes),
                    ])
                try database.execute(
                    sql: "INSERT INTO blobs VALUES ('reception', ?, ?, zeroblob(140))",
                    arguments: [shelf.b.text, received.slip.id.text])
            }
            try queue.close()
            try Migrations.cles.migrate(DatabaseQueue(path: "\(folder.path)/cles.sqlite"))
        }
        let store = try LiaisonStore(folder: folder.path)
        try store.read { view in
            #expect(try view.ownCard() == own)
            #expect(try view.cards(of: shelf.b).map(\.card) == [first, second])
            #expect(try view.cardExchange(with: shelf.b) != nil)
            #expect(
                try view.occupied(by: shelf.b)
                    == 100 + Int64(received.acte.bytes.count) + Incoming.rowPlace)
            var replaced = received.slip
            replaced.id = Shelf.id(9)
            #expect(try Shelf.isReplaced(replaced, in: view))
            #expect(try view.deliveredAnswers(to: sent.slip.id).map(\.slip) == [received.slip])
            let (ours, theirs) = (
                try #require(try view.heldFiche(sent.slip.key)),
                try #require(try view.heldFiche(received.slip.key))
            )
            #expect((ours.box, ours.isOpened, ours.partners) == (.envoi, false, [shelf.b]))
            #expect((theirs.box, theirs.isOpened) == (.reception, true))
            #expect(theirs.modele == .generique)
            #expect(theirs.conserverJusquA == received.slip.conserverJusquA)
            #expect(theirs.scelle == ParisTime.date(at: received.slip.scelle))
        }
    }
}
