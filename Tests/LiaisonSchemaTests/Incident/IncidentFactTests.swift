import LiaisonBase
import LiaisonSchema
import Testing

@Suite("Les étapes d'un incident, écrites et relues")
struct IncidentFactTests {
    private static let id = ActeFixture.id.text
    /// The first line of an age file.
    private static let sealed = "YWdlLWVuY3J5cHRpb24ub3JnL3YxCg=="
    private static let le = "2026-11-23T12:00:00Z"

    /// One of each genre, with and without what may be left out, as it is written.
    private static let written = [
        """
        {"fait":"declaration","type":"violation","decouverte":"\(le)","natures":["confidentialite"],\
        "portee":{"fiches":["agir38.example \(id)"]},"textes":"\(sealed)"}
        """,
        """
        {"fait":"declaration","type":"violation","soupcon":"2026-11-22T08:00:00Z",\
        "decouverte":"\(le)","reception":"\(le)","connaissance":"2026-11-23T14:00:00Z",\
        "natures":["disponibilite","integrite","confidentialite"],\
        "portee":{"partenaires":["ml-grenoble.example"],"fiches":["a.example \(id)"],\
        "agents":["agir38.example/claire.exemple"],"cles":["agir38.example/denis"],\
        "du":"2026-11-01T00:00:00Z","au":"2026-11-01T00:00:00Z","tout":true},\
        "textes":"\(sealed)","arrets":["ml-grenoble.example","a.example"]}
        """,
        """
        {"fait":"declaration","type":"plainte","reception":"\(le)","natures":[],\
        "portee":{"partenaires":["ml-grenoble.example"]},"textes":"\(sealed)"}
        """,
        """
        {"fait":"declaration","type":"violation","decouverte":"\(le)","natures":[],"portee":{},\
        "textes":"\(sealed)"}
        """,
        #"{"fait":"qualification"}"#,
        #"{"fait":"qualification","risque":"eleve","ofii":true}"#,
        #"{"fait":"qualification","risque":"limite","personnes":0,"enregistrements":100000000}"#,
        #"{"fait":"qualification","natures":[],"textes":"\#(sealed)"}"#,
        """
        {"fait":"qualification","soupcon":"\(le)","decouverte":"\(le)","reception":"\(le)",\
        "connaissance":"\(le)","natures":["integrite"],"portee":{"tout":true},\
        "sans":["ml-grenoble.example"],"risque":"aucun","ofii":false,"personnes":12,\
        "enregistrements":30,"textes":"\(sealed)","motif":"\(sealed)"}
        """,
        #"{"fait":"avis","pour":"ml-grenoble.example","id":"\#(id)","phase":1}"#,
        #"{"fait":"fichier","pour":"ml-grenoble.example","id":"\#(id)","phase":10000}"#,
        #"{"fait":"accuse","pour":"a.example","id":"\#(id)","statut":"remis","le":"\#(le)"}"#,
        #"{"fait":"accuse","pour":"a.example","id":"\#(id)","statut":"ouvert","le":"\#(le)"}"#,
        """
        {"fait":"notifie","a":"cnil","le":"\(le)","moyen":"teleservice","reference":"\(sealed)"}
        """,
        #"{"fait":"notifie","a":"ofii","le":"\#(le)","moyen":"telephone","reference":"\#(sealed)"}"#,
        """
        {"fait":"notifie","a":"personnes","le":"\(le)","moyen":"courrier","reference":"\(sealed)"}
        """,
        #"{"fait":"notifie","a":"a.example","le":"\#(le)","moyen":"courriel","reference":"\#(sealed)"}"#,
        #"{"fait":"retard","a":"a.example","motif":"\#(sealed)"}"#,
        #"{"fait":"recu","de":"a.example","id":"\#(id)"}"#,
        """
        {"fait":"lu","de":"a.example","id":"\(id)","type":"plainte","numero":7,"phase":2,\
        "natures":["integrite"],"plis":["\(id)"],"textes":"\(sealed)"}
        """,
        """
        {"fait":"lu","de":"a.example","id":"\(id)","type":"violation","numero":0,\
        "phase":9007199254740991,"natures":[],"plis":[],"textes":"\(sealed)"}
        """,
        #"{"fait":"envois","a":"a.example","arretes":true}"#,
        #"{"fait":"envois","a":"a.example","arretes":false}"#,
        #"{"fait":"cloture"}"#,
        #"{"fait":"cloture","motif":"\#(sealed)"}"#,
    ]

