import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

private typealias A = ActeFixture

@Suite("Tombes")
struct TombstoneTests {
    private static let tomb = Tombstone(
        de: A.partner, id: A.id, sha256: Hex.encode(Hash.sha256([1])), regle: "convention-v1",
        le: A.now)

    private static let line =
        #"{"de":"ml-grenoble.example","id":"0f8fad5b-d9cb-469f-a165-70867728950e","#
        + #""le":"2026-11-23T12:00:00Z","regle":"convention-v1","#
        + #""sha256":"4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"}"#

    @Test("une tombe est une ligne, aux clés dans l'ordre, et se relit")
    func roundTrip() {
        #expect(Self.tomb.line == Self.line)
        #expect(Tombstone(line: Self.line.utf8) == Self.tomb)
        #expect(!Self.tomb.line.utf8.contains(10))
        for rule in RetentionRule.allCases {
            let tomb = Tombstone(
                de: A.structure, id: .random(), sha256: Hex.encode(Hash.sha256([2])),
                regle: rule.versioned(12), le: A.now)
            #expect(tomb.regle == "\(rule.rawValue)-v12")
            #expect(Tombstone(line: tomb.line.utf8) == tomb)
            #expect(tomb.rule == rule)
            // What was destroyed before a restoration has no version.
            #expect(RetentionRule(versioned: rule.rawValue) == rule)
        }
    }

    @Test(
        "une règle inconnue n'en est pas une", arguments: ["", "-v1", "autre-v1", "conventionv1"])
    func unknownRule(text: String) {
        #expect(RetentionRule(versioned: text) == nil)
    }

    @Test("une ligne coupée n'importe où n'est pas une tombe, ni deux lignes ensemble")
    func cut() {
        let bytes = Array(Self.line.utf8)
        for count in 0..<bytes.count {
            #expect(Tombstone(line: bytes.prefix(count)) == nil, "\(count) octets")
            #expect(count == 0 || Tombstone(line: bytes.dropFirst(count)) == nil, "sans \(count)")
        }
        #expect(Tombstone(line: bytes + bytes) == nil)
        // Cut, and the next one appended to it.
        for count in stride(from: 1, to: bytes.count, by: 7) {
            #expect(Tombstone(line: bytes.prefix(count) + bytes) == nil, "\(count) octets")
        }
    }

    @Test(
        "une tombe mal remplie n'en est pas une",
        arguments: [
            ("de", nil), ("id", nil), ("le", nil), ("regle", nil), ("sha256", nil),
            ("secret", "1"), ("de", #""ML.example""#), ("de", "null"), ("id", #""1""#),
            ("le", #""2026-11-23""#), ("le", #""2026-11-23T12:00:00+01:00""#), ("le", "1"),
            ("regle", #""""#), ("regle", #""a\nb""#), ("sha256", #""00""#),
            ("regle", "\"\(String(repeating: "a", count: 501))\""),
            ("sha256", "\"\(Hex.encode(Hash.sha256([1])).uppercased())\""),
        ] as [(String, String?)])
    func wrong(key: String, value: String?) throws {
        var object = try #require(try JSONValue.parse(Self.line.utf8).object)
        object[key] = try value.map { try JSONValue.parse($0.utf8) }
        #expect(Tombstone(line: JSONValue.object(object).canonicalText.utf8) == nil)
    }

    @Test("une ligne de plus de 1 024 octets n'est pas lue")
    func long() {
        let padded = Self.line.dropLast() + String(repeating: " ", count: 2_000) + "}"
        #expect(Tombstone(line: padded.utf8) == nil)
    }
}
