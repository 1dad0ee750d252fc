import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

private typealias Acts = ActeFixture

@Suite("Actes signés")
struct ActeTests {
    private static let signer = "agir38.example/service"

    @Test("un acte se relit sous son type et sous nul autre", arguments: Acte.Kind.allCases)
    func kinds(kind: Acte.Kind) throws {
        let bytes = try Acts.note("\(kind.rawValue)\n{\"b\":1,\"a\":2}\n", by: (Self.signer, 2))
        let acte = try Acte(kind, bytes)
        #expect(acte.bytes == bytes && acte.object.keys == ["b", "a"])
        try acte.verify(Acts.vkey(Self.signer))
        for other in Acte.Kind.allCases where other != kind {
            #expect(throws: SchemaError(.type, "")) { try Acte(other, bytes) }
        }
    }

    @Test(
        "un autre type, une autre version ou une autre forme sont refusés",
        arguments: [
            ("agir-liaison/inconnu/v1\n{}\n", .type), ("agir-liaison/carte/v3\n{}\n", .type),
            ("Agir-liaison/carte/v1\n{}\n", .type), (" agir-liaison/carte/v1\n{}\n", .type),
            ("agir-liaison/carte/v1\n{}\n\n", .form), ("agir-liaison/carte/v1\n{}\n{}\n", .form),
            ("agir-liaison/carte/v1\n", .form), ("agir-liaison/carte/v1\n{\n}\n", .form),
            ("agir-liaison/carte/v1\n[]\n", .form), ("agir-liaison/carte/v1\n\"{}\"\n", .form),
            ("agir-liaison/carte/v1\n{\"a\":1,\"a\":1}\n", .form),
            ("agir-liaison/carte/v1\n{\"a\":{\"b\":1,\"b\":1}}\n", .form),
            ("agir-liaison/carte/v1\n{\"a\":1,\"\\u0061\":1}\n", .form),
            ("agir-liaison/carte/v1\n{}x\n", .form), ("agir-liaison/carte/v1\n{\"a\":01}\n", .form),
        ] as [(String, SchemaError.Code)])
    func forms(text: String, code: SchemaError.Code) throws {
        let bytes = try Acts.note(text, by: (Self.signer, 2))
        #expect(throws: SchemaError(code, "")) { try Acte(.carte, bytes) }
    }

    @Test("une note va jusqu'à 256 Kio, pas un octet de plus")
    func size() throws {
        func padded(_ spaces: Int) throws -> [UInt8] {
            try Acts.note(
                "agir-liaison/carte/v1\n{}" + String(repeating: " ", count: spaces) + "\n",
                by: (Self.signer, 2))
        }
        let room = try 262_144 - padded(0).count
        #expect(try Acte(.carte, padded(room)).bytes.count == 262_144)
        #expect(throws: SchemaError(.tooLarge, "")) { try Acte(.carte, padded(room + 1)) }
    }

    @Test("un acte sans signature, tronqué ou avec des signes de commande est refusé")
    func notes() throws {
        let bytes = try Acts.note("agir-liaison/carte/v1\n{}\n", by: (Self.signer, 2))
        let text = Array("agir-liaison/carte/v1\n{}\n\n".utf8)
        let control = Array("agir-liaison/carte/v1\r\n{}\n".utf8)
        let bad: [[UInt8]] = [
            [], text, Array(text.dropLast()), Array(bytes.dropLast()), bytes + [0x0A],
            bytes + [0x20], control + bytes.dropFirst(text.count - 1), [0xEF, 0xBB, 0xBF, 0xFF],
        ]
        for bytes in bad { #expect(throws: SchemaError(.form, "")) { try Acte(.carte, bytes) } }
    }

    @Test("un signataire inconnu ne compte ni pour ni contre")
    func unknownSigner() throws {
        let acte = try Acte(
            .carte,
            Acts.note(
                "agir-liaison/carte/v1\n{}\n", by: ("x.example/inconnu", 40), (Self.signer, 41),
                (Self.signer, 2)))
        try acte.verify(Acts.vkey(Self.signer))
        for key in [
            Acts.vkey(Self.signer, 42), Acts.vkey("agir38.example/structure", 2),
            Acts.vkey(Self.signer, type: .cosignature),
        ] { #expect(throws: SchemaError(.signature, "")) { try acte.verify(key) } }
    }

    @Test("deux signatures de la clé attendue doivent être justes toutes deux")
    func twice() throws {
        let text = "agir-liaison/carte/v1\n{}\n"
        let good = try Acts.note(text, by: (Self.signer, 2))
        let other = try Acts.note("agir-liaison/carte/v1\n{} \n", by: (Self.signer, 2))
        let stray = other.dropFirst(text.utf8.count + 2)
        let acte = try Acte(.carte, good + stray)
        #expect(acte.note.signatures.count == 2)
        #expect(throws: SchemaError(.signature, "")) { try acte.verify(Acts.vkey(Self.signer)) }
    }
}
