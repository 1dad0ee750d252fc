import LiaisonSchema
import Testing

@Suite("Acheminement d'une fiche SPE")
struct FicheRoutingTests {
    private static let fromPartner = [
        Change("sens", #""partenaire-vers-agir""#), Change("orientation", nil),
        Change("beneficiaire.dateContratAGIR", nil), Change("consentementOrientation", "true"),
    ]

    @Test("l'exemple, écrit par l'opérateur à la mission locale, ne soulève rien")
    func example() throws {
        let report = try FicheFixture.fiche()
            .routingFindings(author: .operateurAGIR, addressees: [.missionLocale, .dtOFII])
        #expect(report.erreurs + report.avertissements == [])
    }

    @Test("le sens suit le type de carte de l'auteur", arguments: StructureKind.allCases)
    func sens(_ author: StructureKind) throws {
        let agir = try FicheFixture.fiche()
            .routingFindings(author: author, addressees: [.missionLocale])
        #expect(agir.erreurs.map(\.pointeur) == (author == .operateurAGIR ? [] : ["/sens"]))
        let partner = try FicheFixture.fiche(Self.fromPartner)
            .routingFindings(author: author, addressees: [.operateurAGIR, .dtOFII])
        #expect(partner.erreurs.map(\.pointeur) == (author == .operateurAGIR ? ["/sens"] : []))
    }

    @Test("une personne pas encore suivie ne part pas sans copie à la DT OFII")
    func copy() throws {
        let fiche = try FicheFixture.fiche(Self.fromPartner)
        #expect(fiche.needsOFIICopy)
        let without = fiche.routingFindings(author: .missionLocale, addressees: [.operateurAGIR])
        #expect(without.erreurs.map(\.pointeur) == ["/beneficiaire/dateContratAGIR"])
        let waived = fiche.routingFindings(
            author: .missionLocale, addressees: [.operateurAGIR], copieOFIIDispensee: true)
        #expect(waived.erreurs == [])
    }

    @Test("un retour sur une personne suivie ne demande pas de copie")
    func followed() throws {
        let fiche = try FicheFixture.fiche([
            Change("sens", #""partenaire-vers-agir""#), Change("orientation", nil),
        ])
        #expect(!fiche.needsOFIICopy)
        let report = fiche.routingFindings(author: .capEmploi, addressees: [.operateurAGIR])
        #expect(report.erreurs + report.avertissements == [])
    }

    @Test(
        "un destinataire qui ne va pas avec la fiche est un avertissement",
        arguments: [
            ([StructureKind.cph], ["/modele"]), ([.dtOFII], ["/modele"]),
            ([.missionLocale, .autre], ["/modele"]), ([.apec], ["/orientation/vers"]),
            ([.missionLocale, .poleEmploi], ["/orientation/vers"]),
            ([.siao, .apec], ["/modele", "/orientation/vers"]), ([.operateurAGIR], []),
        ])
    func fit(addressees: [StructureKind], pointers: [String]) throws {
        let report = try FicheFixture.fiche()
            .routingFindings(author: .operateurAGIR, addressees: addressees)
        #expect(report.erreurs == [])
        #expect(report.avertissements.map(\.pointeur) == pointers)
    }
}
