import Foundation
import LiaisonBase
import Testing

@Suite("Fichiers privés")
struct PrivateFileTests {
    private static func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            .path()
        try PrivateFile.makeFolder(folder + "/a/b")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private static func mode(_ path: String) throws -> Int {
        try #require(
            FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("ce qui ne se peut pas se dit avec son élision")
    func elided() throws {
        try Self.inFolder { folder in
            func message(_ act: () throws -> Void) -> String {
                do {
                    try act()
                    return ""
                } catch {
                    return (error as? FileError)?.message ?? ""
                }
            }
            let writing = message { _ = try PrivateFile.append([0x0A], to: folder) }
            #expect(writing.hasPrefix("Impossible d'écrire \(folder)"))
            let reading = message { _ = try PrivateFile.read(folder, limit: 1) }
            #expect(reading.hasPrefix("Impossible de lire \(folder)"))
        }
    }

    @Test("un fichier privé est à 0600, entier, et n'en remplace un autre que sur demande")
    func writing() throws {
        try Self.inFolder { folder in
            let path = folder + "/a/b/f"
            try PrivateFile.write([1, 2, 3], to: path)
            #expect(try PrivateFile.read(path, limit: 3) == [1, 2, 3])
            #expect(try Self.mode(path) == 0o600)
            #expect(try Self.mode(folder + "/a") == 0o700)
            #expect(throws: FileError(.wouldOverwrite, "")) {
                try PrivateFile.write([4], to: path)
            }
            #expect(try PrivateFile.read(path, limit: 3) == [1, 2, 3])
            try PrivateFile.write([4], to: path, replacing: true)
            #expect(try PrivateFile.read(path, limit: 3) == [4])
            // No temporary file is left, whatever happened.
            #expect(PrivateFile.names(in: folder + "/a/b") == ["f"])
        }
    }

    @Test("un fichier n'a pas de nom avant d'être entier : qui meurt avant ne laisse rien")
    func nameless() throws {
        try Self.inFolder { folder in
            let path = folder + "/a/b/f"
            let writes: [(Bool, [String])] = [(false, []), (true, ["f"])]
            for (replacing, before) in writes {
                try PrivateFile.write(to: path, replacing: replacing) { sink in
                    try [UInt8](1...3).withUnsafeBytes { try sink($0) }
                    #expect(PrivateFile.names(in: folder + "/a/b") == before)
                }
            }
            // What died just before it replaced a file is taken over by the next one.
            try PrivateFile.write([9, 9], to: path + ".tmp")
            try PrivateFile.write([4], to: path, replacing: true)
            #expect(PrivateFile.names(in: folder + "/a/b") == ["f"])
            #expect(try PrivateFile.read(path, limit: 3) == [4])
        }
    }

    @Test("deux qui remplacent ensemble le même fichier : l'un des deux, entier, et rien à côté")
    func together() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            .path()
        try PrivateFile.makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/f"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for content in UInt8(1)...4 {
                group.addTask {
                    for _ in 0..<25 {
                        try PrivateFile.write(
                            [UInt8](repeating: content, count: 9), to: path, replacing: true)
                    }
                }
            }
            try await group.waitForAll()
        }
        let read = try PrivateFile.read(path, limit: 9)
        #expect(read.count == 9 && Set(read).count == 1)
        #expect(PrivateFile.names(in: folder) == ["f"])
    }

    @Test("la taille est bornée et ce qui manque est nommé")
    func reading() throws {
        try Self.inFolder { folder in
            try PrivateFile.write([UInt8](repeating: 0, count: 100_000), to: folder + "/f")
            #expect(throws: FileError(.tooLarge, "")) {
                try PrivateFile.read(folder + "/f", limit: 99_999)
            }
            #expect(throws: FileError(.missingFile, "")) {
                try PrivateFile.read(folder + "/absent", limit: 1)
            }
            #expect(throws: FileError(.missingFile, "")) {
                try PrivateFile.write([1], to: folder + "/absent/f")
            }
            #expect(throws: FileError(.file, "")) { try PrivateFile.read(folder, limit: 1) }
        }
    }

    @Test("un lien posé sous le nom visé n'est pas suivi")
    func links() throws {
        try Self.inFolder { folder in
            try PrivateFile.write([1], to: folder + "/cible")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/lien", withDestinationPath: folder + "/cible")
            #expect(throws: FileError(.wouldOverwrite, "")) {
                try PrivateFile.write([2], to: folder + "/lien")
            }
            try PrivateFile.write([2], to: folder + "/lien", replacing: true)
            #expect(try PrivateFile.read(folder + "/cible", limit: 1) == [1])
        }
    }
}
