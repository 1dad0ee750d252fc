import LiaisonBase
import Testing

@Suite("Nombres et accords") struct PluralTests {
    @Test(
        "zéro et un au singulier, les autres au pluriel",
        arguments: [(0, "0 fiche"), (1, "1 fiche"), (2, "2 fiches"), (57, "57 fiches")])
    func nouns(count: Int, said: String) { #expect(Plural.of(count, "fiche") == said) }

    @Test("le verbe suit")
    func verbs() {
        func said(_ count: Int) -> String {
            Plural.of(count, "fiche est détruite", "fiches sont détruites")
        }
        #expect(said(1) == "1 fiche est détruite" && said(3) == "3 fiches sont détruites")
        #expect(Plural.word(1, "attend", "attendent") == "attend")
        #expect(Plural.word(2, "attend", "attendent") == "attendent")
    }
}
