import Foundation
import LiaisonBase
import Testing

@Suite("Ce que d'autres peuvent ouvrir") struct FileModeTests {
    private static func mode(_ path: String) throws -> Int {
        try #require(
            FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("un fichier et un dossier ouverts à d'autres se referment, et sont dits une fois")
    func narrow() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            .path()
        try PrivateFile.makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = "\(folder)/phrase"
        try PrivateFile.write([1], to: file)
        #expect(FileMode.narrow(folder) == nil && FileMode.narrow(file) == nil)
        for (path, open, closed) in [(folder, 0o755, 0o700), (file, 0o644, 0o600)] {
            try FileManager.default.setAttributes([.posixPermissions: open], ofItemAtPath: path)
            #expect(FileMode.narrow(path) == .init(path: path, isRepaired: true))
            #expect(try Self.mode(path) == closed)
            #expect(FileMode.narrow(path) == nil)
        }
    }

    @Test("ce qui n'est ni un fichier ni un dossier, ou n'est pas là, n'est pas touché")
    func others() {
        #expect(FileMode.narrow("/dev/null") == nil)
        #expect(FileMode.narrow("/nulle/part") == nil)
    }

    @Test("un dossier à soi seul : ni ouvert à d'autres, ni fichier, ni lien")
    func own() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            .path()
        try PrivateFile.makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let own = "\(folder)/run"
        try PrivateFile.makeFolder(own)
        #expect(FileMode.isFolder(own, isPrivate: true))
        for mode in [0o755, 0o1777, 0o710] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: own)
            #expect(!FileMode.isFolder(own, isPrivate: true) && FileMode.isFolder(own))
        }
        try PrivateFile.write([1], to: "\(folder)/fichier")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/lien", withDestinationPath: folder)
        for other in ["absent", "fichier", "lien"] {
            #expect(!FileMode.isFolder("\(folder)/\(other)"), "\(other)")
        }
    }
}
