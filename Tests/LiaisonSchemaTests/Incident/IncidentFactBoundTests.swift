import LiaisonBase
import LiaisonSchema
import Testing

private typealias F = IncidentFactFixture

@Suite("Les étapes d'un incident, dans leurs bornes")
struct IncidentFactBoundTests {
    private static let wrong: [String: [String]] = [
        "fait": ["null", #""""#, #""Declaration""#, #""annulation""#, "1", "[]"],
        "type": ["null", "true", "[]", #""""#, #""Violation""#, #""autre""#],
        "natures": [
            "null", "{}", #""integrite""#, #"["Integrite"]"#, "[null]", #"[""]"#,
            #"["integrite","integrite"]"#,
            #"["confidentialite","integrite","disponibilite","integrite"]"#,
        ],
        "portee": ["null", "[]", "true", #""tout""#],
        "risque": ["null", "true", #""""#, #""haut""#, #""élevé""#],
        "ofii": ["null", #""true""#, "1", "[]"], "arretes": ["null", #""true""#, "1", "[]"],
        "pour": ["null", #""""#, #""A.example""#, #""a.example/jean""#, "1"],
        "de": ["null", #""""#, #""A.example""#, #""a.example/jean""#, "1"],
        "id": ["null", #""""#, #""1""#, "1"],
        "statut": ["null", #""""#, #""Remis""#, #""lu""#, "true"],
        "moyen": ["null", #""""#, #""sms""#, #""Telephone""#, "1"],
        "a": ["null", #""""#, #""CNIL""#, #""a b""#, "1", "[]"],
        "plis": ["null", "{}", #"["1"]"#, "[null]", "\"\(F.id)\""],
        "numero": ["null", "-1", "1.5", #""1""#],
    ]

    /// What is wrong at that key, in that step.
    private func wrong(_ key: String, in genre: String) -> [String] {
        switch key {
        case "soupcon", "decouverte", "reception", "connaissance", "le":
            [
                "null", "true", "1", "{}", "[]", #""""#, #""2026-11-23""#,
                #""2026-02-30T00:00:00Z""#,
                #""2026-11-23T12:00:00+01:00""#, #""2026-11-23T24:00:00Z""#,
                #""2026-11-23T12:00Z""#,
            ]
        case "textes", "motif", "reference":
            ["null", "true", "1", #""""#, #""*""#, #""YWdl""#, #""YWdl\n""#]
        case "arrets", "sans":
            ["null", "{}", #""a.example""#, #"["A.example"]"#, #"["a.example/jean"]"#, "[1]"]
        case "personnes", "enregistrements":
            ["null", "-1", "1.5", #""3""#, "100000001", "true"]
        case "phase": ["null", "-1", "1.5", #""1""#] + (genre == "lu" ? [] : ["10001"])
        default: Self.wrong[key] ?? []
        }
    }

    @Test("une valeur d'un autre type, hors de ses bornes ou de sa liste est refusée")
    func wrongValues() throws {
        for text in F.written {
            for key in try F.object(text).keys {
                let values = try wrong(key, in: F.genre(text))
                #expect(!values.isEmpty, "\(key)")
                for value in values {
                    var object = try F.object(text)
                    object[key] = try JSONValue.parse(value.utf8)
                    #expect(F.code(object) == .value, "\(key) = \(value) dans \(text)")
                }
            }
        }
    }

    @Test("cinq cents noms tiennent dans une liste, un de plus est refusé")
    func limits() throws {
        func names(_ count: Int) -> JSONValue {
            .array((0..<count).map { .string("a\($0).example") })
        }
        func keys(_ count: Int, _ name: (Int) -> String) -> JSONValue {
            .array((0..<count).map { .string(name($0)) })
        }
        for (count, expected) in [(500, nil), (501, SchemaError.Code.value)] {
            var declaration = try F.object(F.written[0])
            declaration["arrets"] = names(count)
            #expect(F.code(declaration) == expected)
            let lists: [(String, JSONValue)] = [
                ("partenaires", names(count)),
                ("fiches", keys(count) { "a\($0).example \(F.id)" }),
                ("agents", keys(count) { "agir38.example/a\($0)" }),
                ("cles", keys(count) { "agir38.example/a\($0)" }),
            ]
            for (key, list) in lists {
                var declaration = try F.object(F.written[0])
                var scope = JSONObject()
                scope[key] = list
                declaration["portee"] = .object(scope)
                #expect(F.code(declaration) == expected, "\(count) \(key)")
            }
        }
        var told = try F.object(try #require(F.written.first { $0.contains(#""numero":0"#) }))
        for (count, expected) in [(10_000, nil), (10_001, SchemaError.Code.value)] {
            told["plis"] = .array(Array(repeating: .string(F.id), count: count))
            #expect(F.code(told) == expected)
        }
    }

    @Test(
        "ce que touche l'incident est lu strictement",
        arguments: [
            (#"{"secret":1}"#, .unknownKey), (#"{"personnes":[]}"#, .unknownKey),
            (#"{"partenaires":null}"#, .value), (#"{"partenaires":["A.example"]}"#, .value),
            (#"{"fiches":["a.example"]}"#, .value), (#"{"fiches":["a.example x"]}"#, .value),
            (#"{"agents":["agir38.example"]}"#, .value),
            (#"{"agents":["agir38.example/service"]}"#, .value),
            (#"{"cles":["agir38.example/structure"]}"#, .value), (#"{"tout":null}"#, .value),
            (#"{"tout":"oui"}"#, .value), (#"{"du":"2026-11-01"}"#, .value),
            (#"{"du":"2026-11-02T00:00:00Z","au":"2026-11-01T23:59:59Z"}"#, .value),
            (#"{"du":"2026-11-01T00:00:00Z","au":"2026-11-01T00:00:00Z"}"#, nil),
            (#"{"tout":false}"#, nil), (#"{"partenaires":[]}"#, nil),
        ] as [(String, SchemaError.Code?)])
    func scopes(scope: String, expected: SchemaError.Code?) throws {
        for text in [F.written[0], #"{"fait":"qualification"}"#] {
            var object = try F.object(text)
            object["portee"] = try JSONValue.parse(scope.utf8)
            #expect(F.code(object) == expected)
        }
    }

    @Test("un texte scellé de plus de 384 Kio est refusé")
    func largeTexts() throws {
        let head = Array("age-encryption.org/v1\n".utf8)
        let largest = head + [UInt8](repeating: 0, count: 384 * 1_024 - head.count)
        for text in F.written {
            for key in ["textes", "motif", "reference"] where try F.object(text)[key] != nil {
                var object = try F.object(text)
                object[key] = .string(Base64.encode(largest))
                #expect(F.code(object) == nil)
                object[key] = .string(Base64.encode(largest + [0]))
                #expect(F.code(object) == .tooLarge)
            }
        }
    }

    @Test("deux portées réunies touchent ce que chacune touche, sans répétition")
    func union() throws {
        var one = IncidentScope()
        #expect(one.isEmpty)
        one.partenaires = [ActeFixture.partner]
        one.agents = [ActeFixture.claire]
        one.du = ActeFixture.now
        var other = IncidentScope()
        other.partenaires = [ActeFixture.partner, try #require(StructureName("a.example"))]
        other.fiches = [PliKey(de: ActeFixture.partner, id: ActeFixture.id)]
        other.cles = [ActeFixture.denis]
        other.tout = true
        let both = one.union(other)
        #expect(both.partenaires.map(\.text) == ["ml-grenoble.example", "a.example"])
        #expect(both.agents == one.agents && both.cles == other.cles)
        #expect(both.fiches == other.fiches && both.tout && both.du == one.du)
        #expect(one.union(IncidentScope()) == one && IncidentScope().union(one) == one)
        #expect(both.union(one) == both && both.union(other) == both)
    }
}
