import LiaisonBase
import Testing

@Suite("Codages")
struct EncodingTests {
    @Test("Base64 : vecteurs de la RFC 4648 §10, et une seule écriture admise")
    func base64() {
        let vectors = [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ]
        for (plain, text) in vectors {
            #expect(Base64.encode(plain.utf8) == text)
            #expect(Base64.decode(text) == Array(plain.utf8))
            let bare = text.filter { $0 != "=" }
            #expect(Base64.encode(plain.utf8, padded: false) == bare)
            #expect(Base64.decode(bare, padded: false) == Array(plain.utf8))
        }
        for wrong in [
            "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", "Zm 9v", "====", "Zm9-", "Z",
        ] {
            #expect(Base64.decode(wrong) == nil, "\(wrong)")
        }
        for wrong in ["Zg==", "Zh", "Zm9vY", "=", "Zm9v="] {
            #expect(Base64.decode(wrong, padded: false) == nil, "\(wrong)")
        }
    }

    @Test("Base32 : vecteurs de la RFC 4648 §10, sans remplissage")
    func base32() {
        for (plain, text) in [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
        ] {
            #expect(Base32.encode(plain.utf8) == text)
        }
    }

    @Test("Hexadécimal : minuscules et pair")
    func hex() {
        #expect(Hex.encode([0, 0xAB, 0xFF]) == "00abff")
        #expect(Hex.decode("00abff") == [0, 0xAB, 0xFF])
        for wrong in ["0", "AB", "0g", " 0", "é"] { #expect(Hex.decode(wrong) == nil) }
    }
}
