import GRDB
import LiaisonBase
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonStore

@Suite("Ce qui décide d'une destruction, ou prouve, est lié au journal")
struct EvidenceTests {
    let shelf: Shelf

    /// Some of everything, and a seal in the middle.
    init() throws {
        shelf = try Shelf()
        try shelf.putSomeOfEverything(1)
        try seal()
        try shelf.putSomeOfEverything(11)
    }

    private func seal() throws {
        let seal = try shelf.read { try $0.seal() }
        try shelf.write { try $0.record(seal, by: shelf.a.key(.service)) }
    }

    private func defects() throws -> [String] {
        try shelf.store.verify(progress: { _ in }).defauts
    }

    /// As somebody does who knows what watches.
    private func tamper(_ sql: String) throws {
        try shelf.tamper(sql)
        try shelf.tamper("DELETE FROM changements")
    }

    @Test("rien n'est trouvé où tout est juste, scellé une fois ou de nouveau")
    func sound() throws {
        #expect(try defects() == [])
        try seal()
        #expect(try defects() == [])
        try shelf.write { try $0.record(LogEvent(.lecture, by: shelf.agent())) }
        #expect(try defects() == [])
        // What came and went leaves nothing; what goes by the program is bound.
        try shelf.write { try $0.forgetPersons(besides: []) }
        try shelf.move(1, to: "remis", essais: 3, next: nil)
        #expect(try defects() == [])
    }

    @Test("un enregistrement porte l'empreinte de ce qui est saisi avec lui, et ne le dit pas")
    func bears() throws {
        let lines = try shelf.read { try $0.leaves(from: 0, count: 1_000) }.compactMap(\.line)
        let line = try #require(lines.last { $0.contains("accompagnement") })
        #expect(line.contains(#""liens":["#) && line.contains("+faits "))
        #expect(!line.contains(Shelf.person(11).description))
        // What is never pruned bears nothing about one person.
        let kept = try #require(lines.first { $0.contains(#""acte":"sceau""#) })
        #expect(!kept.contains("liens") && kept.contains(#""racines":{"#))
        #expect(try lines.allSatisfy { try !LogRecord(line: $0).acte.isEmpty })
    }

    /// Every table that is bound, but those of a state that is one row: `edits` changes these.
    static let tables = Set(SealedPart.all.map(\.table))
        .subtracting(["conservation_etat", "journal_etat"]).sorted()

    @Test(
        "ce qu'un autre a effacé ou changé se voit, d'avant le sceau comme d'après",
        arguments: tables)
    func faults(table: String) throws {
        let rows = try #require(try shelf.count(table))
        #expect(rows > 1)
        for (order, other) in try [("ASC", self), ("DESC", EvidenceTests())] {
            let columns = try other.shelf.store.pool.read { try $0.primaryKey(table).columns }
            let key = columns.joined(separator: ", ")
            let sorted = columns.map { "\($0) \(order)" }.joined(separator: ", ")
            try other.tamper(
                """
                DELETE FROM \(table) WHERE (\(key)) = (
                  SELECT \(key) FROM \(table) ORDER BY \(sorted) LIMIT 1)
                """)
            let found = try other.defects()
            #expect(found.contains { $0.contains("« \(table) »") }, "\(order) \(found)")
        }
    }

    @Test("une date changée, une ligne qui revient, une garde levée se voient")
    func edits() throws {
        for sql in [
            "UPDATE faits SET contenu = replace(contenu, '2026-11-01', '2020-11-01')",
            "UPDATE gardes SET conserver = '2020-01-01' WHERE id LIKE '%1'",
            "UPDATE conservation_etat SET restaure = 1",
            "UPDATE conservation_etat SET doute = 'drifted'",
            "UPDATE guichets SET fin = fin + 86400",
            "UPDATE guichets_reponses SET ouverte = 1",
            "UPDATE journal_etat SET fige = 1",
            "UPDATE journal_etat SET epoque = 9",
            "UPDATE dossiers_faits SET contenu = '{}' WHERE rang = 1",
            "UPDATE dossiers_faits SET le = le + 3600 WHERE rang = 1",
            "UPDATE epoques SET note = x'00' WHERE structure = 'b.example'",
            "UPDATE verifications SET recue = recue - 86400",
            "UPDATE transmissions SET pour = 'c.example'",
            "UPDATE transmissions SET ouvert = 1",
            "UPDATE contradictions SET resolue = 1",
            "UPDATE retraits SET issue = 'retire'",
            "INSERT INTO tombes (id, de, sha256, regle, le, etat) VALUES ('x', 'y', '', '', 1, 'detruit')",
        ] {
            let other = try EvidenceTests()
            try other.tamper(sql)
            let found = try other.defects()
            #expect(!found.isEmpty, "\(sql)")
        }
    }

    /// What can be made again, decides nothing, or is bound elsewhere: of a blob the digest is in its row, of a
    /// suspended exchange who said it in the log, of another time than ours the alarm, the log in itself.
    private static let unsealed: Set = [
        "a_interroger", "alertes", "attestes", "blobs", "cartes_en_attente", "changements",
        "contacts_suspendus", "dossiers_suite", "echanges_cartes", "grdb_migrations",
        "heures_contraires", "horloge_violations", "injoignables", "journal", "journal_noeuds",
        "lectures",
        "liens_attente", "occupation", "precedents", "sceau", "signatures_en_avance", "temoins",
    ]

