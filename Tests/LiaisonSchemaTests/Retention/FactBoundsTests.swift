import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@Suite("Les faits de conservation : de qui, de quoi, pourquoi")
struct FactBoundsTests {
    @Test(
        "deux portées, même à moitié, ou aucune : refusé", arguments: ["contentieux", "exception"])
    func scopes(genre: String) throws {
        let scopes = [
            ["de": JSONValue.string("a.example"), "id": .string(FactFixture.id)],
            ["personnes": .array([.string(FactFixture.amina)])], ["reference": .string("38-ML/1")],
        ]
        let parts = scopes + [["de": .string("a.example")], ["id": .string(FactFixture.id)]]
        func fact(_ parts: [[String: JSONValue]]) throws -> JSONObject {
            var object = try FactFixture.object(
                #"{"fait":"\#(genre)","motif":"\#(FactFixture.motif)"}"#)
            object[genre == "contentieux" ? "revue" : "jusquA"] = .string("2027-06-01")
            for part in parts { for (key, value) in part { object[key] = value } }
            return object
        }
        #expect(FactFixture.code(try fact([])) == .value)
        for (index, scope) in scopes.enumerated() {
            #expect(FactFixture.code(try fact([scope])) == nil)
            for (other, part) in parts.enumerated() where other != index {
                // A part of the scope itself adds nothing.
                if index == 0, other >= scopes.count { continue }
                #expect(
                    FactFixture.code(try fact([scope, part])) != nil,
                    "\(scope.keys) et \(part.keys)")
            }
        }
        #expect(FactFixture.code(try fact(scopes)) == .value)
        for part in parts.suffix(2) { #expect(FactFixture.code(try fact([part])) == .value) }
    }

    @Test("sans pseudonyme, avec plus de deux cents, ou mal écrit, un fait de personne est refusé")
    func persons() throws {
        let upper = "1:" + String(repeating: "A0", count: 16)
        let bad: [[String]] = [
            [], [upper], ["0:" + FactFixture.amina.dropFirst(2)],
            [String(FactFixture.amina.dropLast(2))],
            [FactFixture.amina, ""], ["3803012345"], ["+1:" + FactFixture.amina.dropFirst(2)],
            ["01:" + FactFixture.amina.dropFirst(2)],
            (0...200).map { "\($0 + 1):" + FactFixture.amina.dropFirst(2) },
        ]
        for text in FactFixture.written where text.contains("\"personnes\"") {
            for persons in bad {
                var object = try FactFixture.object(text)
                object.put(persons)
                #expect(
                    FactFixture.code(object) == .value, "\(persons.first ?? "aucun") dans \(text)")
            }
            var object = try FactFixture.object(text)
            object.put((0..<200).map { "\($0 + 1):" + FactFixture.amina.dropFirst(2) })
            #expect(FactFixture.code(object) == nil)
        }
    }

    @Test(
        "une convention sans partenaire, avec deux fois le même, ou finie avant son début est refusée",
        arguments: [
            Change("avec", "[]"), Change("avec", #"["a.example","a.example"]"#),
            Change("avec", #"["A.example"]"#), Change("avec", #"["a.example/jean"]"#),
            Change("echeance", #""2025-12-31""#), Change("echeance", #""Accord-cadre""#),
            Change("echeance", #""ofii""#), Change("type", #""SPE""#),
            Change("avec", "[\((0...100).map { "\"a\($0).example\"" }.joined(separator: ","))]"),
            Change("reference", "\"\(String(repeating: "a", count: 101))\""),
            Change("contactDpo", "\"\(String(repeating: "a", count: 201))\""),
            Change("contactSsi", #""04\u001b[2J""#), Change("debut", #""2026-02-29""#),
        ])
    func conventions(change: Change) throws {
        var object = try FactFixture.object(FactFixture.written[0])
        object[change.path] = try change.json.map { try JSONValue.parse($0.utf8) }
        #expect(FactFixture.code(object) == .value)
    }

    @Test("un motif qui n'est pas en base 64, ou trop long, est refusé")
    func reasons() throws {
        for text in FactFixture.written where text.contains("motif") {
            for value in ["*", "YWd", "YWdl", "YWdl\n", "YWdl YWdl", "YWdm="] {
                var object = try FactFixture.object(text)
                object["motif"] = .string(value)
                #expect(FactFixture.code(object) == .value, "\(value)")
            }
            var object = try FactFixture.object(text)
            let head = Array("age-encryption.org/v1\n".utf8)
            let long = head + [UInt8](repeating: 0, count: 384 * 1_024 - head.count)
            object["motif"] = .string(Base64.encode(long))
            #expect(FactFixture.code(object) == nil)
            object["motif"] = .string(Base64.encode(long + [0]))
            #expect(FactFixture.code(object) == .tooLarge)
        }
    }

    @Test("seul ce qui demande un motif en a un", arguments: LogDetail.declarations)
    func justified(declaration: LogDetail) throws {
        var object = try FactFixture.object(try #require(FactFixture.written.last))
        object["declaration"] = .string(declaration.rawValue)
        #expect(
            FactFixture.code(object) == (LogDetail.justified.contains(declaration) ? nil : .value))
    }

    @Test("un motif est une ligne de mille octets, que ses seuls destinataires lisent")
    func sealedText() throws {
        let (reader, other) = (try AgeIdentity.generate(.x25519), try AgeIdentity.generate(.x25519))
        for text in ["Référé du 3 mars", String(repeating: "a", count: 1_000)] {
            let sealed = try SealedText(text, to: [reader.recipient])
            #expect(sealed.text(with: [reader]) == text)
            #expect(sealed.text(with: [other]) == nil)
            #expect(!sealed.age.contains(Array(text.utf8)))
            let fact = RetentionFact.contentieux(
                .convention("R"), revue: try #require(CalendarDate("2027-06-01")), motif: sealed)
            #expect(try RetentionFact(fact.object) == fact)
        }
        for text in ["", "a\nb", "a\u{7}", String(repeating: "é", count: 501)] {
            #expect(throws: SchemaError(.value, "")) {
                try SealedText(text, to: [reader.recipient])
            }
        }
    }
}

extension JSONObject {
    fileprivate mutating func put(_ persons: [String]) {
        self["personnes"] = .array(persons.map { .string($0) })
    }
}
