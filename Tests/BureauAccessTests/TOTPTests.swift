import LiaisonCrypto
import LiaisonSchema
import Testing

@testable import BureauAccess

@Suite("Double authentification (RFC 6238)")
struct TOTPTests {
    /// The secret of RFC 4226 appendix D and RFC 6238 appendix B.
    static func published() throws -> TOTP {
        var bytes = Array("12345678901234567890".utf8)
        return try TOTP(secret: SecretBytes(taking: &bytes))
    }

    /// RFC 6238 appendix B, SHA-1: eight digits; ours are the last six of them.
    static let vectors: [(seconds: Int64, code: UInt32, digits: String)] = [
        (59, 94_287_082, "287082"), (1_111_111_109, 7_081_804, "081804"),
        (1_111_111_111, 14_050_471, "050471"), (1_234_567_890, 89_005_924, "005924"),
        (2_000_000_000, 69_279_037, "279037"), (20_000_000_000, 65_353_130, "353130"),
    ]

    @Test("vecteurs de la RFC 6238, annexe B", arguments: vectors)
    func rfc6238(vector: (seconds: Int64, code: UInt32, digits: String)) throws {
        let totp = try Self.published()
        let step = TOTP.step(at: Instant(seconds: vector.seconds))
        #expect(totp.truncated(step: step) % 100_000_000 == vector.code)
        #expect(totp.code(step: step) == vector.digits)
    }

    @Test("vecteurs de la RFC 4226, annexe D : la troncature et les six chiffres")
    func rfc4226() throws {
        let totp = try Self.published()
        let truncated: [UInt32] = [
            1_284_755_224, 1_094_287_082, 137_359_152, 1_726_969_429, 1_640_338_314, 868_254_676,
            1_918_287_922, 82_162_583, 673_399_871, 645_520_489,
        ]
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ]
        for (step, (value, code)) in zip(truncated, codes).enumerated() {
            #expect(totp.truncated(step: Int64(step)) == value)
            #expect(totp.code(step: Int64(step)) == code)
        }
    }

    @Test("un code compte une fois, un pas avant et un pas après, pas deux")
    func window() throws {
        let totp = try Self.published()
        let now = Instant(seconds: 1_111_111_111)
        let present = TOTP.step(at: now)
        for shift in Int64(-3)...3 {
            let found = totp.step(of: totp.code(step: present + shift), at: now, after: nil)
            #expect(found == (abs(shift) <= 1 ? present + shift : nil), "\(shift)")
        }
        let code = totp.code(step: present)
        #expect(totp.step(of: code, at: now, after: present - 1) == present)
        #expect(totp.step(of: code, at: now, after: present) == nil)
        #expect(totp.step(of: totp.code(step: present - 1), at: now, after: present) == nil)
        #expect(totp.step(of: totp.code(step: present + 1), at: now, after: present) != nil)
    }

    @Test("les bords d'un pas")
    func edges() {
        #expect(TOTP.step(at: Instant(seconds: 0)) == 0)
        #expect(TOTP.step(at: Instant(seconds: 29)) == 0)
        #expect(TOTP.step(at: Instant(seconds: 30)) == 1)
        #expect(TOTP.step(at: Instant(seconds: -1)) == -1)
    }

    @Test(
        "ce qui est tapé : des espaces et des tirets de toute sorte, oui ; autre chose que six chiffres ASCII, non"
    )
    func typed() throws {
        let totp = try Self.published()
        let now = Instant(seconds: 59)
        for right in [
            "287082", "287 082", " 287082 ", "287\u{202F}082", "287-082\n", "\u{200E}287082",
        ] {
            #expect(totp.step(of: right, at: now, after: nil) == 1, "\(right)")
        }
        for wrong in [
            "", "28708", "2870822", "94287082", "28708a", "２８７０８２", "-87082",
            String(repeating: " ", count: 30) + "287082",
        ] {
            #expect(totp.step(of: wrong, at: now, after: nil) == nil, "\(wrong)")
        }
    }

    @Test("le secret se tape par groupes de quatre, et l'adresse du QR code le porte")
    func enrolment() throws {
        let totp = try Self.published()
        let claire = try #require(KeyName(agent: "agir38.example/claire.exemple"))
        #expect(totp.typedSecret == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")
        #expect(
            totp.address(of: claire)
                == "otpauth://totp/agir38.example:claire.exemple"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=agir38.example"
                + "&algorithm=SHA1&digits=6&period=30")
    }

    @Test("au repos il est sous le secret de la machine, au nom de l'agent")
    func atRest() throws {
        var bytes = [UInt8](repeating: 3, count: HostKey.length)
        let host = try HostKey(taking: &bytes)
        let claire = try #require(KeyName(agent: "agir38.example/claire.exemple"))
        let denis = try #require(KeyName(agent: "agir38.example/denis.exemple"))
        let totp = try TOTP.generate()
        let sealed = totp.sealed(by: host, for: claire)
        #expect(try TOTP(sealed: sealed, by: host, for: claire).code(step: 7) == totp.code(step: 7))
        #expect(throws: CryptoError(.blob, "")) {
            try TOTP(sealed: sealed, by: host, for: denis)
        }
    }

    @Test("il ne s'imprime pas")
    func printing() throws {
        let totp = try Self.published()
        #expect(!"\(totp)".contains("1234") && "\(totp)".contains("«secret»"))
    }
}
