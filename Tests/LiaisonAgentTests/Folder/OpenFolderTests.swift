import Foundation
import LiaisonAgent
import LiaisonBase
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
}
