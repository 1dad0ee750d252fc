import LiaisonSchema
import Testing

@Suite("Les étapes d'une demande, comme on les lit") struct RequestWordsTests {
    @Test("chaque étape et chaque moyen a ses mots, avec leurs accents")
    func words() {
        let steps = RequestFact.Etape.allCases.map(\.french)
        #expect(Set(steps).count == steps.count)
        #expect(
            Set(["réception", "identité", "exécution", "réponse", "clôture"]).isSubset(of: steps))
        let means = RequestFact.Moyen.allCases
        #expect(means.map(\.french).allSatisfy { $0.contains(" ") })
        #expect(PliKind.fiche(.spe).french == FicheModele.spe.french)
        #expect(PliKind.objet(.droits).french == Objet.droits.french)
    }
}
