import LiaisonBase
import Testing

@Suite("Élision") struct ElisionTests {
    @Test(
        "« d' » devant une voyelle, accentuée ou non, « de » devant le reste",
        arguments: [
            ("Opérateur AGIR", "d'Opérateur AGIR"), ("ABDI Amina", "d'ABDI Amina"),
            ("Éducation", "d'Éducation"), ("E\u{301}tape", "d'E\u{301}tape"),
            ("Mission locale", "de Mission locale"), ("Hassan", "de Hassan"), ("", "de "),
            ("أمينة", "de أمينة"),
        ])
    func de(name: String, said: String) { #expect(Elision.de(name) == said) }
}
