import CryptoExtras
import LiaisonBase
import LiaisonCrypto
import Testing

@testable import JOSE

/// What is published of the primitives that guichet.md takes.
@Suite("JOSE : les vecteurs publiés")
struct VectorTests {
    private static func secret(_ text: String) throws -> SecretBytes {
        var bytes = Array(text.utf8)
        return try SecretBytes(taking: &bytes)
    }

    private static func secret(url text: String) throws -> SecretBytes {
        var bytes = try #require(Base64.decodeURL(text.utf8))
        return try SecretBytes(taking: &bytes)
    }

    private static func bytes(_ text: String) throws -> [UInt8] {
        try #require(Base64.decodeURL(text.utf8))
    }

    @Test("RFC 7517, annexe C : la phrase donne la clé qui enveloppe (PBES2-HS256+A128KW)")
    func pbes2OfRFC7517() throws {
        let salt =
            Array("PBES2-HS256+A128KW".utf8) + [0] + (try Self.bytes("2WCTcJZ1Rvd_CJuJripQ1w"))
        let key = try #require(
            AESKey(
                password: Self.secret("Thus from my lips, by yours, my sin is purged."), salt: salt,
                rounds: 4_096, hash: .sha256, length: 16))
        let content: [UInt8] = [
            111, 27, 25, 52, 66, 29, 20, 78, 92, 176, 56, 240, 65, 208, 82, 112, 161, 131, 36, 55,
            202, 236, 185, 172, 129, 23, 153, 194, 195, 48, 253, 182,
        ]
        var taken = content
        let wrapped = try #require(AESKey(SecretBytes(taking: &taken)).wrapped(by: key))
        #expect(
            Base64.encodeURL(wrapped) == "TrqXOwuNUfDV9VPTNbyGvEJ9JMjefAVn-TR1uIxR9p6hsRQh9Tk7BA")
    }

    @Test("RFC 7520, 5.3 : la phrase donne la clé qui enveloppe (PBES2-HS512+A256KW, la nôtre)")
    func pbes2OfRFC7520() throws {
        let salt =
            Array("PBES2-HS512+A256KW".utf8) + [0] + (try Self.bytes("8Q1SzinasR3xchYz6ZZcHA"))
        let password = try Self.secret("entrap_o\u{2013}peter_long\u{2013}credit_tun")
        let key = try #require(AESKey(password: password, salt: salt, rounds: 8_192))
        let content = try AESKey(Self.secret(url: "uwsjJXaBK407Qaf0_zpcpmr1Cs0CC50hIUEyGNEt3m0"))
        let wrapped = try #require(content.wrapped(by: key))
        #expect(
            Base64.encodeURL(wrapped) == "d3qNhUWfqheyPp4H8sjOWsDYajoej4c5Je6rlUtFPWdgtURtmeDV1g")
        #expect(AESKey(unwrapping: wrapped, with: key) != nil)
        let other = try #require(AESKey(password: password, salt: salt, rounds: 8_193))
        #expect(AESKey(unwrapping: wrapped, with: other) == nil)
    }

    @Test("RFC 3394, 4.6 : une clé de 256 bits sous une clé de 256 bits")
    func keyWrap() throws {
        var wrapping = [UInt8](0...31)
        var content = try #require(
            Hex.decode("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f"))
        let key = AESKey(try SecretBytes(taking: &wrapping))
        let wrapped = AESKey(try SecretBytes(taking: &content)).wrapped(by: key)
        #expect(
            wrapped.map { Hex.encode($0) }
                == "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
        )
    }

    @Test("RFC 7516, A.1 : un contenu sous A256GCM, l'en-tête pour données associées")
    func gcmOfRFC7516() throws {
        let key = try AESKey(Self.secret(url: "saH0gFSP4XM_tAP_a5rU9ooHbltwLiJpL4LLLnrqQPw"))
        let plaintext =
            "The true sign of intelligence is not knowledge but imagination."
        let header = Array("eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ".utf8)
        let sealed = try #require(
            key.seal(
                Array(plaintext.utf8), nonce: Self.bytes("48V1_ALb6US04U3b"), additional: header))
        #expect(
            Base64.encodeURL(sealed.ciphertext)
                == "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBt"
                + "QD_A")
        #expect(Base64.encodeURL(sealed.tag) == "XFBoMYUZodetZdvTiFvSkQ")
    }

    @Test("RFC 7520, 5.6 : « dir », cinq segments dont le deuxième est vide")
    func directOfRFC7520() throws {
        let text =
            "eyJhbGciOiJkaXIiLCJraWQiOiI3N2M3ZTJiOC02ZTEzLTQ1Y2YtODY3Mi02MTdiNWI0NTI0M2EiLCJlbmMiOi"
            + "JBMTI4R0NNIn0..refa467QzzKx6QAB.JW_i_f52hww_ELQPGaYyeAB6HYGcR559l9TYnSovc23XJoBcW29"
            + "rHP8yZOZG7YhLpT1bjFuvZPjQS-m0IFtVcXkZXdH_lr_FrdYt9HRUYkshtrMmIUAyGmUnd9zMDB2n0cRDIHA"
            + "zFVeJUDxkUwVAE7_YGRPdcqMyiBoCO-FBdE-Nceb4h3-FtBP-c_BIwCPTjb9o0SbdcdREEMJMyZBH8ySWMVi"
            + "1gPD9yxi-aQpGbSv_F9N4IZAxscj5g-NJsUPbjk29-s7LJAGb15wEBtXphVCgyy53CoIKLHHeJHXex45Uz9a"
            + "KZSRSInZI-wjsY0yu3cT4_aQ3i1o-tiE-F8Ios61EKgyIQ4CWao8PFMj8TTnp.vbb32Xvllea2OtmHAdccRQ"
        let jwe = try CompactJWE(Array(text.utf8), limit: 2_000)
        #expect(jwe.wrappedKey.isEmpty)
        #expect(jwe.text == Array(text.utf8))
        let opened = try jwe.open(AESKey(Self.secret(url: "XctOhJAkA-pD9Lh7ZgW_2A")))
        #expect(
            String(decoding: opened, as: UTF8.self).hasPrefix(
                "You can trust us to stick with you through thick and thin"))
        // It is a good JWE, and none of ours.
        let reader = DirectJWE(contentType: "x", id: "y", name: "z")
        var key = [UInt8](repeating: 0, count: 32)
        #expect(throws: JOSEError.header) {
            try reader.open(Array(text.utf8), key: SecretBytes(taking: &key), limit: 2_000)
        }
    }
}
