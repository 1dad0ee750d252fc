import LiaisonBase
import Testing

@Suite("Un objet dont chaque valeur se lit à la demande") struct JSONMembersTests {
    private func read(_ text: String) throws -> JSONMembers {
        try JSONMembers(parsing: Array(text.utf8))
    }

    private func text(_ members: JSONMembers) -> String {
        String(decoding: members.text, as: UTF8.self)
    }

    @Test("chaque valeur est celle que l'objet lu en entier aurait")
    func values() throws {
        let document = #"""
             {"a" : {"nom":"O\"B}RIEN\\","x":[1,{"y":"]"}]}, "b":[] ,"é\n":"ü,{", "n":-12 ,
             "v":true,"z":null,"vide":{} }
            """#
        let whole = try #require(try JSONValue.parse(Array(document.utf8)).object)
        let members = try read(document)
        #expect(Set(members.keys) == Set(whole.keys))
        for member in whole.members { #expect(members[member.key] == member.value) }
        #expect(members["absente"] == nil && !members.isChanged)
        #expect(try JSONValue.parse(members.text).object == whole)
        #expect(try read("{}").isEmpty && text(read(" {} ")) == "{}")
    }

    @Test("ce qui change s'écrit, le reste comme il était ; remettre la même valeur ne change rien")
    func changes() throws {
        var members = try read(#"{"a":{"x": 1},"b":2,"c":3}"#)
        members["b"] = .integer(2)
        members["d"] = nil
        #expect(!members.isChanged)
        members["b"] = nil
        members["e"] = .string("5")
        members["c"] = .integer(4)
        #expect(members.isChanged && members["b"] == nil && members["c"] == .integer(4))
        #expect(text(members) == #"{"a":{"x": 1},"c":4,"e":"5"}"#)
        #expect(try text(JSONMembers(parsing: members.text)) == text(members))
    }

    @Test("les clés dont la valeur contient un texte, et celles qui viennent d'être mises")
    func holding() throws {
        var members = try read(#"{"a":{"n":"0038"},"b":{"n":"0039"},"0038":1,"c":"x0038y"}"#)
        #expect(members.keys(holding: "0038").sorted() == ["a", "c"])
        #expect(members.keys(holding: "00380000000000000000000000000000000").isEmpty)
        members["b"] = .integer(1)
        #expect(members.keys(holding: "0038").sorted() == ["a", "b", "c"])
    }

    @Test(
        "ce qui n'est pas un objet, finit trop tôt, ou dit une clé deux fois, est refusé",
        arguments: [
            "", " ", "7", "[]", "{", "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":,}", "{\"a\":1",
            "{\"a\":\"x", "{\"a\":\"x\\", "{\"a\":[1}", "{\"a\":{\"b\":1}", "{\"a\":1}x",
            "{\"a\":1,}",
            "{\"a\":1,\"a\":2}", "{a:1}", "{\"a\" 1}", "\u{FEFF}{}",
        ])
    func refused(_ text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test("du texte qui n'est pas en UTF-8 est refusé")
    func encoding() {
        #expect(throws: JSONError.self) {
            try JSONMembers(parsing: Array("{\"a\":\"".utf8) + [0xFF] + Array("\"}".utf8))
        }
    }
}
