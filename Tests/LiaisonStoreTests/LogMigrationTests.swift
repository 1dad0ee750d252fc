import Foundation
import GRDB
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonStore

@Suite("La base d'avant : une ligne par cosignature, des contradictions ouvertes")
struct LogMigrationTests {
    @Test("cent lignes d'un témoin deviennent une ; ce qui contredisait est un état ouvert")
    func opens() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/liaison.sqlite"
        do {
            let queue = try DatabaseQueue(path: path)
            try Migrations.liaison.migrate(queue, upTo: "12-violations-et-demandes")
            try queue.write { database in
                for (name, lines) in [("t", 99), ("u", 1)] {
                    try database.execute(
                        sql: "INSERT INTO cosignatures VALUES ('a.example/journal/1', 5, ?, 7, ?)",
                        arguments: [
                            "\(name).example/temoin",
                            String(repeating: "— \(name).example/temoin AAAA\n", count: lines),
                        ])
                }
                try database.execute(
                    sql: """
                        INSERT INTO contradictions (origine, le, connu, vu)
                          VALUES ('a.example/journal/1', 9, x'01', x'02')
                        """)
            }
            try queue.close()
        }
        let store = try LiaisonStore(folder: folder.path)
        let lines = try store.read { try $0.cosignatures("a.example/journal/1", size: 5) }
        #expect(lines.map(\.line) == ["t", "u"].map { "— \($0).example/temoin AAAA\n" })
        let open = try store.read { try $0.openContradictions() }
        #expect(open.map(\.le) == [Instant(seconds: 9)] && open.map(\.par) == [nil])
        let name = try #require(StructureName("a.example"))
        try store.write(at: Instant(seconds: 10)) { try $0.resolveContradictions(of: name) }
        #expect(try store.read { try $0.openContradictions() }.isEmpty)
        #expect(try store.read { try $0.contradictions() }.count == 1)
    }
}
