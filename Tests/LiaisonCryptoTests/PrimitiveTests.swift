import CSodium
import LiaisonBase
import Testing

@testable import LiaisonCrypto

/// The published vectors of the primitives and encodings.
@Suite("Primitives et codages")
struct PrimitiveTests {
    @Test(
        "Bech32 : les textes valides du BIP 173",
        arguments: [
            "A12UEL5L", "a12uel5l",
            "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
            "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
            "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "?1ezyfcl",
        ])
    func bech32Valid(text: String) throws {
        // Some of them carry bits that are no whole bytes; the checksum is what they are for.
        let prefix = try #require(text.lastIndex(of: "1")).utf16Offset(in: text)
        #expect(prefix > 0)
        if let (prefix, bytes) = Bech32.decode(text) {
            #expect(Bech32.encode(prefix: prefix, bytes) == text.lowercased())
        } else {
            #expect(text.hasPrefix("split1") || text.hasPrefix("abcdef1"))
        }
    }

    @Test(
        "Bech32 : les textes faux",
        arguments: [
            "\u{20}1nwldj5", "\u{7F}1axkwrx", "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v",
            "li1dgmt3",
            "A1G7SGD8", "10a06t8", "1qzzfhee", "A12uEL5L", "a12uel5k",
        ])
    func bech32Invalid(text: String) {
        #expect(Bech32.decode(text) == nil)
    }

    @Test("Bech32 : un caractère changé est toujours vu")
    func bech32Flip() throws {
        let text = Array(try AgeIdentity.generate(.x25519).recipient.description.utf8)
        for index in text.indices {
            for other in "qpzry9x8".utf8 where other != text[index] {
                var changed = text
                changed[index] = other
                #expect(throws: CryptoError(.encoding, "")) {
                    try AgeRecipient(String(decoding: changed, as: UTF8.self))
                }
            }
        }
    }

    @Test("HMAC : RFC 4231, cas 1, 2 et 6")
    func hmac() throws {
        #expect(
            Hex.encode(Hash.hmac(key: [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8)))
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        #expect(
            Hex.encode(
                Hash.hmac(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            Hex.encode(
                Hash.hmac(
                    key: [UInt8](repeating: 0xAA, count: 131),
                    Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)))
                == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test("HKDF : RFC 5869, cas 3 (sel et contexte vides), les 32 premiers octets")
    func hkdf() {
        #expect(
            Hex.encode(
                Hash.hkdf(secret: [UInt8](repeating: 0x0B, count: 22), salt: [], info: ""))
                == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d")
    }

    @Test("ChaCha20-Poly1305 : RFC 7539 §2.8.2, par la primitive qui scelle les blocs")
    func chacha() throws {
        let text =
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
            + "future, sunscreen would be it."
        let key = [UInt8](0x80...0x9F)
        let nonce = try #require(Hex.decode("070000004041424344454647"))
        let associated = try #require(Hex.decode("50515253c0c1c2c3c4c5c6c7"))
        let plaintext = Array(text.utf8)
        var sealed = [UInt8](repeating: 0, count: plaintext.count + 16)
        crypto_aead_chacha20poly1305_ietf_encrypt(
            &sealed, nil, plaintext, UInt64(plaintext.count), associated,
            UInt64(associated.count), nil, nonce, key)
        #expect(
            Hex.encode(sealed)
                == "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                + "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691")
        // Ours is the same call without associated data.
        let own = ChaCha.seal(plaintext, key: key, nonce: nonce)
        #expect(own.prefix(plaintext.count) == sealed.prefix(plaintext.count))
        #expect(ChaCha.open(own, key: key, nonce: nonce) == plaintext)
    }

    @Test(
        "Ed25519 : RFC 8032 §7.1",
        arguments: [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ])
    func ed25519(seed: String, publicKey: String, message: String, signature: String) throws {
        var seed = try #require(Hex.decode(seed))
        let message = try #require(Hex.decode(message))
        let key = try SigningKey(seed: SecretBytes(taking: &seed))
        #expect(Hex.encode(key.publicKey) == publicKey)
        #expect(Hex.encode(key.sign(message)) == signature)
        let verifier = try key.verifierKey(name: "a.example/x")
        #expect(verifier.verifies(key.sign(message), of: message))
        #expect(!verifier.verifies(key.sign(message), of: message + [0]))
        #expect(!verifier.verifies(Array(key.sign(message).dropLast()), of: message))
    }

    @Test("les codes à recopier ont 125 bits, cinq groupes, et se relisent comme on les tape")
    func recoveryCode() throws {
        let code = RecoveryCode.generate()
        #expect(code.count == 29 && code.split(separator: "-").map(\.count) == [5, 5, 5, 5, 5])
        #expect(RecoveryCode.normalize(code) == code)
        #expect(RecoveryCode.normalize(" \(code.lowercased().replacing("-", with: " ")) ") == code)
        for between in ["\u{A0}", "\u{2011}", "\u{2013}", "\u{2212}", " \u{200E}- ", "."] {
            let pasted = "\u{FEFF}\(code.replacing("-", with: between))\n"
            #expect(RecoveryCode.normalize(pasted) == code)
        }
        #expect(
            RecoveryCode.normalize("oOiIlL0000000000000000000") == "00111-10000-00000-00000-00000")
        for wrong in ["", "0000", String(repeating: "0", count: 26), "U" + code.dropFirst(), "é"] {
            #expect(RecoveryCode.normalize(wrong) == nil)
        }
        #expect(Set((0..<50).map { _ in RecoveryCode.generate() }).count == 50)
    }
}
