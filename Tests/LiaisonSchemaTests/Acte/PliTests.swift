import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

private typealias Acts = ActeFixture

@Suite("Plis et bordereaux")
struct PliTests {
    private static let age: [UInt8] = Array("age-encryption.org/v1\n".utf8) + [0, 0x0A, 0x0A, 0xFF]

    private static func slip(_ addressees: Slip.Addressees = .roles([.referent, .dpo])) -> Slip {
        Slip(
            manifest: PayloadFixture.manifest(), pour: Acts.partner, addressees: addressees,
            age: age, postQuantique: false)
    }

    private static func pli() throws -> Pli {
        try Pli(acte: slip().signed(by: Acts.key(5)), age: age)
    }

    @Test("un bordereau se relit, pour des rôles ou pour des agents, et ne dit rien de plus")
    func slips() throws {
        let jean = try #require(KeyName(agent: "ml-grenoble.example/jean"))
        for slip in [Self.slip(), Self.slip(.agents([jean]))] {
            #expect(try Slip(slip.object) == slip)
        }
        #expect(
            Self.slip().object.keys == [
                "id", "objet", "modele", "de", "auteur", "pour", "roles", "convention", "scelle",
                "taille", "sha256", "conserverJusquA", "postQuantique", "reponseA", "remplace",
            ])
    }

    @Test(
        "un bordereau qui n'est pas selon la page est refusé",
        arguments: [
            "id", "objet", "modele", "de", "auteur", "pour", "roles", "convention", "scelle",
            "taille", "sha256", "conserverJusquA", "postQuantique", "reponseA", "remplace",
        ].map { (Change($0, "null"), .value) } + [
            (Change("roles", nil), .value), (Change("roles", #"["voisin"]"#), .value),
            (Change("agents", #"["ml-grenoble.example/jean"]"#), .value),
            (Change("taille", "33554433"), .value), (Change("taille", "-1"), .value),
            (Change("postQuantique", #""non""#), .value), (Change("secret", "1"), .unknownKey),
            (Change("numeroAGDREF", #""3803012345""#), .unknownKey),
            (Change("de", #""siao38.example""#), .mismatch),
            (Change("auteur", #""ml-grenoble.example/jean""#), .mismatch),
            (Change("auteur", #""agir38.example/service""#), .value),
        ] as [(Change, SchemaError.Code)])
    func refused(_ change: Change, code: SchemaError.Code) throws {
        let object = try JSONValue.object(Self.slip().object).applying(change)
        #expect(throws: SchemaError(code, "")) { try Slip(#require(object.object)) }
    }

    @Test("un pli se relit à l'octet près")
    func roundTrip() throws {
        let pli = try Self.pli().countersigned(by: Acts.key(2))
        let read = try Pli(pli.bytes)
        #expect(read == pli && read.age == Self.age && read.slip == Self.slip())
    }

    @Test("un pli dont le fichier scellé n'est pas celui du bordereau est refusé")
    func damaged() throws {
        let bytes = try Self.pli().bytes
        for bad in [Array(bytes.dropLast()), bytes + [0], bytes.dropLast() + [0]] {
            #expect(throws: SchemaError(.mismatch, "")) { try Pli(bad) }
        }
        var slip = Self.slip()
        slip.taille += 1
        #expect(throws: SchemaError(.mismatch, "")) {
            try Pli(acte: slip.signed(by: Acts.key(5)), age: Self.age)
        }
        #expect(throws: SchemaError(.form, "")) { try Pli(Self.age) }
        #expect(throws: SchemaError(.type, "")) { try Pli(PayloadFixture.plaintext()) }
    }

    @Test("un bordereau veut la signature de l'auteur et celle du service")
    func bothSignatures() throws {
        let author = Acts.vkey(Acts.claire.description)
        let service = Acts.vkey("agir38.example/service")
        let alone = try Self.pli()
        try alone.acte.verify(author)
        #expect(throws: SchemaError(.signature, "")) { try alone.acte.verify(service) }
        let both = try alone.countersigned(by: Acts.key(2))
        try both.acte.verify(author)
        try both.acte.verify(service)
        #expect(both.acte.note.text == alone.acte.note.text)
        let byService = try Acte(
            .pli, Acts.note(alone.acte.note.text, by: ("agir38.example/service", 2)))
        #expect(throws: SchemaError(.signature, "")) { try byService.verify(author) }
        let wrong = try alone.countersigned(by: Acts.key(12))
        #expect(throws: SchemaError(.signature, "")) { try wrong.acte.verify(service) }
    }
}
