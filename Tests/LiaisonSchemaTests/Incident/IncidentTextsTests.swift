import LiaisonCrypto
import LiaisonSchema
import Testing

@Suite("Textes d'un incident")
struct IncidentTextsTests {
    private let reader: AgeIdentity
    private let other: AgeIdentity

    init() throws {
        (reader, other) = (try .generate(.x25519), try .generate(.x25519))
    }

    @Test("scellés, ils ne se lisent que de leurs destinataires, et se relisent tels quels")
    func sealed() throws {
        let full = IncidentTexts(
            faits: "Un ordinateur volé.\n\tLe disque n'était pas chiffré.", consequences: "= 1+1",
            mesures: "Plainte", inconnu: ["qui", "quand\nexactement"], categories: "bénéficiaires")
        for texts in [full, IncidentTexts(faits: "x")] {
            let sealed = try texts.sealed(to: [reader.recipient])
            #expect(IncidentTexts(sealed, with: [reader]) == texts)
            #expect(IncidentTexts(sealed, with: [other, reader]) == texts)
            #expect(IncidentTexts(sealed, with: [other]) == nil)
            #expect(IncidentTexts(sealed, with: []) == nil)
        }
        let sealed = try full.sealed(to: [reader.recipient, other.recipient])
        #expect(IncidentTexts(sealed, with: [other]) == full)
        #expect(!String(decoding: sealed.age, as: UTF8.self).contains("ordinateur"))
    }

    @Test("vides, trop longs ou avec des signes de commande, ils ne sont pas scellés")
    func bounds() throws {
        let largest = String(repeating: "a", count: IncidentTexts.limit)
        #expect(IncidentTexts.limit == 64 * 1_024)
        let texts = IncidentTexts(
            faits: largest, consequences: largest, mesures: largest, categories: largest)
        let sealed = try texts.sealed(to: [reader.recipient])
        #expect(IncidentTexts(sealed, with: [reader]) == texts)
        for wrong in ["", " \n\t", largest + "a", "a\u{1B}[2J", "a\u{0}"] {
            for texts in [
                IncidentTexts(faits: wrong), IncidentTexts(faits: "x", consequences: wrong),
                IncidentTexts(faits: "x", mesures: wrong),
                IncidentTexts(faits: "x", inconnu: [wrong]),
                IncidentTexts(faits: "x", categories: wrong),
            ] {
                #expect(throws: SchemaError(.value, "")) {
                    try texts.sealed(to: [reader.recipient])
                }
            }
        }
        #expect(throws: SchemaError(.value, "")) {
            try IncidentTexts(faits: "x", inconnu: Array(repeating: "a", count: 501))
                .sealed(to: [reader.recipient])
        }
        // More than a step holds.
        #expect(throws: SchemaError.self) {
            try IncidentTexts(faits: "x", inconnu: Array(repeating: largest, count: 50))
                .sealed(to: [reader.recipient])
        }
    }

    @Test(
        "un texte scellé d'autre chose n'en est pas un",
        arguments: [
            "motif", "{}", #"{"faits":1}"#, #"{"faits":"x","secret":"y"}"#, #"{"faits":""}"#, "[]",
        ])
    func wrong(text: String) throws {
        let sealed = try SealedText(text, to: [reader.recipient])
        #expect(IncidentTexts(sealed, with: [reader]) == nil)
    }
}
