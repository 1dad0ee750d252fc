import LiaisonSchema
import Testing

@Suite("Un département : son numéro, ou son nom")
struct DepartementTests {
    @Test("chacun se retrouve par son numéro, par son nom, et par les deux")
    func all() {
        #expect(Departement.all.count == 101)
        for one in Departement.all {
            #expect(Departement(code: one.code) == one)
            for typed in [one.code, one.code.lowercased(), one.name, one.french] {
                #expect(Departement(typed: typed) == one, "\(typed)")
            }
        }
    }

    @Test(
        "comme on le tape",
        arguments: [
            ("isere", "38"), ("ISÈRE", "38"), (" 38 ", "38"), ("38 - Isère", "38"),
            ("l'Isère", "38"), ("département de l'Isère", "38"), ("2a", "2A"),
            ("La Réunion", "974"), ("reunion", "974"), ("Cotes d'Armor", "22"),
            ("Pas de Calais", "62"), ("Ise\u{300}re", "38"),
        ])
    func typed(text: String, code: String) {
        #expect(Departement(typed: text)?.code == code)
    }

    @Test(
        "le reste n'en est pas un, deux qui se contredisent non plus",
        arguments: [
            "", " ", "20", "00", "96", "975", "3", "038", "Grenoble", "38 Rhône", "38 69", "Alpes",
            String(repeating: "38", count: 200),
        ])
    func refused(text: String) {
        #expect(Departement(typed: text) == nil, "\(text.prefix(20))")
    }

    @Test(
        "dans une fiche, le numéro seul, tel quel", arguments: ["isère", "2a", " 38", "Isère (38)"])
    func code(text: String) { #expect(Departement(code: text) == nil) }
}
