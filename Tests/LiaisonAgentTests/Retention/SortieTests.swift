import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

@Suite struct SortieTests {
    private let equipe: Equipe
    private let poste: Poste
    private let day = CalendarDate("2026-11-10")!

    init() throws {
        equipe = try Equipe("ml.example", .missionLocale, Horloge())
        poste = try Poste("claire", of: equipe)
        equipe.daemon.on("PUT", Routes.localFacts, json: Courrier.outcome())
    }

    /// A pli that a partner sent, in our box; its number.
    private func receive(
        from type: StructureKind = .operateurAGIR, isVerified: Bool = true,
        _ seal: ((Sealer) throws -> Sealer.Sealed)? = nil
    ) throws -> String {
        let partner = try Equipe("agir38.example", type, equipe.horloge)
        let theirs = try Poste("claire", of: partner)
        try theirs.knows(equipe.card())
        try poste.knows(partner.card(), isVerified: isVerified)
        let message = SortieMessage(numeroAGDREF: Courrier.number, le: day)
        let pli = try Courrier.pli(
            from: theirs, to: equipe.card().carte, seal ?? { try $0.seal(message) })
        Courrier.receive(pli, equipe)
        return pli.slip.id.text
    }

    private var puts: [String] { equipe.daemon.asked.filter { $0.hasPrefix("PUT") } }

    @Test("une sortie d'un opérateur compte : rattachée, accusée, inscrite")
    func confirms() throws {
        let id = try receive()
        let result = try SortieConfirmation.confirm(id, poste.context)
        #expect(result.message.le == day)
        #expect(result.isOperator)
        #expect(result.outcome.changed == 2)
        #expect(
            puts == [
                "PUT \(Routes.localAnnotations)", "PUT \(Routes.localReceipts)",
                "PUT \(Routes.localFacts)",
            ])
        guard case .sortie(let de, let pli, _, day)? = try Courrier.facts(equipe.daemon).first
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
        #expect(try !SortieConfirmation.confirm(id, poste.context).isOperator)
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
        #expect(Courrier.code { _ = try SortieConfirmation.confirm(id, poste.context) } == .data)
        #expect(puts == [])
    }

    @Test("d'une structure que personne n'a vérifiée, rien n'est inscrit")
    func unverified() throws {
        let id = try receive(isVerified: false)
        #expect(
            Courrier.code { _ = try SortieConfirmation.confirm(id, poste.context) } == .notAllowed)
        #expect(puts == [])
    }

    @Test("une réponse illisible est une erreur", arguments: Courrier.notAnObject)
    func unreadable(text: String) throws {
        let id = try receive()
        equipe.daemon.on("PUT", Routes.localFacts, text: text)
        #expect(Courrier.code { _ = try SortieConfirmation.confirm(id, poste.context) } == .data)
    }

    @Test("une sortie ne se rattache pas comme une fiche")
    func attach() throws {
        let id = try receive()
        #expect(Courrier.code { _ = try FicheAttachment.plan(id, poste.context) } == .data)
        #expect(puts == [])
    }
}
