import AgentTestSupport
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import TestSupport
import Testing

/// Which key counts, once the card that gave it is no longer in force (formats.md, «Which key counts»).
@Suite("L'auteur d'une fiche") struct AuthorTests {
    private let partnership: Partnership
    private let pli: Pli
    private let first: SignedCarte
    private let sealed: Instant

    init() throws {
        partnership = try Partnership()
        first = try partnership.ml.card()
        pli = try partnership.receive()
        sealed = partnership.operateur.horloge.now
        partnership.operateur.horloge.advance(3_600)
    }

    private var name: StructureName { partnership.ml.structure }
    private var claire: KeyName { partnership.ml.name("claire") }

    /// The card after the first: another key for the author, the one before revoked or not.
    private func second(
        _ motif: Carte.Revocation.Motif? = nil, depuis: Int64 = 0, key: SigningKey? = nil
    ) throws -> SignedCarte {
        let agent = try partnership.ml.agent("claire")
        return try partnership.ml.card(serie: 2, key: key) { card in
            card.agents.removeAll { $0.nom == claire }
            card.agents.append(
                Carte.Agent(
                    nom: claire, fonction: "claire", roles: [.referent],
                    cle: try SigningKey.generate().verifierKey(name: claire.description),
                    destinataire: agent.destinataire))
            guard let motif else { return }
            card.revocations = [
                .init(cle: agent.cle, depuis: sealed + depuis, motif: motif)
            ]
        }
    }

    /// Opens the fiche under a card, the daemon telling what came into force when.
    ///
    /// - Parameter accepted: seconds after the sealing at which the new card came into force.
    private func open(
        _ card: SignedCarte, accepted: Int64, recorded: Int64 = 0, earlier: [SignedCarte]? = nil
    ) throws -> (code: AgentError.Code?, isDoubtful: Bool) {
        let machine = try Machine("claire", of: partnership.operateur)
        try machine.knows(card)
        partnership.holds([pli], recu: sealed + recorded)
        let rows =
            (earlier ?? [first]).map { AcceptedCard(card: $0.bytes, accepted: sealed + -86_400) }
            + [AcceptedCard(card: card.bytes, accepted: sealed + accepted)]
        partnership.operateur.daemon.on(
            "GET", Routes.localCards(of: name), json: CardPage(cards: rows, next: nil).value)
        let code = code {
            _ = try OpenFiche(.box(pli.slip.id.text), machine.session()).open {
                throw AgentError(.usage, "")
            }
        }
        return (code, machine.notices.contains(.fiche(.doubtfulKey(of: claire))))
    }

    @Test("une clé remplacée compte pour ce qui est arrivé avant la carte qui la remplace")
    func renewed() throws {
        let card = try second()
        #expect(try open(card, accepted: 600).code == nil)
        #expect(try open(card, accepted: 600, recorded: 600).code == nil)
        #expect(try open(card, accepted: 600, recorded: 601).code == .data)
    }

    @Test("une clé révoquée compte pour ce qui est arrivé avant, et un doute se dit")
    func revoked() throws {
        let departed = try open(second(.depart, depuis: 300), accepted: 600)
        #expect(departed.code == nil && !departed.isDoubtful)
        let stolen = try open(second(.compromission, depuis: -60), accepted: 600)
        #expect(stolen.code == nil && stolen.isDoubtful)
        let late = try open(second(.compromission, depuis: -60), accepted: 600, recorded: 601)
        #expect(late.code == .data)
    }

    @Test("scellée après sa réception, elle nomme qui a l'horloge en avance")
    func ahead() throws {
        for recorded in [0, -300, -301, -80_000] as [Int64] {
            let machine = try Machine("claire", of: partnership.operateur)
            try machine.knows(first)
            partnership.holds([pli], recu: sealed + recorded)
            let row = AcceptedCard(card: first.bytes, accepted: sealed + -86_400)
            partnership.operateur.daemon.on(
                "GET", Routes.localCards(of: name), json: CardPage(cards: [row], next: nil).value)
            _ = try OpenFiche(.box(pli.slip.id.text), machine.session()).open {
                throw AgentError(.usage, "")
            }
            let notice = AgentNotice.fiche(.sealedAhead(by: claire, seconds: -recorded))
            #expect(machine.notices.contains(notice) == (recorded < -300), "\(recorded)")
        }
    }

    @Test("sans la carte qui la donnait, une clé n'est de personne")
    func unknown() throws {
        #expect(try open(second(), accepted: 600, earlier: []).code == .data)
        // Another structure key gave it: nobody verified that one.
        let foreign = try partnership.ml.card(key: .generate())
        #expect(try open(second(), accepted: 600, earlier: [foreign]).code == .data)
        // Another structure's card under the same names.
        #expect(
            try open(second(), accepted: 600, earlier: [partnership.operateur.card()]).code == .data
        )
    }

    @Test(
        "ce qui n'est pas la liste des cartes n'est pas « aucune carte »",
        arguments: FakeDaemon.unreadable)
    func unreadable(text: String) throws {
        let machine = try Machine("claire", of: partnership.operateur)
        try machine.knows(second())
        partnership.holds([pli], recu: sealed)
        partnership.operateur.daemon.on("GET", Routes.localCards(of: name), text: text)
        #expect(
            code {
                _ = try OpenFiche(.box(pli.slip.id.text), machine.session()).open {
                    throw AgentError(.usage, "")
                }
            } == .data)
    }
}
