import LiaisonSchema
import Testing

@testable import agir_liaison_bureau

@Suite("Les mots des adresses : les mêmes chaque fois, rien de la personne, rien d'une autre instance")
struct HandlesTests {
    @Test("un mot mène où il menait ; celui d'une autre instance, ou inventé, ne mène à rien")
    func leads() throws {
        let (handles, other) = (try Handles(), try Handles())
        let name = try #require(StructureName("ml.example"))
        for number in ["3803012345", "380301234", "0000000001"] {
            let person = Handles.Target.person(try #require(AGDREFNumber(number)))
            let word = handles.handle(of: person)
            #expect(word.count == 20 && word == handles.handle(of: person))
            #expect(try handles.target(word) == person)
            #expect(other.handle(of: person) != word)
        }
        let word = other.handle(of: .structure(name))
        #expect(try other.target(word) == .structure(name))
        for wrong in [word, "", "x", nil] {
            #expect(throws: Refused(.missing)) { try handles.target(wrong) }
        }
    }

    @Test("aucun numéro n'est gardé en clair")
    func hides() throws {
        let handles = try Handles()
        let number = try #require(AGDREFNumber("3803012345"))
        _ = handles.handle(of: .person(number))
        var text = ""
        dump(handles, to: &text)
        #expect(!text.contains(number.digits))
    }
}
