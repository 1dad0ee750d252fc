import LiaisonBase
import LiaisonCrypto
import Testing

@testable import JOSE

/// What is written, and all that is refused (guichet.md, «The sealed content», «What comes back»).
@Suite("JOSE : écrire, lire, refuser")
struct SealTests {
    private static let reader = PasswordJWE(
        contentType: "application/vnd.agir-liaison.guichet+json",
        name: String(repeating: "ab", count: 32))
    private static let direct = DirectJWE(
        contentType: "application/vnd.agir-liaison.reponse+json",
        id: "7c6e0f0a-3f52-4e0c-9d7c-0d2a6d1f9b11", name: String(repeating: "ab", count: 32))
    private static let limit = 100_000

    private static func password(
        _ text: String = "abri balcon.jeton"
    ) throws(JOSEError) -> SecretBytes {
        var bytes = Array(text.utf8)
        guard let secret = try? SecretBytes(taking: &bytes) else { throw JOSEError.unavailable }
        return secret
    }

    private static func key(_ byte: UInt8 = 7) throws -> SecretBytes {
        var bytes = [UInt8](repeating: byte, count: 32)
        return try SecretBytes(taking: &bytes)
    }

    /// Why a text is refused; nil when it is opened.
    private static func refusal(_ text: [UInt8], limit: Int = limit) throws -> JOSEError.Code? {
        do throws(JOSEError) {
            _ = try reader.open(text, password: password(), limit: limit)
            return nil
        } catch { return error.code }
    }

    private static func segments(_ text: [UInt8]) -> [String] {
        String(decoding: text, as: UTF8.self).split(
            separator: ".", omittingEmptySubsequences: false
        )
        .map(String.init)
    }

    private static func joined(_ segments: [String]) -> [UInt8] {
        Array(segments.joined(separator: ".").utf8)
    }

    @Test(
        "ce qui est écrit s'ouvre, avec l'en-tête exact du contrat, et n'est jamais deux fois le même"
    )
    func roundTrip() throws {
        let plaintext = Array("{\"id\":\"é\"}   ".utf8)
        let text = try Self.reader.seal(plaintext, password: Self.password("abri balcon.jeton"))
        let parts = Self.segments(text)
        #expect(parts.count == 5)
        let header = String(decoding: try #require(Base64.decodeURL(parts[0].utf8)), as: UTF8.self)
        let salt = String(header.suffix(24).prefix(22))
        #expect(
            header
                == #"{"alg":"PBES2-HS512+A256KW","cty":"application/vnd.agir-liaison.guichet+json","#
                + #""enc":"A256GCM","kid":"\#(Self.reader.name)","p2c":600000,"p2s":"\#(salt)"}"#)
        #expect(Base64.decodeURL(salt.utf8)?.count == 16)
        #expect(
            try Self.reader.open(
                text, password: Self.password("abri balcon.jeton"), limit: text.count) == plaintext)
        let second = try Self.reader.seal(plaintext, password: Self.password("abri balcon.jeton"))
        for (one, other) in zip(parts, Self.segments(second)) { #expect(one != other) }
        // Wrong words are told from a broken content.
        let wrong = try Self.password("abri balcon.Jeton")
        #expect(throws: JOSEError(.password, "")) {
            try Self.reader.open(text, password: wrong, limit: Self.limit)
        }
    }

