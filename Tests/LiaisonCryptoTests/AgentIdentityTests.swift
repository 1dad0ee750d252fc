import LiaisonBase
import Testing

@testable import LiaisonCrypto

@Suite("Fichier d'identité")
struct AgentIdentityTests {
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
