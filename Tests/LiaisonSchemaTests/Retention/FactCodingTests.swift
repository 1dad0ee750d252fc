import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@Suite("Les faits de conservation, écrits et relus")
struct FactCodingTests {
    private static let amina = "1:" + String(repeating: "a0", count: 16)
    private static let again = "2:" + String(repeating: "0b", count: 16)
    private static let id = ActeFixture.id.text
    private static let motif = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg=="

    /// One of each kind, with and without what may be left out, as the page of formats writes it.
    private static let written = [
        """
        {"fait":"convention","reference":"38-ML/1","type":"spe","avec":["ml-grenoble.example"],\
        "debut":"2026-01-01","echeance":"2026-12-31"}
        """,
        """
        {"fait":"convention","reference":"été n° 2","type":"pic-ipr","avec":["a.example","b.example"],\
        "debut":"2026-01-01","echeance":"programme","contactDpo":"dpo@a.example",\
        "contactSsi":"04 76 00 00 03","contactIncident":"Jean Modèle, 04 76 00 00 04"}
        """,
        """
        {"fait":"convention","reference":"OFII","type":"ofii","avec":["ofii38.example"],\
        "debut":"2026-01-01","echeance":"accord-cadre",\
        "contacts":[{"structure":"ofii38.example","incident":"astreinte"}]}
        """,
        """
        {"fait":"contacts","reference":"été n° 2","structure":"b.example","dpo":"Mme Modèle",\
        "ssi":"04 76 00 00 03","incident":"04 76 00 00 04"}
        """,
        """
        {"fait":"contacts","reference":"OFII","structure":"ofii38.example","dpo":"dpo@ofii.example",\
        "quatreHeures":{"personne":"M. Exemple","fonction":"RSSI","standard":"01 53 69 53 70",\
        "ligneDirecte":"01 53 69 53 71","courriel":"rssi@ofii.example"}}
        """,
        """
        {"fait":"convention","reference":"un jour","type":"autre","avec":["a.example"],\
        "debut":"2026-01-01","echeance":"2026-01-01"}
        """,
        #"{"fait":"avenant","reference":"38-ML/1","signe":"2026-10-01","echeance":"2027-06-30"}"#,
        #"{"fait":"avenant","reference":"38-ML/1","signe":"2026-10-01","echeance":"accord-cadre"}"#,
        #"{"fait":"resiliation","reference":"38-ML/1","courrierRecu":"2026-12-15"}"#,
        """
        {"fait":"resiliation","reference":"38-ML/1","courrierRecu":"2026-12-15","effet":"2027-03-31"}
        """,
        #"{"fait":"terme","de":"accord-cadre","le":"2027-12-31"}"#,
        #"{"fait":"terme","de":"programme","le":"2028-02-29"}"#,
        #"{"fait":"fin","personnes":["\#(amina)"],"le":"2027-03-31"}"#,
        #"{"fait":"fin","personnes":["\#(amina)","\#(again)"],"le":"2027-03-31"}"#,
        #"{"fait":"reprise","personnes":["\#(amina)"],"le":"2027-06-01","motif":"\#(motif)"}"#,
        """
        {"fait":"sortie","de":"agir69.example","id":"\(id)","personnes":["\(amina)"],"le":"2027-03-31"}
        """,
        #"{"fait":"usage","de":"agir38.example","id":"\#(id)","jusquA":"2027-01-15"}"#,
        """
        {"fait":"contentieux","de":"agir38.example","id":"\(id)","revue":"2027-06-01","motif":"\(motif)"}
        """,
        #"{"fait":"contentieux","personnes":["\#(amina)"],"revue":"2027-06-01","motif":"\#(motif)"}"#,
        #"{"fait":"contentieux","reference":"38-ML/1","revue":"2027-06-01","motif":"\#(motif)"}"#,
        """
        {"fait":"exception","de":"agir38.example","id":"\(id)","jusquA":"2030-12-31","motif":"\(motif)"}
        """,
        #"{"fait":"exception","personnes":["\#(amina)"],"jusquA":"2030-12-31","motif":"\#(motif)"}"#,
        #"{"fait":"exception","reference":"38-ML/1","jusquA":"2030-12-31","motif":"\#(motif)"}"#,
        #"{"fait":"levee","n":12}"#,
        #"{"fait":"exclusion","n":9007199254740991,"de":"a.example","id":"\#(id)"}"#,
        #"{"fait":"effacement","demande":3,"personnes":["\#(amina)","\#(again)"]}"#,
        """
        {"fait":"droits","de":"agir69.example","id":"\(id)","personnes":["\(amina)"],\
        "demande":"effacement"}
        """,
        """
        {"fait":"droits","de":"agir69.example","id":"\(id)","personnes":["\(amina)"],\
        "demande":"opposition"}
        """,
        #"{"fait":"droits-refus","de":"agir69.example","id":"\#(id)","motif":"\#(motif)"}"#,
        #"{"fait":"hebergement","depuis":"2026-12-01","motif":"\#(motif)"}"#,
        #"{"fait":"hebergement","motif":"\#(motif)"}"#,
        """
        {"fait":"justification","de":"agir38.example","id":"\(id)","declaration":"sans-copie-ofii",\
        "motif":"\(motif)"}
        """,
        """
        {"fait":"justification","de":"agir38.example","id":"\(id)","declaration":"cle-non-verifiee",\
        "motif":"\(motif)"}
        """,
    ]