    @Test("un contenu altéré, un en-tête changé, un autre nom : refusés")
    func altered() throws {
        let text = try Self.reader.seal(Array("secret".utf8), password: Self.password())
        let parts = Self.segments(text)
        func with(_ index: Int, _ change: (String) -> String) -> [UInt8] {
            var parts = parts
            parts[index] = change(parts[index])
            return Self.joined(parts)
        }
        func flipped(_ text: String) -> String {
            (text.first == "A" ? "B" : "A") + text.dropFirst()
        }
        #expect(try Self.refusal(with(1, flipped)) == .password)
        #expect(try Self.refusal(with(2, flipped)) == .content)
        #expect(try Self.refusal(with(3, flipped)) == .content)
        #expect(try Self.refusal(with(4, flipped)) == .content)
        // The tag cut, by a byte, or away.
        #expect(try Self.refusal(with(4) { String($0.dropLast(2)) }) == .form)
        #expect(try Self.refusal(with(4) { _ in "" }) == .form)
        let other = PasswordJWE(contentType: Self.reader.contentType, name: "autre")
        #expect(throws: JOSEError.header) {
            try other.open(text, password: Self.password(), limit: Self.limit)
        }
        #expect(try Self.refusal(text, limit: text.count - 1) == .tooLarge)
        #expect(try Self.refusal(text, limit: text.count) == nil)
    }

    @Test(
        "un autre en-tête : refusé avant tout calcul",
        arguments: [
            (
                #"{"alg":"dir","cty":"C","enc":"A256GCM","kid":"K","p2c":600000,"p2s":"S"}"#,
                "header"
            ),
            (
                #"{"alg":"PBES2-HS256+A128KW","cty":"C","enc":"A256GCM","kid":"K","p2c":600000,"p2s":"S"}"#,
                "header"
            ),
            (#"{"alg":"A","cty":"C","enc":"A128GCM","kid":"K","p2c":600000,"p2s":"S"}"#, "header"),
            (#"{"alg":"A","cty":"C","enc":"A256GCM","kid":"L","p2c":600000,"p2s":"S"}"#, "header"),
            (#"{"cty":"C","alg":"A","enc":"A256GCM","kid":"K","p2c":600000,"p2s":"S"}"#, "header"),
            (
                #"{"alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":600000,"p2s":"S","zip":"DEF"}"#,
                "header"
            ),
            (
                #"{"alg":"A","alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":600000,"p2s":"S"}"#,
                "header"
            ),
            (#"{"alg":"A", "cty":"C","enc":"A256GCM","kid":"K","p2c":600000,"p2s":"S"}"#, "header"),
            (#"{"alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":6e5,"p2s":"S"}"#, "header"),
            (
                #"{"alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":"600000","p2s":"S"}"#,
                "header"
            ),
            (
                #"{"alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":600000,"p2s":"c2VsIGNvdXJ0"}"#,
                "header"
            ),
            (#"{"alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":600000}"#, "header"),
            (
                #"{"\u0061lg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":600000,"p2s":"S"}"#,
                "header"
            ),
            (#"{"alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":1,"p2s":"S"}"#, "rounds"),
            (#"{"alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":599999,"p2s":"S"}"#, "rounds"),
            (#"{"alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":2000001,"p2s":"S"}"#, "rounds"),
            (
                #"{"alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":2147483648,"p2s":"S"}"#,
                "rounds"
            ),
            (#"{"alg":"A","cty":"C","enc":"A256GCM","kid":"K","p2c":-1,"p2s":"S"}"#, "rounds"),
            ("[]", "header"), ("", "form"),
        ])
    func headers(template: String, code: String) throws {
        let header =
            template.replacing("\"A\"", with: "\"PBES2-HS512+A256KW\"")
            .replacing("\"C\"", with: "\"\(Self.reader.contentType)\"")
            .replacing("\"K\"", with: "\"\(Self.reader.name)\"")
            .replacing("\"S\"", with: "\"AAECAwQFBgcICQoLDA0ODw\"")
        let text = Self.joined([
            Base64.encodeURL(header.utf8), Base64.encodeURL([UInt8](repeating: 0, count: 40)),
            Base64.encodeURL([UInt8](repeating: 0, count: 12)), "AAAA",
            Base64.encodeURL([UInt8](repeating: 0, count: 16)),
        ])
        let found = try Self.refusal(text)
        #expect(found?.rawValue == code)
    }

    @Test("une écriture qui n'est pas l'unique : refusée")
    func notCanonical() throws {
        let text = try Self.direct.seal(Array("ab".utf8), key: Self.key())
        let parts = Self.segments(text)
        // The last of 3 characters for 2 bytes has two unused bits.
        let loose = String(parts[3].dropLast()) + (parts[3].hasSuffix("B") ? "D" : "B")
        func made(_ count: Int, _ more: String...) -> [String] { parts.prefix(count) + more }
        let wrong: [[String]] = [
            made(4, parts[4] + "="), made(3, loose, parts[4]), made(3, parts[3] + "\n", parts[4]),
            made(3, "+" + parts[3].dropFirst(), parts[4]), made(5, ""), made(5, "AAAA"), made(4),
            [], ["", "", "", "", ""], made(1, "AAAA", parts[2], parts[3], parts[4]),
        ]
        for segments in wrong {
            #expect(throws: JOSEError.form, "\(segments)") {
                try Self.direct.open(
                    Self.joined(segments), key: Self.key(), limit: Self.limit)
            }
        }
    }

    @Test("une réponse : son en-tête exact ; autre id, autre nom, autre clé : refusés")
    func reply() throws {
        let text = try Self.direct.seal(Array("réponse".utf8), key: Self.key())
        let parts = Self.segments(text)
        #expect(parts[1].isEmpty)
        #expect(
            Base64.decodeURL(parts[0].utf8).map { String(decoding: $0, as: UTF8.self) }
                == #"{"alg":"dir","cty":"\#(Self.direct.contentType)","enc":"A256GCM","#
                + #""id":"\#(Self.direct.id)","kid":"\#(Self.direct.name)"}"#)
        #expect(
            try Self.direct.open(text, key: Self.key(), limit: text.count) == Array("réponse".utf8))
        for (id, name) in [("autre", Self.direct.name), (Self.direct.id, "autre")] {
            let reader = DirectJWE(contentType: Self.direct.contentType, id: id, name: name)
            #expect(throws: JOSEError.header) {
                try reader.open(text, key: Self.key(), limit: Self.limit)
            }
        }
        #expect(throws: JOSEError(.content, "")) {
            try Self.direct.open(text, key: Self.key(8), limit: Self.limit)
        }
        var short = [UInt8](repeating: 7, count: 16)
        let key = try SecretBytes(taking: &short)
        #expect(throws: JOSEError.unavailable) { try Self.direct.seal([1], key: key) }
    }
}
