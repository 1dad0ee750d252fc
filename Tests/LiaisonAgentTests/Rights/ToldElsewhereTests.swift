import AgentTestSupport
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import Testing

@Suite("une demande dite à qui le service n'atteint pas")
struct ToldElsewhereTests {
    private let team: Team
    private let partenaire: Team
    private let machine: Machine

    init() throws {
        (team, partenaire) = try Team.pair()
        machine = try Machine("denis", of: team)
        try machine.knows(partenaire.card(serie: 2) { $0.daemon = nil })
    }

    private func dossier(_ more: [RequestFact] = [], _ sent: [LocalTransmission] = []) throws {
        var dossier = FakeRequest(.opposition, machine)
        (dossier.destinataires, dossier.more) = ([partenaire.structure], more)
        dossier.transmissions = sent
        try dossier.isTold(by: team.daemon)
    }

    private func carryOut(by remises: Remises) throws -> RequestExecution.Outcome {
        let requests = try Requests.handling(machine.context)
        let execution = RequestExecution(
            session: requests.session, classical: false, by: remises.hands)
        return try execution.run(execution.plan(requests.dossier(3)), confirmed: nil)
    }

    /// Our copy was taken, and no file was made of it.
    private func cutShort() throws -> Pli {
        try dossier()
        let unwritable = Remises(before: { _ in throw FileError(.output, "plein") })
        #expect(try carryOut(by: unwritable).failures.map(\.name) == [partenaire.structure])
        let deposited = try #require(team.daemon.bodies("PUT", Routes.localSend).last)
        let pli = try Pli(deposited).countersigned(by: team.serviceKey)
        let key = pli.slip.key
        team.daemon.on("GET", Routes.localPli(de: key.de, id: key.id)) { _ in
            .init(status: 200, body: pli.bytes)
        }
        let step = Course.Step(.depot, par: pli.slip.auteur, le: pli.slip.scelle)
        team.daemon.on(
            "GET", Routes.localCourse(de: key.de, id: key.id), json: Course(steps: [step]).value)
        return pli
    }

    private func row(_ pli: Pli, _ statut: EnvoiStatut) -> LocalTransmission {
        LocalTransmission(
            key: pli.slip.key, pour: partenaire.structure, objet: .droits, scelle: pli.slip.scelle,
            recu: nil, ouvert: nil, voie: .fichier, statut: statut)
    }

    @Test(
        "sans fichier, il n'est pas prévenu : refaite, la commande le fait ; parti, elle le reprend",
        arguments: [
            (EnvoiStatut.aTransmettre, false), (EnvoiStatut.nonParvenu, false),
            (EnvoiStatut.transmis, true), (EnvoiStatut.repondu, true),
        ])
    func again(statut: EnvoiStatut, isTold: Bool) throws {
        let pli = try cutShort()
        let sent = row(pli, statut)
        #expect(try LocalTransmission(sent.value) == sent)
        try dossier([.execution(contentieux: nil)], [sent])
        let remises = Remises()
        let outcome = try carryOut(by: remises)
        #expect(outcome.told == (isTold ? [partenaire.structure] : []))
        #expect(outcome.elsewhere == (isTold ? [] : [partenaire.structure]))
        #expect(remises.files.count == (isTold ? 0 : 1))
        let id = try isTold ? pli.slip.id : #require(outcome.made.first).manifest.id
        #expect(
            try team.daemon.requestFacts().last == .envoi(pour: partenaire.structure, id: id))
    }

    @Test("un fichier fait et noté ne l'est pas deux fois, sauf s'il n'est pas parvenu")
    func noted() throws {
        let pli = try cutShort()
        let facts: [RequestFact] = [
            .execution(contentieux: nil), .envoi(pour: partenaire.structure, id: pli.slip.id),
        ]
        for (statut, count) in [(EnvoiStatut.aTransmettre, 0), (EnvoiStatut.nonParvenu, 1)] {
            try dossier(facts, [row(pli, statut)])
            let remises = Remises()
            _ = try carryOut(by: remises)
            #expect(remises.files.count == count, "\(statut)")
        }
    }
}
