import AgentTestSupport
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct SortieTests {
    private let team: Team
    private let machine: Machine
    private let day = CalendarDate("2026-11-10")!

    init() throws {
        team = try Team("ml.example", .missionLocale, TestClock())
        machine = try Machine("claire", of: team)
        team.daemon.on("PUT", Routes.localFacts, json: Samples.outcome())
    }

    /// A pli that a partner sent, in our box; its number.
    private func receive(
        from type: StructureKind = .operateurAGIR, isVerified: Bool = true,
        _ seal: ((Sealer) throws -> Sealer.Sealed)? = nil
    ) throws -> String {
        let partner = try Team("agir38.example", type, team.horloge)
        let theirs = try Machine("claire", of: partner)
        try theirs.knows(team.card())
        try machine.knows(partner.card(), isVerified: isVerified)
        let message = SortieMessage(numeroAGDREF: Samples.number, le: day)
        let pli = try Samples.pli(
            from: theirs, to: team.card().carte, seal ?? { try $0.seal(message) })
        Samples.receive(pli, team)
        return pli.slip.id.text
    }

    private var puts: [String] { team.daemon.asked.filter { $0.hasPrefix("PUT") } }

    @Test("une sortie d'un opérateur compte : rattachée, accusée, inscrite")
    func confirms() throws {
        let id = try receive()
        let result = try SortieConfirmation.confirm(id, machine.context)
        #expect(result.message.le == day)
        #expect(result.isOperator)
        #expect(result.outcome.changed == 2)
        #expect(
            puts == [
                "PUT \(Routes.localAnnotations)", "PUT \(Routes.localReceipts)",
                "PUT \(Routes.localFacts)",
            ])
        guard case .sortie(let de, let pli, _, day)? = try Samples.facts(team.daemon).first
        else {
            Issue.record("ce n'est pas une sortie")
            return
        }
        #expect(de == result.de)
        #expect(pli.text == id)
    }

    @Test("celle d'une autre structure n'est qu'une information")
    func information() throws {
        let id = try receive(from: .capEmploi)
        #expect(try !SortieConfirmation.confirm(id, machine.context).isOperator)
    }

    @Test("un autre message n'est pas une sortie : rien n'est inscrit")
    func otherMessage() throws {
        let id = try receive { sealer in
            try sealer.seal(
                .anomalie,
                Payload.Part(
                    nom: "anomalie.json", type: "application/json",
                    content: Array(#"{"texte":"Erreur"}"#.utf8)))
        }
        #expect(Samples.code { _ = try SortieConfirmation.confirm(id, machine.context) } == .data)
        #expect(puts == [])
    }

    @Test("d'une structure que personne n'a vérifiée, rien n'est inscrit")
    func unverified() throws {
        let id = try receive(isVerified: false)
        #expect(
            Samples.code { _ = try SortieConfirmation.confirm(id, machine.context) } == .notAllowed)
        #expect(puts == [])
    }

    @Test("une réponse illisible est une erreur", arguments: Samples.notAnObject)
    func unreadable(text: String) throws {
        let id = try receive()
        team.daemon.on("PUT", Routes.localFacts, text: text)
        #expect(Samples.code { _ = try SortieConfirmation.confirm(id, machine.context) } == .data)
    }

    @Test("une sortie ne se rattache pas comme une fiche")
    func attach() throws {
        let id = try receive()
        #expect(Samples.code { _ = try FicheAttachment.plan(id, machine.context) } == .data)
        #expect(puts == [])
    }
}