    private func object(_ text: String) throws -> JSONObject {
        try #require(try JSONValue.parse(text.utf8).object)
    }

    private func code(_ object: JSONObject) -> SchemaError.Code? {
        do {
            _ = try IncidentFact(object)
            return nil
        } catch {
            return error.code
        }
    }

    private func genre(_ text: String) throws -> String {
        try #require(try object(text)["fait"]?.string)
    }

    @Test("la table a une étape de chaque genre, et chaque texte se relit tel quel")
    func roundTrip() throws {
        var facts: [IncidentFact] = []
        for text in Self.written {
            let fact = try IncidentFact(try object(text))
            #expect(JSONValue.object(fact.object).text == text)
            #expect(try IncidentFact(fact.object) == fact)
            #expect(try fact.genre.rawValue == genre(text))
            facts.append(fact)
        }
        #expect(Set(facts.map(\.genre)) == Set(IncidentFact.Genre.allCases))
    }

    @Test("ce qui est lu est ce qui est écrit")
    func values() throws {
        let fact = try IncidentFact(try object(Self.written[1]))
        guard case .declaration(let said) = fact else { throw SchemaError(.form, "autre genre") }
        #expect(said.type == .violation)
        #expect(said.moments.soupcon == Instant("2026-11-22T08:00:00Z"))
        #expect(said.moments.connaissance == Instant("2026-11-23T14:00:00Z"))
        #expect(said.moments.all.count == 4)
        #expect(said.natures == [.disponibilite, .integrite, .confidentialite])
        #expect(said.portee.cles == [ActeFixture.denis] && said.portee.tout)
        #expect(said.portee.fiches.map(\.id) == [ActeFixture.id])
        #expect(said.arrets.map(\.text) == ["ml-grenoble.example", "a.example"])
        guard
            case .lu(_, _, let told) = try IncidentFact(
                try object(try #require(Self.written.first { $0.contains(#""numero":7"#) })))
        else { throw SchemaError(.form, "autre genre") }
        #expect(told.type == .plainte && told.numero == 7 && told.phase == 2)
        #expect(told.plis == [ActeFixture.id] && told.natures == [.integrite])
    }

    @Test("une clé que la page ne nomme pas est refusée, à tout genre d'étape")
    func unknownKeys() throws {
        for text in Self.written {
            for key in ["secret", "Fait", "nom", "numeroAGDREF", "faits"] {
                var object = try object(text)
                object[key] = .string("x")
                #expect(code(object) == .unknownKey, "\(key) dans \(text)")
            }
        }
    }

    @Test("une clé d'un autre genre d'étape est refusée")
    func foreignKeys() throws {
        let strays: [(String, String, String)] = [
            ("declaration", "risque", #""eleve""#), ("declaration", "motif", "\"\(Self.sealed)\""),
            ("qualification", "type", #""violation""#), ("qualification", "arrets", "[]"),
            ("avis", "le", "\"\(Self.le)\""), ("accuse", "par", #""a.example/service""#),
            ("notifie", "motif", "\"\(Self.sealed)\""), ("retard", "le", "\"\(Self.le)\""),
            ("recu", "phase", "1"), ("lu", "faits", #""x""#), ("envois", "motif", #""x""#),
            ("cloture", "le", "\"\(Self.le)\""),
        ]
        for (genre, key, value) in strays {
            for text in Self.written where try self.genre(text) == genre {
                var object = try object(text)
                object[key] = try JSONValue.parse(value.utf8)
                #expect(code(object) == .unknownKey, "\(key) dans \(text)")
            }
        }
    }

    /// What may be left out of a step.
    private func isOptional(_ key: String, in text: String) throws -> Bool {
        switch try genre(text) {
        case "declaration":
            let isComplaint = text.contains(#""type":"plainte""#)
            return ["soupcon", "connaissance", "portee", "arrets"].contains(key)
                || key == (isComplaint ? "decouverte" : "reception")
        case "qualification": return key != "fait" && key != "motif"
        case "cloture": return key == "motif"
        default: return false
        }
    }

    @Test("une clé obligatoire absente est refusée, une facultative ne manque pas")
    func missingKeys() throws {
        for text in Self.written {
            for key in try object(text).keys {
                var object = try object(text)
                object[key] = nil
                let expected: SchemaError.Code? = try isOptional(key, in: text) ? nil : .value
                #expect(code(object) == expected, "sans \(key) : \(text)")
            }
        }
    }

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
        "plis": ["null", "{}", #"["1"]"#, "[null]", "\"\(id)\""],
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
        for text in Self.written {
            for key in try object(text).keys {
                let values = try wrong(key, in: genre(text))
                #expect(!values.isEmpty, "\(key)")
                for value in values {
                    var object = try object(text)
                    object[key] = try JSONValue.parse(value.utf8)
                    #expect(code(object) == .value, "\(key) = \(value) dans \(text)")
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
            var declaration = try object(Self.written[0])
            declaration["arrets"] = names(count)
            #expect(code(declaration) == expected)
            let lists: [(String, JSONValue)] = [
                ("partenaires", names(count)),
                ("fiches", keys(count) { "a\($0).example \(Self.id)" }),
                ("agents", keys(count) { "agir38.example/a\($0)" }),
                ("cles", keys(count) { "agir38.example/a\($0)" }),
            ]
            for (key, list) in lists {
                var declaration = try object(Self.written[0])
                var scope = JSONObject()
                scope[key] = list
                declaration["portee"] = .object(scope)
                #expect(code(declaration) == expected, "\(count) \(key)")
            }
        }
        var told = try object(try #require(Self.written.first { $0.contains(#""numero":0"#) }))
        for (count, expected) in [(10_000, nil), (10_001, SchemaError.Code.value)] {
            told["plis"] = .array(Array(repeating: .string(Self.id), count: count))
            #expect(code(told) == expected)
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
        for text in [Self.written[0], #"{"fait":"qualification"}"#] {
            var object = try object(text)
            object["portee"] = try JSONValue.parse(scope.utf8)
            #expect(code(object) == expected)
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

    @Test(
        "ce qui revient sur un point demande un motif, le reste non",
        arguments: [
            (#""soupcon":"2026-11-23T12:00:00Z""#, true),
            (#""decouverte":"2026-11-23T12:00:00Z""#, true),
            (#""reception":"2026-11-23T12:00:00Z""#, true),
            (#""connaissance":"2026-11-23T12:00:00Z""#, true),
            (#""sans":["ml-grenoble.example"]"#, true), (#""ofii":false"#, true),
            (#""risque":"aucun""#, true), (#""risque":"limite""#, false),
            (#""risque":"eleve""#, false), (#""ofii":true"#, false), (#""sans":[]"#, false),
            (#""personnes":3"#, false), (#""enregistrements":3"#, false),
            (#""natures":["integrite"]"#, false), (#""portee":{"tout":true}"#, false),
        ])
    func reasons(member: String, isNeeded: Bool) throws {
        #expect(
            try code(object(#"{"fait":"qualification",\#(member)}"#)) == (isNeeded ? .value : nil))
        let fact = try IncidentFact(
            try object(#"{"fait":"qualification",\#(member),"motif":"\#(Self.sealed)"}"#))
        guard case .qualification(let said) = fact else { throw SchemaError(.form, "autre genre") }
        #expect(said.needsReason == isNeeded && said.motif != nil)
    }

    @Test("un texte scellé de plus de 384 Kio est refusé")
    func largeTexts() throws {
        let head = Array("age-encryption.org/v1\n".utf8)
        let largest = head + [UInt8](repeating: 0, count: 384 * 1_024 - head.count)
        for text in Self.written {
            for key in ["textes", "motif", "reference"] where try object(text)[key] != nil {
                var object = try object(text)
                object[key] = .string(Base64.encode(largest))
                #expect(code(object) == nil)
                object[key] = .string(Base64.encode(largest + [0]))
                #expect(code(object) == .tooLarge)
            }
        }
    }

    @Test("les étapes du service ne s'entrent pas ; chacun déclare, le DPO fait le reste")
    func permissions() throws {
        for text in Self.written {
            let fact = try IncidentFact(try object(text))
            #expect(fact.isEntered == ![.avis, .accuse, .recu].contains(fact.genre))
            let allowed = Set(Role.allCases.filter { fact.permission.allows([$0]) })
            switch fact.genre {
            case .declaration: #expect(allowed == Set(Role.allCases))
            case .lu: #expect(allowed == [.referent, .dpo])
            default: #expect(allowed == [.dpo])
            }
        }
    }

    @Test("qui est prévenu se lit comme il s'écrit")
    func addressees() throws {
        for text in ["ofii", "cnil", "personnes", "ml-grenoble.example"] {
            #expect(NoticeAddressee(text)?.description == text)
        }
        #expect(NoticeAddressee("cnil") == .cnil && NoticeAddressee("ofii") == .ofii)
        #expect(NoticeAddressee("a.example/jean") == nil && NoticeAddressee("Personnes") == nil)
    }
}
