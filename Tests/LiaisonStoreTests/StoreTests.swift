import Foundation
import GRDB
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Synchronization
import TestSupport
import Testing

@testable import LiaisonStore

@Suite("Les deux bases")
struct StoreTests {
    private let temporary: TemporaryFolder
    private let folder: String
    private let now = Instant(seconds: 1_795_000_000)

    init() throws {
        temporary = try TemporaryFolder()
        folder = temporary.path
    }

    /// Changes a database beside the store, as a fault would.
    private func tamper(_ base: String, _ sql: String) throws {
        try DatabaseQueue(path: "\(folder)/\(base)").write { try $0.execute(sql: sql) }
    }

    private func count(_ base: String, _ table: String) throws -> Int? {
        try DatabaseQueue(path: "\(folder)/\(base)").read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)")
        }
    }

    private func put(_ store: LiaisonStore, _ content: [UInt8], id: String = "1") throws {
        let blob = try store.prepareBlob(content, in: .envoi, de: "a.example", id: id)
        try store.write(at: now) { try $0.insert(blob) }
    }

    @Test("chaque écriture est sur le disque au retour, et ce qui est effacé l'est")
    func pragmas() throws {
        let store = try LiaisonStore(folder: folder)
        #expect(try store.synchronousLevels() == [2, 2])
        #expect(try store.secureDeleteLevels() == [1, 1])
    }

    /// Makes room once, as the daemon's reserve does.
    private final class Relief: Sendable {
        let state = Mutex<(store: LiaisonStore?, calls: Int)>((nil, 0))

        func make() -> Bool {
            let (store, calls) = state.withLock { state in
                state.calls += 1
                return (state.store, state.calls)
            }
            guard calls == 1 else { return false }
            try? store?.pool.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA max_page_count = 1000000")
            }
            return true
        }
    }

    @Test(
        "disque plein : la réserve rendue, l'écriture se refait une fois ; sans elle, elle le dit")
    func relief() throws {
        let relief = Relief()
        let store = try LiaisonStore(folder: folder, relief: { relief.make() })
        relief.state.withLock { $0.store = store }
        func fill() throws {
            try store.pool.writeWithoutTransaction { database in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                try database.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        let content = [UInt8](repeating: 1, count: 100_000)
        try fill()
        try put(store, content)
        #expect(try store.blob(in: .envoi, de: "a.example", id: "1") == content)
        #expect(relief.state.withLock { $0.calls } == 1)
        try fill()
        let error = #expect(throws: StoreError.self) { try put(store, content, id: "2") }
        #expect(error?.code == .full)
        #expect(relief.state.withLock { $0.calls } == 2)
        #expect(try store.blob(in: .envoi, de: "a.example", id: "2") == nil)
        relief.state.withLock { $0.store = nil }
    }

    @Test("un contenu revient, et n'est en clair nulle part sur le disque")
    func blob() throws {
        let content = Array("nom en clair, jamais sur le disque".utf8)
        do {
            let store = try LiaisonStore(folder: folder)
            try put(store, content)
            #expect(try store.blob(in: .envoi, de: "a.example", id: "1") == content)
            #expect(try store.blob(in: .reception, de: "a.example", id: "1") == nil)
        }
        for name in PrivateFile.names(in: folder) {
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
            #expect(bytes.range(of: Data(content)) == nil, "\(name)")
        }
        let again = try LiaisonStore(folder: folder)
        #expect(try again.blob(in: .envoi, de: "a.example", id: "1") == content)
    }

    @Test("deux préparations du même contenu partagent leur clé")
    func sharedKey() throws {
        let store = try LiaisonStore(folder: folder)
        let first = try store.prepareBlob([1], in: .envoi, de: "a.example", id: "1")
        let second = try store.prepareBlob([2], in: .envoi, de: "a.example", id: "1")
        try store.write(at: now) {
            try $0.insert(first)
            try $0.insert(second)
        }
        #expect(try store.blob(in: .envoi, de: "a.example", id: "1") == [1])
    }

    @Test("une clé sans contenu, laissée par un arrêt brutal, est détruite au démarrage suivant")
    func orphans() throws {
        do {
            let store = try LiaisonStore(folder: folder)
            try put(store, [1], id: "gardé")
            _ = try store.prepareBlob([2], in: .envoi, de: "a.example", id: "perdu")
            #expect(try count("cles.sqlite", "cles") == 2)
        }
        let store = try LiaisonStore(folder: folder)
        #expect(try count("cles.sqlite", "cles") == 1)
        #expect(try store.blob(in: .envoi, de: "a.example", id: "gardé") == [1])
    }

    @Test(
        "un contenu déplacé, altéré ou sans clé est dit abîmé, jamais rendu",
        arguments: [
            ("liaison.sqlite", "UPDATE blobs SET id = '2'", Boite.envoi, "2"),
            ("liaison.sqlite", "UPDATE blobs SET boite = 'reception'", .reception, "1"),
            ("liaison.sqlite", "UPDATE blobs SET contenu = zeroblob(100)", .envoi, "1"),
            ("liaison.sqlite", "UPDATE blobs SET contenu = zeroblob(3)", .envoi, "1"),
            ("cles.sqlite", "DELETE FROM cles", .envoi, "1"),
            ("cles.sqlite", "UPDATE cles SET cle = zeroblob(31)", .envoi, "1"),
            ("cles.sqlite", "UPDATE cles SET cle = zeroblob(32)", .envoi, "1"),
        ])
    func damage(base: String, fault: String, boite: Boite, id: String) throws {
        let store = try LiaisonStore(folder: folder)
        try put(store, [1])
        // Where the fault may move it, there is a key, of its own.
        _ = try store.prepareBlob([1], in: boite, de: "a.example", id: id)
        try tamper(base, fault)
        let error = #expect(throws: StoreError.self) {
            try store.blob(in: boite, de: "a.example", id: id)
        }
        #expect(error?.code == .damaged)
    }

    @Test("une base d'une version plus récente est refusée, et reste comme elle est")
    func newer() throws {
        _ = try LiaisonStore(folder: folder)
        try tamper(
            "liaison.sqlite", "INSERT INTO grdb_migrations (identifier) VALUES ('99-plus-tard')")
        let error = #expect(throws: StoreError.self) { try LiaisonStore(folder: folder) }
        #expect(error?.code == .otherSchema)
    }

    @Test("un fichier qui n'est pas une base est dit abîmé")
    func notADatabase() throws {
        try PrivateFile.write(
            [UInt8](repeating: 0x41, count: 8_192), to: folder + "/liaison.sqlite")
        let error = #expect(throws: StoreError.self) { try LiaisonStore(folder: folder) }
        #expect(error?.code == .damaged)
    }

    @Test("une transaction qui échoue ne laisse ni ligne ni enregistrement")
    func rollback() throws {
        struct Faute: Error {}
        let store = try LiaisonStore(folder: folder)
        let actor = try #require(KeyName("a.example/service"))
        #expect(throws: Faute.self) {
            try store.write(at: now) {
                try $0.record(LogEvent(.debut, by: actor))
                throw Faute()
            }
        }
        #expect(try store.read { try $0.logState().frontier } == MerkleFrontier())
        try store.write(at: now) { try $0.record(LogEvent(.debut, by: actor)) }
        #expect(try store.read { try $0.leaves(from: 0, count: 10) }.map(\.n) == [0])
    }

    @Test("le journal reprend où il en était après un redémarrage")
    func logRestart() throws {
        let actor = try #require(KeyName("a.example/service"))
        var tree = MerkleFrontier()
        for round in 0..<5 {
            let store = try LiaisonStore(folder: folder)
            for _ in 0...round {
                try store.write(at: now) { try $0.record(LogEvent(.carte, by: actor)) }
            }
            for leaf in try store.read({ try $0.leaves(from: tree.size, count: 100) }) {
                tree.append(leafHash: leaf.hash)
            }
            #expect(try store.read { try $0.logState().frontier } == tree)
        }
        #expect(tree.size == 15)
    }
}
