import Foundation
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import Synchronization
import TestSupport
import Testing

@Suite("Un dossier que d'autres pouvaient ouvrir") struct OpenFolderTests {
    @Test("le dossier et ce qui y est scellé se referment ; ce qui est public reste")
    func narrow() throws {
        let temporary = try TemporaryFolder()
        let path = "\(temporary.path)/agent"
        let store = DiskFolder(path)
        try store.makeFolder("")
        for name in ["identite.age", "structure.age", "agent.note"] {
            try store.write([1], to: name, replacing: false)
        }
        for (name, mode) in [("", 0o755), ("/identite.age", 0o644), ("/agent.note", 0o644)] {
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: path + name)
        }
        #expect(
            store.narrow() == [
                .init(path: path, isRepaired: true),
                .init(path: "\(path)/identite.age", isRepaired: true),
            ])
        #expect(store.narrow() == [])
    }

    @Test("il se dit et se referme quand la commande commence ou l'identité s'ouvre, une fois")
    func told() throws {
        let temporary = try TemporaryFolder()
        let path = "\(temporary.path)/agent"
        let folder = AgentFolder(path: path)
        try folder.makeFolder("")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let said = Mutex<[AgentNotice]>([])
        let context = AgentContext(
            folder: folder, endpoint: .socket(path: "/service"),
            now: { Instant(seconds: 0) },
            secret: { _ in throw AgentError(.usage, "Personne ne répond.") },
            show: { notice in said.withLock { $0.append(notice) } })
        // A work of its own looks at nothing: there are many, of one opening.
        #expect(said.withLock { $0.isEmpty })
        context.tend()
        let expected = AgentNotice.trust(.readableByOthers(.init(path: path, isRepaired: true)))
        #expect(said.withLock { $0 } == [expected])
        context.tend()
        #expect(said.withLock { $0.count } == 1)
    }
}
