import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Les faits de conservation, écrits et relus")
struct FactCodingTests {
    @Test("la table a un fait de chaque genre, de chaque portée, et chaque texte se relit tel quel")
    func roundTrip() throws {
        var facts: [RetentionFact] = []
        for text in FactFixture.written {
            let fact = try RetentionFact(try FactFixture.object(text))
            #expect(JSONValue.object(fact.object).text == text)
            #expect(try RetentionFact(fact.object) == fact)
            facts.append(fact)
        }
        #expect(Set(facts.map(\.genre)) == Set(RetentionFact.Genre.allCases))
        #expect(Set(facts.map(\.object.canonical)).count == facts.count)
    }

    @Test("ce qui est lu est ce qui est écrit")
    func values() throws {
        func fact(_ genre: String) throws -> RetentionFact {
            try RetentionFact(
                try FactFixture.object(
                    try #require(FactFixture.written.last { $0.contains(#":"\#(genre)""#) })))
        }
        let persons = [FactFixture.amina, FactFixture.again].compactMap { PersonIndex($0) }
        func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }
        let motif = try SealedText(age: Array("age-encryption.org/v1\n".utf8))
        #expect(try fact("fin") == .fin(personnes: persons, le: try day("2027-03-31")))
        #expect(
            try fact("resiliation")
                == .resiliation(
                    reference: "38-ML/1", courrierRecu: try day("2026-12-15"),
                    effet: try day("2027-03-31")))
        #expect(try fact("terme") == .terme(.programme, le: try day("2028-02-29")))
        #expect(
            try fact("contentieux")
                == .contentieux(
                    .convention("38-ML/1"), revue: try day("2027-06-01"), motif: motif))
        #expect(try fact("levee") == .levee(12))
        #expect(try fact("reprise").personnes == [persons[0]])
        #expect(try fact("usage").fiche?.id == ActeFixture.id)
        #expect(try fact("avenant").reference == "38-ML/1")
    }

    @Test("une clé que la page ne nomme pas est refusée, à tout genre de fait")
    func unknownKeys() throws {
        for text in FactFixture.written {
            for key in ["secret", "Fait", "nom", "numeroAGDREF"] {
                var object = try FactFixture.object(text)
                object[key] = .string("x")
                #expect(FactFixture.code(object) == .unknownKey, "\(key) dans \(text)")
            }
        }
    }

    @Test("une clé d'un autre genre de fait est refusée")
    func foreignKeys() throws {
        let strays: [(String, String, String)] = [
            ("fin", "motif", #""YWdl""#), ("levee", "motif", #""YWdl""#),
            ("usage", "le", #""2027-01-01""#),
            ("avenant", "effet", #""2027-01-01""#), ("contentieux", "jusquA", #""2027-01-01""#),
            ("exception", "revue", #""2027-01-01""#),
            ("exclusion", "personnes", "[\"\(FactFixture.amina)\"]"),
            ("sortie", "effet", #""2027-01-01""#), ("terme", "reference", #""R""#),
        ]
        for (genre, key, value) in strays {
            for text in FactFixture.written where text.contains(#":"\#(genre)""#) {
                var object = try FactFixture.object(text)
                object[key] = try JSONValue.parse(value.utf8)
                #expect(FactFixture.code(object) == .unknownKey, "\(key) dans \(text)")
            }
        }
    }

    @Test("une clé obligatoire absente est refusée, une facultative ne manque pas")
    func missingKeys() throws {
        for text in FactFixture.written {
            for key in try FactFixture.object(text).keys {
                var object = try FactFixture.object(text)
                object[key] = nil
                let expected: SchemaError.Code? = FactFixture.optional.contains(key) ? nil : .value
                #expect(FactFixture.code(object) == expected, "sans \(key) : \(text)")
            }
        }
    }

    @Test("une valeur d'un autre type, vide ou hors de sa liste est refusée")
    func wrongTypes() throws {
        let wrong = [
            "null", "true", "{}", "[]", "[null]", #""""#, "-1", "1.5", #""2026-02-30""#,
            #""2026-1-1""#, #""x\ny""#, #""0""#,
        ]
        // Any line of text is a reference or a contact.
        let lines: Set = [
            "reference", "contactDpo", "contactSsi", "contactIncident", "dpo", "ssi", "incident",
        ]
        for text in FactFixture.written {
            for key in try FactFixture.object(text).keys {
                for value in wrong {
                    let isLine = value.hasPrefix("\"2") || value == #""0""#
                    if lines.contains(key), isLine { continue }
                    var object = try FactFixture.object(text)
                    object[key] = try JSONValue.parse(value.utf8)
                    #expect(FactFixture.code(object) == .value, "\(key) = \(value) dans \(text)")
                }
            }
        }
    }
}

extension JSONObject {
    fileprivate var canonical: String { JSONValue.object(self).canonicalText }
}