    @Test("chaque table est liée au journal, ou dite sans effet")
    func everyTable() throws {
        let tables = try shelf.store.pool.read {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT name FROM sqlite_master
                      WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                    """)
        }
        #expect(Set(tables).subtracting(SealedPart.all.map(\.table)) == Self.unsealed)
    }

    @Test("les déclencheurs de la base notent chaque ligne comme la vérification la lit")
    func triggers() throws {
        let rows = try shelf.store.pool.read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT name, sql FROM sqlite_master
                      WHERE type = 'trigger' AND substr(name, 1, 4) = 'lie_'
                    """)
        }
        let found = Dictionary(
            uniqueKeysWithValues: rows.map { row -> (String, String) in (row["name"], row["sql"]) })
        #expect(found.count == 3 * SealedPart.all.count)
        for part in SealedPart.all {
            let (added, gone) = (
                "VALUES ('+', \(part.text("NEW.")));", "VALUES ('-', \(part.text("OLD.")));"
            )
            let columns = part.columns.joined(separator: ", ")
            for (name, event, texts) in [
                ("ajout", "INSERT", [added]), ("retrait", "DELETE", [gone]),
                ("change", "UPDATE OF \(columns)", [gone, added]),
            ] {
                let sql = found["lie_\(part.name)_\(name)"] ?? ""
                #expect(sql.contains("AFTER \(event) ON \(part.table)"), "\(part.name) \(name)")
                #expect(texts.allSatisfy { sql.contains($0) }, "\(part.name) \(name)")
            }
        }
    }

    @Test("une écriture qui ne change rien n'ajoute rien au disque")
    func nothing() throws {
        let wal = shelf.folder.path + "/liaison.sqlite-wal"
        let before = PrivateFile.size(of: wal)
        for _ in 0..<20 { try shelf.write { _ in } }
        #expect(PrivateFile.size(of: wal) == before)
    }

    @Test("ce qu'un autre a changé n'est lié par aucune écriture qui suit")
    func foreign() throws {
        try shelf.tamper("DELETE FROM faits WHERE n = 1")
        #expect(try defects().contains { $0.contains("par autre chose") })
        try shelf.write { try $0.record(LogEvent(.lecture, by: shelf.agent())) }
        #expect(try defects().contains { $0.contains("« faits » n'est pas ce que") })
        _ = try LiaisonStore(folder: shelf.folder.path)
        #expect(try defects().contains { $0.contains("« faits »") })
    }

    @Test("plus de changements qu'un enregistrement n'en porte : le reste attend le suivant")
    func many() throws {
        func waiting() throws -> Int { try #require(try shelf.count("liens_attente")) }
        while try waiting() > 0 {
            try shelf.write { try $0.record(LogEvent(.lecture, by: shelf.agent())) }
        }
        try shelf.write { transaction in
            for n in 1_000..<1_500 {
                _ = try transaction.insert(
                    Tombstone(
                        de: shelf.c, id: Shelf.id(n), sha256: "ab", regle: "usage-v1",
                        le: transaction.now))
            }
            try transaction.record(LogEvent(.attestation, by: shelf.agent()))
        }
        #expect(try waiting() == 480)
        #expect(try defects() == [])
        for _ in 0..<30 { try shelf.write { try $0.record(LogEvent(.lecture, by: shelf.agent())) } }
        #expect(try shelf.count("liens_attente") == 0)
        #expect(try defects() == [])
        // Two pages of ten thousand such records are within what one reader may take.
        let longest = try shelf.read { try $0.leaves(from: 0, count: 1_000) }
            .compactMap(\.line).filter { $0.contains(#""liens":["#) }.map(\.utf8.count).max()
        #expect((longest ?? .max) < 2_200)
        try seal()
        try tamper("DELETE FROM tombes WHERE id = '\(Shelf.id(1_200).text)'")
        #expect(try defects().contains { $0.contains("« tombes »") })
    }

    @Test("un sceau tient ce qui attend encore, si rien ne s'écrit entre-temps ; sinon cela reste")
    func whole() throws {
        #expect(try shelf.count("liens_attente") != 0)
        let early = try shelf.read { try $0.seal() }
        try shelf.accept(shelf.b, serie: 2)
        try shelf.write { try $0.record(early, by: shelf.a.key(.service)) }
        #expect(try shelf.count("liens_attente") != 0)
        #expect(try defects() == [])
        try seal()
        #expect(try shelf.count("liens_attente") == 0)
        #expect(try defects() == [])
        try shelf.write { try $0.record(LogEvent(.lecture, by: shelf.agent())) }
        #expect(try defects() == [])
        try tamper("DELETE FROM cartes WHERE serie = 2")
        #expect(try defects().contains { $0.contains("« cartes »") })
        #expect(try !shelf.read { try $0.isEvidenceSound() })
    }
}
