import LiaisonSchema
import Testing

@Suite("Message d'anomalie")
struct AnomalieMessageTests {
    @Test("un message se relit, ses fins de ligne aussi")
    func roundTrip() throws {
        for text in ["Un pli illisible", "première ligne\n\tseconde", "« é » 漢字"] {
            let message = AnomalieMessage(texte: text)
            let part = try message.part()
            #expect(part.nom == "anomalie.json" && part.type == "application/json")
            #expect(try AnomalieMessage(part.content) == message)
        }
    }

    @Test("vide, trop long ou avec des signes de commande, il n'est ni écrit ni lu")
    func bounds() throws {
        let largest = String(repeating: "\"", count: 64 * 1_024)
        #expect(
            try AnomalieMessage(AnomalieMessage(texte: largest).part().content).texte == largest)
        #expect(
            try AnomalieMessage(AnomalieMessage(texte: "a\r\nb\rc").part().content).texte
                == "a\nb\nc")
        for text in ["", " \n", "a\u{1B}b", largest + "a"] {
            #expect(throws: SchemaError(.value, "")) { try AnomalieMessage(texte: text).part() }
        }
    }

    @Test(
        "ce qui n'est pas le message de la page est refusé",
        arguments: [
            ("", .form), ("[]", .form), ("{}", .value), (#"{"texte":1}"#, .value),
            (#"{"texte":"a","nom":"b"}"#, .unknownKey), (#"{"texte":"a","texte":"b"}"#, .form),
            (#"{"texte":"a"} x"#, .form), (#"{"texte":null}"#, .value),
        ] as [(String, SchemaError.Code)])
    func wrong(text: String, code: SchemaError.Code) {
        #expect(throws: SchemaError(code, "")) { try AnomalieMessage(Array(text.utf8)) }
    }

    @Test("plus de 256 Kio, ou des octets qui ne sont pas du texte, ne se lisent pas")
    func garbage() {
        let long = Array(#"{"texte":"a"}"#.utf8) + [UInt8](repeating: 0x20, count: 256 * 1_024)
        #expect(throws: SchemaError(.form, "")) { try AnomalieMessage(long) }
        #expect(throws: SchemaError(.form, "")) { try AnomalieMessage([0xFF, 0xFE]) }
    }
}
