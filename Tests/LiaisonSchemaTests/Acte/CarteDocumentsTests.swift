import LiaisonSchema
import Testing

/// What is owed to the persons in writing: the guide's own addressees and delays (guide AGIR 2022, annexe 3).
@Suite("Les documents d'une structure")
struct CarteDocumentsTests {
    @Test(
        "l'information des personnes nomme qui reçoit, et jusqu'à quand",
        arguments: [
            "DT OFII", "SIAO", "FAMI", "trois ans", "deux mois après la fin de la", "dans le mois",
            "CNIL",
        ])
    func notice(word: String) {
        #expect(CarteDocuments.blank.notice.contains(word))
    }

    @Test("les mesures de sécurité citent les articles de sécurité des conventions")
    func security() {
        let page = CarteDocuments.blank.security
        #expect(page.contains("annexe 6.1, art. 4") && page.contains("annexe 6.2, art. 5"))
    }

    @Test("les deux mois sont à l'article 3 de la convention SPE, 4 de celle du PIC IPR")
    func months() {
        #expect(RetentionRule.convention.source == "annexe 6.1, art. 3 ; annexe 6.2, art. 4")
    }
}
