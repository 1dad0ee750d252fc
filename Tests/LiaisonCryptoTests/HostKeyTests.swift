import Glibc
import LiaisonBase
import LiaisonCrypto
import Testing

@Suite("Secret de la machine")
struct HostKeyTests {
    private static func key(_ byte: UInt8) throws -> HostKey {
        var bytes = [UInt8](repeating: byte, count: HostKey.length)
        let key = try HostKey(taking: &bytes)
        #expect(bytes == [UInt8](repeating: 0, count: HostKey.length))
        return key
    }

    @Test("ce qui est scellé s'ouvre pour le même usage du même agent, sur la même machine")
    func roundTrip() throws {
        let key = try Self.key(1)
        let content = Array("age-encryption.org/v1\n".utf8)
        let sealed = key.seal(content, owner: "agir38.example/claire.exemple", use: "identite")
        #expect(HostKey.isSealed(sealed) && !HostKey.isSealed(content))
        #expect(
            try key.open(sealed, owner: "agir38.example/claire.exemple", use: "identite")
                == content)
        let other = try Self.key(2)
        for (machine, owner, use, bytes) in [
            (other, "agir38.example/claire.exemple", "identite", sealed),
            (key, "agir38.example/denis.exemple", "identite", sealed),
            (key, "agir38.example/claire.exemple", "totp", sealed),
            (key, "agir38.example/claire.exemple", "identite", content),
            (key, "agir38.example/claire.exemple", "identite", Array(sealed.dropLast())),
        ] {
            #expect(throws: CryptoError(.blob, "")) {
                try machine.open(bytes, owner: owner, use: use)
            }
        }
    }

    @Test("il se lit d'un fichier, d'une longueur et d'une seule")
    func file() throws {
        var template = Array("/tmp/secret.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        close(descriptor)
        let path = String(cString: template)
        defer { unlink(path) }
        for count in [0, 31, 33, 64] {
            try PrivateFile.write(
                [UInt8](repeating: 1, count: count), to: path, replacing: true)
            #expect(throws: CryptoError(.encoding, "")) { try HostKey(file: path) }
        }
        try PrivateFile.write([UInt8](repeating: 1, count: 32), to: path, replacing: true)
        let sealed = try Self.key(1).seal([1, 2, 3], owner: "x", use: "y")
        #expect(try HostKey(file: path).open(sealed, owner: "x", use: "y") == [1, 2, 3])
        #expect(throws: CryptoError(.encoding, "")) { try HostKey(file: path + ".absent") }
    }

    @Test("un secret d'une autre longueur est refusé, et effacé", arguments: [0, 31, 33])
    func length(count: Int) {
        var bytes = [UInt8](repeating: 7, count: count)
        #expect(throws: CryptoError(.encoding, "")) { try HostKey(taking: &bytes) }
        #expect(bytes == [UInt8](repeating: 0, count: count))
    }
}
