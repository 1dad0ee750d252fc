import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// Whom to call at a partner that was declared without keys, and has its card under another name since.
@Suite("qui appeler chez un partenaire rattaché") struct NoticeTargetTests {
    private let team: Team
    private let partenaire: Team
    private let machine: Machine
    private let old: StructureName

    init() throws {
        (team, partenaire) = try Team.pair()
        machine = try Machine("denis", of: team)
        try machine.knows(partenaire.card())
        old = try #require(StructureName("ancien.example"))
        let act = try DeclaredContact(
            structure: old, libelle: "Ancien", type: .missionLocale, telephone: "04 76 00 00 07",
            telephoneSource: .annuaire, voie: .papier, suite: partenaire.structure,
            le: team.horloge.now
        ).signed(by: #require(team.identities["claire"]).signing, name: team.name("claire"))
        try machine.folder.save(declaredContact: act.bytes, of: old)
        try FakeIncident(machine, about: partenaire.structure).isTold(by: team.daemon)
    }

    private func shows(
        _ avec: [StructureName], _ contacts: [StructureName: Convention.Contacts]
    ) throws {
        let convention = Convention(
            reference: "R", type: .spe, avec: avec,
            debut: try #require(CalendarDate("2020-01-01")), echeance: .commun(.accordCadre),
            contacts: contacts)
        team.daemon.on(
            "GET", Routes.localConventions,
            json: ConventionList(states: [ConventionState(convention)], termes: [:]).value)
    }

    private func called(_ names: [NoticeAddressee] = []) throws -> [String] {
        var input = NotifyIncident.Input(n: 1)
        input.names = names
        return try NotifyIncident(.handling(machine.context)).plan(input).notices.map(\.contact)
    }

    @Test("la convention signée sous l'ancien nom dit qui appeler, sous l'un et l'autre nom")
    func convention() throws {
        let cap = try #require(StructureName("cap.example"))
        try shows([cap, old], [cap: .init(incident: "Cap"), old: .init(incident: "Mme Modèle")])
        #expect(try called() == ["Mme Modèle"])
        #expect(try called([.structure(old)]) == ["Mme Modèle"])
        // What was said under the new name stands over it.
        try shows(
            [partenaire.structure, old],
            [
                partenaire.structure: .init(incident: "M. Nouveau"),
                old: .init(ssi: "RSSI", incident: "Mme Modèle"),
            ])
        #expect(try called() == ["M. Nouveau"])
    }

    @Test("sans convention qui le dise, le numéro qu'un agent avait déclaré")
    func declared() throws {
        #expect(try called() == ["04 76 00 00 07"])
    }

    @Test("une convention tient sous le nouveau nom, une fois, et les contacts s'y joignent")
    func under() throws {
        let new = partenaire.structure
        let debut = try #require(CalendarDate("2020-01-01"))
        let state = ConventionState(
            Convention(
                reference: "R", type: .spe, avec: [old, new], debut: debut,
                echeance: .commun(.accordCadre),
                contacts: [old: .init(dpo: "A", ssi: "B"), new: .init(dpo: "C")]))
        let now = state.under(Successors([old: new]))
        #expect(now.convention.avec == [new])
        #expect(now.contacts == [new: .init(dpo: "C", ssi: "B")])
        #expect(now.isInForce(on: debut) && !now.isInForce(on: debut.adding(days: -1)))
        #expect(state.under(Successors()) == state)
    }
}
