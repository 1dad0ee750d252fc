import CStockage
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import LiaisonStore

/// SQLite moves cells from page to page as a table grows, and leaves there what it moved: `secure_delete` wipes a cell
/// that is deleted, not its former places. The bases here are small, and the same each time.
@Suite("Rien ne reste dans les écarts des pages")
struct PageGapTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        // Whichever suite comes first opens the first store.
        _ = try LiaisonStore(folder: folder.path)
    }

    /// Thirty-two bytes that are nowhere else.
    private static func key(_ n: Int, of base: Int) -> Data {
        let text = "clé \(base)/\(n) ".utf8
        return Data((Array(text) + Array(repeating: UInt8(ascii: "x"), count: 32)).prefix(32))
    }

    /// Makes the base of the keys, deposits keys under names that come in no order, and destroys two in three on the way.
    ///
    /// - Parameter vfs: what its address says, the daemon's own way when nothing.
    /// - Returns: the base, whose log is empty, and the keys destroyed.
    private func base(_ base: Int, vfs: String = "") throws -> (path: String, destroyed: [Data]) {
        let path = folder.path + "/\(base)\(vfs.isEmpty ? "" : "-avant").sqlite"
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.prepareDatabase {
            try $0.execute(sql: "PRAGMA secure_delete=ON; PRAGMA synchronous=OFF")
        }
        let address = vfs.isEmpty ? path : "file:\(path)?vfs=\(vfs)"
        let queue = try DatabaseQueue(path: address, configuration: configuration)
        try Migrations.cles.migrate(queue, upTo: "1-premiere-lumiere")
        var (alive, destroyed): ([Int], [Data]) = ([], [])
        for n in 0..<400 {
            let name = String(UInt64(n + 1000 * base) &* 0x9E37_79B9_7F4A_7C15, radix: 16)
            try queue.write {
                try $0.execute(
                    sql:
                        "INSERT INTO cles (boite, de, id, cle) VALUES ('envoi', 'a.example', ?, ?)",
                    arguments: [name, Self.key(n, of: base)])
            }
            alive.append(n)
            guard alive.count > 40, n % 3 != 0 else { continue }
            let gone = alive.remove(at: n * 7919 % alive.count)
            destroyed.append(Self.key(gone, of: base))
            try queue.write {
                try $0.execute(sql: "DELETE FROM cles WHERE cle = ?", arguments: [destroyed.last])
            }
        }
        try truncate(queue)
        try queue.close()
        return (path, destroyed)
    }

    private func truncate(_ queue: DatabaseQueue) throws {
        let busy = try queue.writeWithoutTransaction {
            try Int.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        #expect(busy == 0)
    }

    private func left(_ keys: [Data], in path: String) throws -> Int {
        let bytes = try Data(contentsOf: URL(filePath: path))
        return keys.count { bytes.range(of: $0) != nil }
    }

    @Test("de cent bases d'où des clés s'en vont, aucune n'en garde une")
    func keys() throws {
        for n in 0..<100 {
            let made = try base(n)
            #expect(made.destroyed.count > 200)
            #expect(try left(made.destroyed, in: made.path) == 0, "base \(n)")
        }
    }

    @Test("une base d'avant, qui en garde, n'en garde plus une fois menée à aujourd'hui")
    func before() throws {
        var found = 0
        for n in 0..<100 {
            let made = try base(n, vfs: "unix")
            let held = try left(made.destroyed, in: made.path)
            guard held > 0 else { continue }
            found += held
            let queue = try DatabaseQueue(path: made.path)
            let rows = try queue.read {
                try Row.fetchAll($0, sql: "SELECT * FROM cles ORDER BY id")
            }
            try Migrations.cles.migrate(queue)
            #expect(try left(made.destroyed, in: made.path) == 0, "base \(n)")
            let after = try queue.read {
                try Row.fetchAll($0, sql: "SELECT * FROM cles ORDER BY id")
            }
            #expect(rows == after)
            let check = try queue.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
            #expect(check == ["ok"])
        }
        // Else these bases show nothing: SQLite's own way leaves none here.
        #expect(found > 0)
    }

    @Test(
        "ce qui est long, et va dans des pages qui ne sont à aucun arbre, se relit octet pour octet"
    )
    func overflow() throws {
        let path = folder.path + "/longs.sqlite"
        let queue = try DatabaseQueue(path: path)
        try queue.write {
            try $0.execute(sql: "CREATE TABLE longs (n INTEGER PRIMARY KEY, bytes BLOB)")
        }
        // Bytes that look like the head of a page of each kind.
        let kinds: [UInt8] = [2, 5, 10, 13]
        let bytes = (0..<40).map { (n: Int) -> Data in
            Data(repeating: kinds[n % 4], count: 500 + 977 * n)
        }
        for (n, blob) in bytes.enumerated() {
            try queue.write {
                try $0.execute(sql: "INSERT INTO longs VALUES (?, ?)", arguments: [n, blob])
                if n % 4 == 3 {
                    try $0.execute(sql: "DELETE FROM longs WHERE n = ?", arguments: [n - 1])
                }
            }
        }
        try queue.close()
        let again = try DatabaseQueue(path: path)
        for (n, blob) in bytes.enumerated() where n % 4 != 2 {
            let read = try again.read {
                try Data.fetchOne($0, sql: "SELECT bytes FROM longs WHERE n = ?", arguments: [n])
            }
            #expect(read == blob, "\(n)")
        }
        #expect(try again.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"])
    }

    @Test("une base dont SQLite déplace les pages ne s'ouvre pas : ce qu'il en note s'effacerait")
    func moved() throws {
        let path = folder.path + "/deplacees.sqlite"
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA auto_vacuum=FULL") }
        let queue = try DatabaseQueue(path: "file:\(path)?vfs=unix", configuration: configuration)
        try queue.write { try $0.execute(sql: "CREATE TABLE t (n)") }
        try queue.close()
        let error = #expect(throws: DatabaseError.self) { _ = try DatabaseQueue(path: path) }
        #expect(error?.resultCode == .SQLITE_CORRUPT)
    }

    @Test("tant qu'un autre recopie le journal dans la base, ses pages ne s'effacent pas")
    func copied() throws {
        let path = folder.path + "/recopiee.sqlite"
        var configuration = Configuration()
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { try $0.execute(sql: "CREATE TABLE t (n)") }
        try queue.inTransaction(.immediate) { database in
            nonisolated(unsafe) let writer = database.sqliteConnection
            let status = Mutex<Int32?>(nil)
            var waiting = Configuration()
            // Asked while it holds the log, and waits for who writes.
            waiting.busyMode = .callback { _ in
                status.withLock { $0 = stockage_gomme_base(writer) }
                return false
            }
            let other = try DatabaseQueue(path: path, configuration: waiting)
            try other.writeWithoutTransaction {
                _ = try Row.fetchAll($0, sql: "PRAGMA wal_checkpoint(FULL)")
            }
            let refused = status.withLock { $0 }
            #expect(refused == ResultCode.SQLITE_BUSY.rawValue)
            #expect(stockage_gomme_base(writer) == 0)
            return .commit
        }
    }
}
