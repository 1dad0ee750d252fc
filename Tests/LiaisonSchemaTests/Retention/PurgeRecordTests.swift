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

@Suite("Procès-verbaux de destruction")
struct PurgeActeTests {
    private static let service = A.structure.key(.service)
    private static let acte = PurgeActe(
        numero: 3, structure: A.structure, regle: "convention-v1,personne-v1", le: A.now, nombre: 5,
        parModele: ["spe": 3, "generique": 1, "sortie": 1],
        premier: CalendarDate("2026-01-05")!, dernier: CalendarDate("2026-11-22")!,
        magasins: [
            .init("liaison.sqlite"), .init("cles.sqlite"),
            .init("sauvegardes-des-cles", jusquA: CalendarDate("2026-12-23")!),
        ],
        methode: ["cle-detruite", "contenu-ecrase"], controle: .conforme, suspendus: 2,
        avant: "agir38.example/journal/1\n3\nAAAA\n", apres: "agir38.example/journal/1\n9\nBBBB\n")

    private static func signed() throws -> Acte {
        try acte.signed(by: A.key(service), name: service)
    }

    private var key: VerifierKey { A.vkey(Self.service.description) }

    @Test("un procès-verbal signé se relit, vérifié de la clé du service")
    func roundTrip() throws {
        let bytes = try Self.signed().bytes
        #expect(try PurgeActe(bytes, signedBy: key) == Self.acte)
        #expect(try PurgeActe(bytes, signedBy: nil) == Self.acte)
        var other = Self.acte
        other.controle = .aVerifier
        other.magasins = [.init("liaison.sqlite")]
        let again = try other.signed(by: A.key(Self.service), name: Self.service).bytes
        #expect(try PurgeActe(again, signedBy: key) == other)
        #expect(again != bytes)
    }

    @Test("d'une autre clé, ou de la même sous un autre nom, il est refusé")
    func wrongKeys() throws {
        let bytes = try Self.signed().bytes
        let foreign = A.vkey("ml-grenoble.example/service")
        let otherSeed = A.vkey(Self.service.description, 12)
        let otherName = A.vkey("agir38.example/structure", 2)
        for key in [foreign, otherSeed, otherName] {
            #expect(throws: SchemaError(.signature, "")) { try PurgeActe(bytes, signedBy: key) }
        }
    }

    @Test("un octet changé, il est refusé")
    func altered() throws {
        let text = String(decoding: try Self.signed().bytes, as: UTF8.self)
        let changed = text.replacing(#""suspendus":"#, with: #""suspendus":1"#)
        #expect(changed != text)
        #expect(throws: SchemaError(.signature, "")) {
            try PurgeActe(Array(changed.utf8), signedBy: key)
        }
    }

    @Test("chaque clé est obligatoire")
    func keys() throws {
        for name in Self.acte.object.keys {
            for (json, what) in [(nil, "absente"), ("null", "nulle"), ("{}", "objet")] {
                if name == "parModele", json == "{}" { continue }
                let bytes = try A.altered(
                    Self.signed(), [Change(name, json)], by: Self.service.description)
                #expect(throws: SchemaError(.value, ""), "\(name) \(what)") {
                    try PurgeActe(bytes, signedBy: key)
                }
            }
        }
    }

    @Test(
        "une valeur hors de ses bornes est refusée",
        arguments: [
            Change("numero", "-1"), Change("nombre", "1.5"), Change("nombre", #""5""#),
            Change("suspendus", "-1"), Change("controle", #""Bon""#), Change("le", #""hier""#),
            Change("premier", #""2026-02-30""#), Change("magasins.2.jusquA", #""2026-13-01""#),
            Change("magasins.0.nom", #""""#), Change("methode", "[1]"), Change("magasins", "[1]"),
            Change("parModele", "[]"), Change("parModele", #"{"spe":"3"}"#),
            Change("parModele", #"{"spe":-3}"#), Change("parModele", #"{"spe":1.5}"#),
            Change("regle", "\"a\\nb\""), Change("structure", #""AGIR""#),
            Change(
                "magasins", "[\((0...20).map { "{\"nom\":\"m\($0)\"}" }.joined(separator: ","))]"),
        ])
    func values(change: Change) throws {
        let bytes = try A.altered(Self.signed(), [change], by: Self.service.description)
        #expect(throws: SchemaError(.value, "")) { try PurgeActe(bytes, signedBy: key) }
    }
}

@Suite("Message de sortie")
struct SortieMessageTests {
    @Test("une sortie s'écrit et se relit, le zéro de tête gardé")
    func roundTrip() throws {
        for number in ["3803012345", "0000012345", "380301234"] {
            let message = SortieMessage(
                numeroAGDREF: try #require(AGDREFNumber(number)),
                le: try #require(CalendarDate("2028-02-29")))
            let part = message.part
            #expect(part.nom == "sortie.json")
            #expect(part.type == "application/json")
            #expect(
                String(decoding: part.content, as: UTF8.self)
                    == #"{"numeroAGDREF":"\#(number)","le":"2028-02-29"}"#)
            #expect(try SortieMessage(part.content) == message)
        }
    }

    @Test(
        "une sortie mal écrite est refusée",
        arguments: [
            ("", .form), ("[]", .form), ("{", .form), ("null", .form), ("{}", .value),
            (#"{"numeroAGDREF":"3803012345"}"#, .value), (#"{"le":"2027-03-31"}"#, .value),
            (#"{"numeroAGDREF":"3803012345","le":"2027-03-31","motif":"x"}"#, .unknownKey),
            (#"{"numeroAGDREF":3803012345,"le":"2027-03-31"}"#, .value),
            (#"{"numeroAGDREF":"38030123","le":"2027-03-31"}"#, .value),
            (#"{"numeroAGDREF":"3803012345","le":"2027-02-29"}"#, .value),
            (#"{"numeroAGDREF":"3803012345","le":"31/03/2027"}"#, .value),
            (#"{"numeroAGDREF":"3803012345","le":null}"#, .value),
            (#"{"numeroAGDREF":"3803012345","le":"2027-03-31","le":"2027-03-31"}"#, .form),
            (#"{"numeroAGDREF":"3803012345","le":"2027-03-31"} x"#, .form),
        ] as [(String, SchemaError.Code)])
    func wrong(text: String, code: SchemaError.Code) {
        #expect(throws: SchemaError(code, "")) { try SortieMessage(Array(text.utf8)) }
    }

    @Test("une sortie de plus de 4 096 octets est refusée")
    func tooLarge() {
        let text =
            #"{"numeroAGDREF":"3803012345","le":"2027-03-31""#
            + String(repeating: " ", count: 4_096)
            + "}"
        #expect(throws: SchemaError.self) { try SortieMessage(Array(text.utf8)) }
    }
}
