import LiaisonSchema
import Testing

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
