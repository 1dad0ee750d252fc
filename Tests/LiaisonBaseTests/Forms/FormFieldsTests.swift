import LiaisonBase
import Testing

@Suite("Ce qu'un navigateur envoie d'un formulaire")
struct FormFieldsTests {
    private func read(_ text: String) throws(FormRefusal) -> FormFields {
        try FormFields(urlEncoded: Array(text.utf8))
    }

    @Test("les champs dans leur ordre, espaces, accents et lignes compris")
    func reads() throws {
        let form = try read("nom=Zo%C3%A9+B%26C&case=a&case=b&vide=&texte=un%0D%0Adeux&seul")
        #expect(
            form.fields.map(\.name) == ["nom", "case", "case", "vide", "texte", "seul"])
        #expect(form["nom"] == "Zoé B&C")
        #expect(form.all("case") == ["a", "b"])
        #expect(form["vide"] == "" && form["seul"] == "")
        #expect(form["texte"] == "un\ndeux")
    }

    @Test("un nom qui est deux fois là n'est la réponse de personne")
    func twice() throws {
        let form = try read("jeton=a&jeton=b")
        #expect(form["jeton"] == nil)
        #expect(form["absent"] == nil)
    }

    @Test(
        "ce qu'aucun navigateur n'écrit est refusé",
        arguments: ["a=%", "a=%4", "a=%G0", "a=%0g", "a=%FF", "%C3=a", "a=%C3%28"])
    func malformed(text: String) {
        #expect(throws: FormRefusal.malformed) { try read(text) }
    }

    @Test("les bornes : autant de champs, autant d'octets, pas un de plus")
    func bounds() throws {
        let most = Array(repeating: "a=1", count: FormFields.most).joined(separator: "&")
        #expect(try read(most).fields.count == FormFields.most)
        #expect(throws: FormRefusal.tooLarge) { try read(most + "&a=1") }
        let long = "a=" + String(repeating: "x", count: FormFields.bytes - 2)
        #expect(try read(long)["a"]?.utf8.count == FormFields.bytes - 2)
        #expect(throws: FormRefusal.tooLarge) { try read(long + "x") }
    }
}
