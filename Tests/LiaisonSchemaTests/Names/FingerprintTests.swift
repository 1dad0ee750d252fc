import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@Suite("Empreintes")
struct FingerprintTests {
    private static let structureKey =
        "agir38.example/structure+8989e646+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
    private static let agentKey =
        "agir38.example/claire.exemple+03db2f42+ASAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/"
    private static let recipient = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"

    // Computed by a Python program from formats.md; the third has a group with leading zeros.
    @Test(
        "l'empreinte d'une structure est celle qu'un autre programme calcule",
        arguments: [
            (structureKey, "34601 94256 87392 01166 87289 04569"),
            (
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "51272 22847 71273 77278 68388 90436"
            ),
            (
                "agir38.example/structure+3d7e490e+AQUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "86823 44140 41066 81322 00204 70019"
            ),
        ])
    func structures(vkey: String, expected: String) throws {
        #expect(Fingerprint(structure: try VerifierKey(vkey)).description == expected)
    }

    @Test("l'empreinte d'un agent couvre sa clé et son destinataire")
    func agents() throws {
        let key = try VerifierKey(Self.agentKey)
        let own = Fingerprint(agent: key, recipient: try AgeRecipient(Self.recipient))
        #expect(own.description == "01149 94877 62219 98082 99074 44883")
        #expect(
            Fingerprint(agent: key, recipient: try AgeIdentity.generate(.x25519).recipient) != own)
        #expect(Fingerprint(structure: key) != own)
    }

    @Test("cinq octets de SHA-256 font un groupe", arguments: 0..<50 as Range<UInt8>)
    func groups(seed: UInt8) throws {
        let key = try VerifierKey(
            name: "agir38.example/structure", publicKey: .init(repeating: seed, count: 32))
        let hex = Hex.encode(Hash.sha256("agir-liaison/empreinte/v1\n\(key)".utf8))
        let expected = try (0..<6).map { group in
            let digits = try #require(UInt64(hex.dropFirst(10 * group).prefix(10), radix: 16))
            return String(String(digits % 100_000 + 100_000).dropFirst())
        }
        #expect(Fingerprint(structure: key).groups == expected)
    }

    @Test(
        "une empreinte tapée se lit quoi qu'il y ait entre ses chiffres, et dit les groupes qui diffèrent"
    )
    func typed() throws {
        let own = Fingerprint(structure: try VerifierKey(Self.structureKey))
        for text in [
            own.description, own.groups.joined(), "  \(own)\n", own.groups.joined(separator: "\t"),
            own.groups.joined(separator: "\u{A0}"), own.groups.joined(separator: "-"),
            own.groups.joined(separator: "\u{2011}"), "\u{FEFF}\u{200E}\(own)\u{202C}",
        ] { #expect(Fingerprint(typed: text) == own) }
        let other = try #require(Fingerprint(typed: "34601 94256 87393 01166 87289 04560"))
        #expect(other != own)
        #expect(own.differingGroups(from: other) == [3, 6])
        #expect(own.differingGroups(from: own) == [])
    }

    @Test(
        "ce qui n'a pas trente chiffres n'est pas une empreinte",
        arguments: [
            "", "34601 94256 87392 01166 87289 0456", "34601 94256 87392 01166 87289 045690",
            "34601/94256/87392/01166/87289/04569", "34601 94256 87392 01166 87289 0456O",
            "34601 94256 87392 01166 87289 0456٣",
        ])
    func notTyped(text: String) {
        #expect(Fingerprint(typed: text) == nil)
    }
}
