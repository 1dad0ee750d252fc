import LiaisonSchema
import Testing

@testable import agir_liaison_bureau

@Suite("Les mots des adresses : les mêmes chaque fois, et rien de la personne")
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
        let digits = Array("3803012345".utf8)
        let hidden = handles.masked(digits, "mot")
        #expect(hidden.count == digits.count && hidden != digits)
        #expect(hidden != handles.masked(digits, "autre"))
        #expect(handles.masked(hidden, "mot") == digits)
    }
}
