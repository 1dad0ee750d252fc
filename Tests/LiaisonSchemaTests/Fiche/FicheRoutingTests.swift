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
        // A lauréat of the PIC IPR orients through the DT OFII alone.
        let isRefused = [.operateurAGIR, .picIPR].contains(author)
        #expect(partner.erreurs.map(\.pointeur) == (isRefused ? ["/sens"] : []))
    }

    @Test("une personne pas encore suivie ne part pas sans copie à la DT OFII")
    func copy() throws {
        let fiche = try FicheFixture.fiche(Self.fromPartner)
        #expect(fiche.needsOFIICopy(author: .missionLocale))
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
        #expect(!fiche.needsOFIICopy(author: .capEmploi))
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

    /// The generic form of a partner, of a person who has no contract yet.
    private func generique(_ changes: [Change] = []) throws -> Fiche {
        let object = try FicheFixture.changed(changes, in: FicheCorpus.example(.generique))
        return try #require(try FicheFixture.validate(object).fiche)
    }

    private static let spe: Set<StructureKind> = [.poleEmploi, .missionLocale, .capEmploi, .apec]

    @Test(
        "l'orientation par un acteur du SPE part avec une copie à la DT OFII, quel que soit le modèle",
        arguments: StructureKind.allCases)
    func byAuthor(_ author: StructureKind) throws {
        let fiche = try generique()
        #expect(fiche.needsOFIICopy(author: author) == Self.spe.contains(author))
        let alone = fiche.routingFindings(author: author, addressees: [.operateurAGIR])
        let copied = fiche.routingFindings(author: author, addressees: [.operateurAGIR, .dtOFII])
        let waived = fiche.routingFindings(
            author: author, addressees: [.operateurAGIR], copieOFIIDispensee: true)
        switch author {
        case .operateurAGIR:
            #expect(alone.erreurs.map(\.pointeur) == ["/sens"])
        case .picIPR:
            // No copy and no reason opens the direct way.
            for report in [alone, copied, waived] {
                #expect(report.erreurs.map(\.pointeur) == ["/sens"])
                #expect(report.erreurs.first?.message.contains("par la DT OFII") == true)
            }
        default:
            #expect(
                alone.erreurs.map(\.pointeur)
                    == (Self.spe.contains(author) ? ["/beneficiaire/dateContratAGIR"] : []))
            #expect(copied.erreurs == [])
            #expect(waived.erreurs == [])
        }
    }

    @Test("un lauréat PIC IPR oriente par la DT OFII seule, et répond à l'opérateur directement")
    func laureate() throws {
        let fiche = try generique()
        #expect(fiche.routingFindings(author: .picIPR, addressees: [.dtOFII]).erreurs == [])
        let reply = fiche.routingFindings(
            author: .picIPR, addressees: [.operateurAGIR], isReply: true)
        #expect(reply.erreurs == [])
        let followed = try generique([
            Change("beneficiaire.dateContratAGIR", #""2026-10-02""#),
            Change("consentementOrientation", nil),
        ])
        #expect(
            followed.routingFindings(author: .picIPR, addressees: [.operateurAGIR]).erreurs == [])
        // The SPE form is no way round either.
        let spe = try FicheFixture.fiche(Self.fromPartner)
        #expect(
            spe.routingFindings(author: .picIPR, addressees: [.operateurAGIR, .dtOFII])
                .erreurs.map(\.pointeur) == ["/sens"])
    }

    @Test("une personne suivie, ou une réponse à l'opérateur, ne demande pas de copie")
    func answers() throws {
        let fiche = try generique()
        #expect(!fiche.needsOFIICopy(author: .missionLocale, isReply: true))
        #expect(!fiche.orientsToAGIR(isReply: true))
        let followed = try generique([
            Change("beneficiaire.dateContratAGIR", #""2026-10-02""#)
        ])
        #expect(!followed.needsOFIICopy(author: .missionLocale))
        // On the SPE form only the contract's date says it.
        let spe = try FicheFixture.fiche(Self.fromPartner)
        #expect(spe.needsOFIICopy(author: .missionLocale, isReply: true))
        // The monthly table does not take that form: nobody else would tell the DT OFII.
        #expect(spe.needsOFIICopy(author: .cph))
    }
}
