import LiaisonCrypto
import Testing

@testable import LiaisonSchema

@Suite("Annotation")
struct AnnotationTests {
    @Test("une annotation se relit, et n'est à personne d'autre")
    func roundTrip() throws {
        let structure = try #require(StructureName("agir38.example"))
        let name = try #require(KeyName(agent: "agir38.example/claire.exemple"))
        let key = try SigningKey.generate()
        let verifier = try key.verifierKey(name: name.description)
        let person = try #require(PersonIndex("12:" + String(repeating: "0a", count: 16)))
        let annotation = Annotation(de: structure, id: .random(), personne: person)
        let acte = try annotation.signed(by: key, name: name)
        #expect(try Annotation(acte.bytes, signedBy: verifier) == annotation)
        let stranger = try SigningKey.generate().verifierKey(name: name.description)
        #expect(throws: SchemaError.self) {
            try Annotation(acte.bytes, signedBy: stranger)
        }
        let text = String(decoding: acte.bytes, as: UTF8.self)
        for (part, wrong) in [("12:0a", "12:0A"), ("\"de\"", "\"dE\""), ("12:0a", "0:0a")] {
            #expect(throws: SchemaError.self) {
                try Annotation(text.replacing(part, with: wrong).utf8, signedBy: verifier)
            }
        }
    }

    @Test("d'un tableau, elle dit combien de personnes il nomme ; d'aucune, elle ne se lit pas")
    func tableCount() throws {
        let structure = try #require(StructureName("agir38.example"))
        let name = try #require(KeyName(agent: "agir38.example/claire.exemple"))
        let key = try SigningKey.generate()
        let verifier = try key.verifierKey(name: name.description)
        let person = try #require(PersonIndex("1:" + String(repeating: "0a", count: 16)))
        func acte(_ count: Int?) throws -> [UInt8] {
            try Annotation(de: structure, id: .random(), personne: person, nombre: count)
                .signed(by: key, name: name).bytes
        }
        for count in [nil, 1, 40] {
            #expect(try Annotation(acte(count), signedBy: verifier).nombre == count)
        }
        for count in [0, -1, Int(Slip.sizeLimit) + 1] {
            #expect(throws: SchemaError.self) {
                try Annotation(acte(count), signedBy: verifier)
            }
        }
    }
}
