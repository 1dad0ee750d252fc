import LiaisonCrypto
import Testing

@Suite("Secrets tels qu'ils sont tapés")
struct TypedSecretTests {
    private func secret(_ bytes: [UInt8]) throws -> SecretBytes {
        var bytes = bytes
        return try SecretBytes(taking: &bytes)
    }

    private func normalised(_ bytes: [UInt8]) throws -> [UInt8] {
        try TypedSecret.normalised(secret(bytes)).withBytes { Array($0) }
    }

    @Test(
        "en NFC, sans marque d'ordre des octets ni blanc autour",
        arguments: [
            ("quatre mots sans rapport", "quatre mots sans rapport"),
            (" \u{FEFF}quatre  mots\t\r\n", "quatre  mots"),
            ("\u{200E}\u{A0}e\u{301}te\u{301}\u{202C}\u{3000}", "\u{E9}t\u{E9}"),
            ("a\u{323}\u{302}", "\u{1EAD}"), ("a\u{302}\u{323}", "\u{1EAD}"),
            ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"), ("a\u{200B}b", "a\u{200B}b"),
            ("e\u{200D}\u{301}", "e\u{200D}\u{301}"), ("\u{301}a", "\u{301}a"),
            ("\u{FEFF} \n", ""), ("", ""),
        ])
    func forms(typed: String, kept: String) throws {
        #expect(try normalised(Array(typed.utf8)) == Array(kept.utf8))
        // The same form of itself.
        #expect(try normalised(Array(kept.utf8)) == Array(kept.utf8))
    }

    @Test("pièce par pièce comme d'un tenant, quels que soient les signes qui se suivent")
    func pieces() throws {
        let signs: [Unicode.Scalar] = [
            "a", "e", "\u{301}", "\u{323}", " ", "\u{AD}", "\u{1100}", "\u{1161}", "\u{2000}",
            "\u{E9}", "\u{344}", "\u{9}",
        ]
        for first in signs {
            for second in signs {
                for third in signs {
                    var text = "x"
                    text.unicodeScalars.append(contentsOf: [first, second, third])
                    text += "x"
                    let kept = try normalised(Array(text.utf8))
                    // Equal as texts, whatever their normal form; and of one form only.
                    #expect(String(decoding: kept, as: UTF8.self) == text)
                    #expect(try normalised(kept) == kept)
                }
            }
        }
    }

    @Test("ce qui n'est pas de l'UTF-8 reste tel quel")
    func otherEncodings() throws {
        for bytes: [UInt8] in [[0x20, 0xE9, 0x20], [0xFF, 0xFE, 0x61, 0x00]] {
            #expect(try normalised(bytes) == bytes)
        }
    }

    @Test("s'ouvre par la forme unique, sinon par ce qui est donné ; le refus reste un refus")
    func opening() throws {
        let typed = try secret(Array(" mot ".utf8))
        func open(_ kept: String) throws -> Int {
            var tries = 0
            return try TypedSecret.opening(typed) { secret in
                tries += 1
                guard secret.withBytes({ $0.elementsEqual(kept.utf8) }) else {
                    throw CryptoError(.passphrase, "")
                }
                return tries
            }
        }
        #expect(try open("mot") == 1)
        #expect(try open(" mot ") == 2)
        #expect(throws: CryptoError(.passphrase, "")) { try open("autre") }
    }

    @Test("un code et une phrase lus d'un fichier s'ouvrent malgré sa marque et ses fins de ligne")
    func codes() throws {
        for (kept, typed) in [
            ("une cl\u{E9}", "\u{FEFF}une cle\u{301}\r\n"), (" autrefois", " autrefois\n"),
        ] {
            let sealed = try SealedFile.seal(
                Array("contenu".utf8), passphrase: secret(Array(kept.utf8)), workFactor: 2)
            #expect(
                try SealedFile.open(sealed, code: Array(typed.utf8)) == Array("contenu".utf8))
            #expect(try SealedFile.open(sealed, code: Array("une clef".utf8)) == nil)
        }
    }
}
