import Foundation
import Testing

@testable import LiaisonCrypto

@Suite("Fichiers d'un agent")
struct FileTests {
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

    @Test("un fichier privé est à 0600, entier, et n'en remplace un autre que sur demande")
    func writing() throws {
        try Self.inFolder { folder in
            let path = folder + "/a/b/f"
            try PrivateFile.write([1, 2, 3], to: path)
            #expect(try PrivateFile.read(path, limit: 3) == [1, 2, 3])
            #expect(try Self.mode(path) == 0o600)
            #expect(try Self.mode(folder + "/a") == 0o700)
            #expect(throws: CryptoError(.wouldOverwrite, "")) {
                try PrivateFile.write([4], to: path)
            }
            #expect(try PrivateFile.read(path, limit: 3) == [1, 2, 3])
            try PrivateFile.write([4], to: path, replacing: true)
            #expect(try PrivateFile.read(path, limit: 3) == [4])
            // No temporary file is left, whatever happened.
            #expect(PrivateFile.names(in: folder + "/a/b") == ["f"])
        }
    }

    @Test("la taille est bornée et ce qui manque est nommé")
    func reading() throws {
        try Self.inFolder { folder in
            try PrivateFile.write([UInt8](repeating: 0, count: 100_000), to: folder + "/f")
            #expect(throws: CryptoError(.tooLarge, "")) {
                try PrivateFile.read(folder + "/f", limit: 99_999)
            }
            #expect(throws: CryptoError(.missingFile, "")) {
                try PrivateFile.read(folder + "/absent", limit: 1)
            }
            #expect(throws: CryptoError(.missingFile, "")) {
                try PrivateFile.write([1], to: folder + "/absent/f")
            }
            #expect(throws: CryptoError(.file, "")) { try PrivateFile.read(folder, limit: 1) }
        }
    }

    @Test("un lien posé sous le nom visé n'est pas suivi")
    func links() throws {
        try Self.inFolder { folder in
            try PrivateFile.write([1], to: folder + "/cible")
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/lien", withDestinationPath: folder + "/cible")
            #expect(throws: CryptoError(.wouldOverwrite, "")) {
                try PrivateFile.write([2], to: folder + "/lien")
            }
            try PrivateFile.write([2], to: folder + "/lien", replacing: true)
            #expect(try PrivateFile.read(folder + "/cible", limit: 1) == [1])
        }
    }

    @Test("un fichier d'identité se relit, scellé ou non")
    func identity() throws {
        var identity = try AgentIdentity.generate(.hybrid)
        identity.indexKeys = [1: try SecretBytes(random: 32), 12: try SecretBytes(random: 32)]
        let bytes = identity.fileBytes()
        var phrase = Array("phrase".utf8)
        let secret = try SecretBytes(taking: &phrase)
        let sealed = try SealedFile.seal(bytes, passphrase: secret, workFactor: 10)
        #expect(SealedFile.isSealed(sealed) && !SealedFile.isSealed(bytes))
        let read = try AgentIdentity(fileBytes: SealedFile.open(sealed, passphrase: secret))
        #expect(read.age.recipient == identity.age.recipient)
        #expect(read.signing.publicKey == identity.signing.publicKey)
        #expect(read.indexKeys.keys.sorted() == [1, 12])
        for (version, key) in identity.indexKeys {
            #expect(try #require(read.indexKeys[version]).equals(key))
        }
    }

    @Test("un fichier d'identité incomplet ou abîmé est refusé")
    func damagedIdentity() throws {
        let identity = try AgentIdentity.generate(.hybrid)
        let lines = String(decoding: identity.fileBytes(), as: UTF8.self)
            .split(separator: "\n").map(String.init)
        let wrong = [
            [], [lines[0]], [lines[1]], lines + ["x"], lines + ["# INDEX-KEY-1-QQQ"],
            [lines[0].lowercased(), lines[1]], [lines[0], lines[1].lowercased()],
            [String(lines[0].dropLast()), lines[1]], [lines[0], "# " + lines[1]],
        ]
        for lines in wrong {
            #expect(throws: CryptoError(.encoding, "")) {
                try AgentIdentity(fileBytes: Array(lines.joined(separator: "\n").utf8))
            }
        }
        _ = try AgentIdentity(
            fileBytes: Array((["# créé le…"] + lines).joined(separator: "\n").utf8))
    }
}
