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

    @Test("une clé donnée deux fois est refusée, dans un petit objet comme dans un grand")
    func twice() throws {
        for count in [1, 2, 23, 24, 25, 26, 60] {
            let members = (0..<count).map { "\"k\($0)\":\($0)" }
            #expect(
                try JSONValue.parse("{\(members.joined(separator: ","))}".utf8).object?.keys
                    == (0..<count).map { "k\($0)" })
            for again in Set([0, count / 2, count - 1]) {
                let text = "{\((members + ["\"k\(again)\":0"]).joined(separator: ","))}"
                let refused = #expect(throws: JSONError.self) { try JSONValue.parse(text.utf8) }
                #expect(refused?.code == .duplicateKey)
            }
        }
        // Alike to Swift, not byte for byte: another reader takes them for two.
        #expect(try JSONValue.parse("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8).object?.keys.count == 2)
    }
}
