import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

private typealias A = ActeFixture

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
