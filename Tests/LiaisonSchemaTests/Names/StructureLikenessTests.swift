import LiaisonSchema
import Testing

@Suite("Deux noms d'une structure")
struct StructureLikenessTests {
    @Test(
        "la casse, les accents, l'ordre et les petits mots ne font pas une autre structure",
        arguments: [
            ("Mission locale de Grenoble", "MISSION LOCALE GRENOBLE"),
            ("Opérateur AGIR de l'Isère", "operateur agir de l’isere"),
            ("CPH de Voiron", "Voiron, CPH"),
            ("Pôle emploi", "Pôle emploi (France Travail) Isère"),
            ("ml-grenoble", "ml-grenoble.example"),
        ])
    func alike(_ one: String, _ other: String) {
        #expect(StructureLikeness.isLike(one, other))
        #expect(StructureLikeness.isLike(other, one))
    }

    @Test(
        "un autre lieu, un autre métier, ou rien, n'est pas la même",
        arguments: [
            ("Mission locale de Grenoble", "Mission locale de Voiron"),
            ("Cap emploi Isère", "APEC Isère"), ("", "Mission locale"), ("de la", "Mission locale"),
            ("Mission locale", "Missions locales"),
        ])
    func unlike(_ one: String, _ other: String) {
        #expect(!StructureLikeness.isLike(one, other))
        #expect(!StructureLikeness.isLike(other, one))
    }
}
