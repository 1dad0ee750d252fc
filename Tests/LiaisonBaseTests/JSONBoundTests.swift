import LiaisonBase
import Testing

@Suite("Combien de valeurs un document peut avoir")
struct JSONBoundTests {
    @Test(
        "les valeurs sont comptées, celles du dedans aussi, avant de prendre de la mémoire",
        arguments: [
            (#"1"#, 1), (#"[]"#, 1), (#"[1,2]"#, 3), (#"{"a":1,"b":[2,{"c":null}]}"#, 6),
            (#"[[[[]]]]"#, 4), (#"{"a":"b","c":"d","e":true}"#, 4),
        ])
    func counted(_ text: String, _ count: Int) throws {
        let value = try JSONValue.parse(text.utf8, nodes: count)
        #expect(try value == JSONValue.parse(text.utf8))
        let refused = #expect(throws: JSONError.self) {
            try JSONValue.parse(text.utf8, nodes: count - 1)
        }
        #expect(refused?.code == .tooMany)
    }

    @Test("un document de bien plus de valeurs qu'on n'en attend est refusé à la première de trop")
    func many() {
        let text = "[" + String(repeating: "[],", count: 1_000_000) + "0]"
        let refused = #expect(throws: JSONError.self) {
            try JSONValue.parse(text.utf8, nodes: 1_000)
        }
        #expect(refused?.code == .tooMany)
        #expect(refused?.column == 3 * 999 + 2)
    }
}
