import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import TestSupport
import Testing

/// What both kinds of folder must do alike.
@Suite struct FolderStoreTests {
    enum Kind: CaseIterable { case disk, memory, hosted }

    /// - Parameter folder: kept as long as the store is.
    private func store(_ kind: Kind, in folder: TemporaryFolder) throws -> any FolderStore {
        switch kind {
        case .disk: return DiskFolder("\(folder.path)/agent")
        case .memory: return MemoryFolder(now: { Instant(seconds: 1) })
        case .hosted:
            var secret = [UInt8](repeating: 1, count: HostKey.length)
            return HostSealedFolder(
                DiskFolder("\(folder.path)/agent"), host: try HostKey(taking: &secret),
                owner: "claire.exemple")
        }
    }

    private func code(_ body: () throws -> Void) -> FileError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? FileError)?.code
        }
    }

    @Test("un fichier s'écrit, se relit, ne se remplace que sur demande", arguments: Kind.allCases)
    func files(_ kind: Kind) throws {
        let temporary = try TemporaryFolder()
        let store = try store(kind, in: temporary)
        #expect(!store.exists(""))
        #expect(code { try store.write([1], to: "a", replacing: false) } == .missingFile)
        try store.makeFolder("")
        try store.write([1, 2], to: "a", replacing: false)
        #expect(try store.read("a", limit: 2) == [1, 2])
        #expect(code { _ = try store.read("a", limit: 1) } == .tooLarge)
        #expect(code { _ = try store.read("b", limit: 1) } == .missingFile)
        #expect(code { try store.write([3], to: "a", replacing: false) } == .wouldOverwrite)
        #expect(try store.read("a", limit: 2) == [1, 2])
        try store.write([3], to: "a", replacing: true)
        #expect(try store.read("a", limit: 2) == [3])
        #expect(store.modified("a") != nil)
        #expect(store.modified("b") == nil)
        store.remove("a")
        store.remove("a")
        #expect(!store.exists("a"))
    }

    @Test(
        "un sous-dossier se fait, se liste, et rien ne s'écrit sans lui", arguments: Kind.allCases)
    func folders(_ kind: Kind) throws {
        let temporary = try TemporaryFolder()
        let store = try store(kind, in: temporary)
        #expect(store.names(in: "contacts") == [])
        #expect(code { try store.write([1], to: "contacts/b", replacing: true) } == .missingFile)
        try store.makeFolder("contacts")
        try store.makeFolder("contacts")
        for name in ["contacts/b", "contacts/a", "contacts/.cache"] {
            try store.write([1], to: name, replacing: true)
        }
        #expect(store.exists("contacts"))
        #expect(store.names(in: "contacts") == ["a", "b"])
        #expect(store.names(in: "") == ["contacts"])
        #expect(code { _ = try store.read("contacts", limit: 10) } == .file)
        #expect(code { try store.write([1], to: "contacts", replacing: true) } == .file)
        store.remove("contacts")
        #expect(store.exists("contacts"))
    }

    @Test(
        "un fichier prend la place d'un autre ; sans lui, rien ne bouge", arguments: Kind.allCases)
    func move(_ kind: Kind) throws {
        let temporary = try TemporaryFolder()
        let store = try store(kind, in: temporary)
        try store.makeFolder("")
        try store.write([1], to: "a", replacing: true)
        try store.write([2], to: "b", replacing: true)
        try store.move("absent", to: "b")
        #expect(try store.read("b", limit: 1) == [2])
        #expect(code { try store.move("a", to: "nulle-part/a") } == .missingFile)
        try store.move("a", to: "b")
        #expect(try store.read("b", limit: 1) == [1])
        #expect(!store.exists("a"))
    }

    @Test(
        "un dossier qu'un autre tient se refuse au lieu de faire attendre toujours",
        arguments: Kind.allCases)
    func held(_ kind: Kind) throws {
        let temporary = try TemporaryFolder()
        let store = try store(kind, in: temporary)
        let release = try #require(try store.lock(seconds: 0))
        #expect(try store.lock(seconds: 0) == nil)
        release()
        let again = try #require(try store.lock(seconds: 0))
        again()
    }

    @Test(
        "un fichier qu'un autre tient se refuse ; celui qu'on écrit à sa place est libre",
        arguments: Kind.allCases)
    func holds(_ kind: Kind) throws {
        let temporary = try TemporaryFolder()
        let store = try store(kind, in: temporary)
        try store.makeFolder("")
        #expect(code { _ = try store.hold("a") } == .missingFile)
        try store.write([1], to: "a", replacing: false)
        try store.write([2], to: "b", replacing: false)
        let release = try #require(try store.hold("a"))
        #expect(try store.hold("a") == nil)
        let other = try #require(try store.hold("b"))
        release()
        let again = try #require(try store.hold("a"))
        try store.write([3], to: "a", replacing: true)
        let new = try #require(try store.hold("a"))
        // The one before says nothing of it any more.
        again()
        #expect(try store.hold("a") == nil)
        new()
        other()
    }

    @Test("huit contextes qui changent un fichier ne perdent rien", arguments: Kind.allCases)
    func lock(_ kind: Kind) async throws {
        let temporary = try TemporaryFolder()
        let store = try store(kind, in: temporary)
        try store.makeFolder("")
        try store.write([0], to: "compte", replacing: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let folder = AgentFolder(store, path: "/dossier")
                    try folder.locked {
                        // Again within is no wait.
                        let count = try folder.locked { try folder.read("compte", limit: 1)[0] }
                        try folder.write([count + 1], to: "compte", replacing: true)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try store.read("compte", limit: 1) == [8])
    }
}