    private static let optional: Set = [
        "effet", "depuis", "contactDpo", "contactSsi", "contactIncident", "contacts", "dpo", "ssi",
        "incident", "quatreHeures",
    ]

    private func object(_ text: String) throws -> JSONObject {
        try #require(try JSONValue.parse(text.utf8).object)
    }

    private func code(_ object: JSONObject) -> SchemaError.Code? {
        do {
            _ = try RetentionFact(object)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("la table a un fait de chaque genre, de chaque portée, et chaque texte se relit tel quel")
    func roundTrip() throws {
        var facts: [RetentionFact] = []
        for text in Self.written {
            let fact = try RetentionFact(try object(text))
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
                try object(try #require(Self.written.last { $0.contains(#":"\#(genre)""#) })))
        }
        let persons = [Self.amina, Self.again].compactMap { PersonIndex($0) }
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
        for text in Self.written {
            for key in ["secret", "Fait", "nom", "numeroAGDREF"] {
                var object = try object(text)
                object[key] = .string("x")
                #expect(code(object) == .unknownKey, "\(key) dans \(text)")
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
            ("exclusion", "personnes", "[\"\(Self.amina)\"]"),
            ("sortie", "effet", #""2027-01-01""#), ("terme", "reference", #""R""#),
        ]
        for (genre, key, value) in strays {
            for text in Self.written where text.contains(#":"\#(genre)""#) {
                var object = try object(text)
                object[key] = try JSONValue.parse(value.utf8)
                #expect(code(object) == .unknownKey, "\(key) dans \(text)")
            }
        }
    }

    @Test("une clé obligatoire absente est refusée, une facultative ne manque pas")
    func missingKeys() throws {
        for text in Self.written {
            for key in try object(text).keys {
                var object = try object(text)
                object[key] = nil
                let expected: SchemaError.Code? = Self.optional.contains(key) ? nil : .value
                #expect(code(object) == expected, "sans \(key) : \(text)")
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
        for text in Self.written {
            for key in try object(text).keys {
                for value in wrong {
                    let isLine = value.hasPrefix("\"2") || value == #""0""#
                    if lines.contains(key), isLine { continue }
                    var object = try object(text)
                    object[key] = try JSONValue.parse(value.utf8)
                    #expect(code(object) == .value, "\(key) = \(value) dans \(text)")
                }
            }
        }
    }

    @Test(
        "deux portées, même à moitié, ou aucune : refusé", arguments: ["contentieux", "exception"])
    func scopes(genre: String) throws {
        let scopes = [
            ["de": JSONValue.string("a.example"), "id": .string(Self.id)],
            ["personnes": .array([.string(Self.amina)])], ["reference": .string("38-ML/1")],
        ]
        let parts = scopes + [["de": .string("a.example")], ["id": .string(Self.id)]]
        func fact(_ parts: [[String: JSONValue]]) throws -> JSONObject {
            var object = try object(#"{"fait":"\#(genre)","motif":"\#(Self.motif)"}"#)
            object[genre == "contentieux" ? "revue" : "jusquA"] = .string("2027-06-01")
            for part in parts { for (key, value) in part { object[key] = value } }
            return object
        }
        #expect(code(try fact([])) == .value)
        for (index, scope) in scopes.enumerated() {
            #expect(code(try fact([scope])) == nil)
            for (other, part) in parts.enumerated() where other != index {
                // A part of the scope itself adds nothing.
                if index == 0, other >= scopes.count { continue }
                #expect(code(try fact([scope, part])) != nil, "\(scope.keys) et \(part.keys)")
            }
        }
        #expect(code(try fact(scopes)) == .value)
        for part in parts.suffix(2) { #expect(code(try fact([part])) == .value) }
    }

    @Test("sans pseudonyme, avec plus de deux cents, ou mal écrit, un fait de personne est refusé")
    func persons() throws {
        let upper = "1:" + String(repeating: "A0", count: 16)
        let bad: [[String]] = [
            [], [upper], ["0:" + Self.amina.dropFirst(2)], [String(Self.amina.dropLast(2))],
            [Self.amina, ""], ["3803012345"], ["+1:" + Self.amina.dropFirst(2)],
            ["01:" + Self.amina.dropFirst(2)],
            (0...200).map { "\($0 + 1):" + Self.amina.dropFirst(2) },
        ]
        for text in Self.written where text.contains("\"personnes\"") {
            for persons in bad {
                var object = try object(text)
                object.put(persons)
                #expect(code(object) == .value, "\(persons.first ?? "aucun") dans \(text)")
            }
            var object = try object(text)
            object.put((0..<200).map { "\($0 + 1):" + Self.amina.dropFirst(2) })
            #expect(code(object) == nil)
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
        var object = try object(Self.written[0])
        object[change.path] = try change.json.map { try JSONValue.parse($0.utf8) }
        #expect(code(object) == .value)
    }

    @Test("un motif qui n'est pas en base 64, ou trop long, est refusé")
    func reasons() throws {
        for text in Self.written where text.contains("motif") {
            for value in ["*", "YWd", "YWdl", "YWdl\n", "YWdl YWdl", "YWdm="] {
                var object = try object(text)
                object["motif"] = .string(value)
                #expect(code(object) == .value, "\(value)")
            }
            var object = try object(text)
            let head = Array("age-encryption.org/v1\n".utf8)
            let long = head + [UInt8](repeating: 0, count: 384 * 1_024 - head.count)
            object["motif"] = .string(Base64.encode(long))
            #expect(code(object) == nil)
            object["motif"] = .string(Base64.encode(long + [0]))
            #expect(code(object) == .tooLarge)
        }
    }

    @Test("seul ce qui demande un motif en a un", arguments: LogDetail.declarations)
    func justified(declaration: LogDetail) throws {
        var object = try object(try #require(Self.written.last))
        object["declaration"] = .string(declaration.rawValue)
        #expect(
            code(object) == (LogDetail.justified.contains(declaration) ? nil : .value))
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
    fileprivate var canonical: String { JSONValue.object(self).canonicalText }

    fileprivate mutating func put(_ persons: [String]) {
        self["personnes"] = .array(persons.map { .string($0) })
    }
}
