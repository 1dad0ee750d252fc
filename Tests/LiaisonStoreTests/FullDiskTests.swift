import GRDB
import LiaisonCrypto
import LiaisonSchema
import TestSupport
import Testing

@testable import LiaisonStore

@Suite("Disque plein")
struct FullDiskTests {
    @Test(
        "un grand contenu qui ne tient plus est une erreur ; le suivant, de la place faite, passe")
    func largeBlob() throws {
        let folder = try TemporaryFolder()
        let store = try LiaisonStore(folder: folder.path)
        let now = Instant(seconds: 1_800_000_000)
        func put(_ id: String) throws {
            let blob = try store.prepareBlob(
                [UInt8](repeating: 1, count: 1_000_000), in: .envoi, de: "a.example", id: id)
            try store.write(at: now) { try $0.insert(blob) }
        }
        func limit(_ more: Int) throws {
            try store.pool.writeWithoutTransaction { database in
                let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                try database.execute(sql: "PRAGMA max_page_count = \(pages + more)")
            }
        }
        try put("1")
        try limit(0)
        let error = #expect(throws: StoreError.self) { try put("2") }
        #expect(error?.message.contains("plein") == true)
        try limit(10_000)
        try put("2")
    }
}
