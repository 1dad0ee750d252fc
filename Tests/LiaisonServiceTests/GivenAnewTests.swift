import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// Each sending gives the service anew what is known of its addressee.
@Suite("Ce qu'un agent redonne de ses partenaires à chaque envoi")
struct GivenAnewTests {
    private let a: House
    private let b: House
    private let horloge = TestClock()

    init() throws { (a, b) = try House.pair(horloge) }

    private func refusal(_ body: () throws -> Void) -> Refusal.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Refusal)?.code
        }
    }

    /// A partner without keys, as our referent says.
    private func act(_ name: String) throws -> [UInt8] {
        try DeclaredContact(
            structure: #require(StructureName(name)), libelle: "Déclaré", type: .capEmploi,
            voie: .papier, le: horloge.now
        ).signed(by: #require(a.identities["referent"]).signing, name: a.name("referent")).bytes
    }

    /// Our next card: the referent left, renewed the key, or lost it; a colleague is referent too.
    private func nextCard(
        leaving motif: Carte.Revocation.Motif?, _ signing: AgentIdentity
    ) throws {
        horloge.advance(60)
        let name = a.name("referent")
        let key = try signing.signing.verifierKey(name: name.description)
        let card = try a.card(serie: 2) { card in
            let place = card.agents.firstIndex { $0.nom == name }!
            let old = card.agents[place]
            if let motif {
                card.agents.remove(at: place)
                card.revocations = [
                    Carte.Revocation(cle: old.cle, depuis: horloge.now, motif: motif)
                ]
            } else {
                card.agents[place] = Carte.Agent(
                    nom: name, fonction: old.fonction, roles: old.roles, cle: key,
                    destinataire: signing.age.recipient)
            }
        }
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
    }

    @Test(
        "ce qu'un agent a déclaré ou vérifié se redonne, sa clé renouvelée ou l'agent parti",
        arguments: [Carte.Revocation.Motif?.none, .depart])
    func givenAnew(leaving: Carte.Revocation.Motif?) throws {
        let (held, later) = (try act("ft.example"), try act("cap.example"))
        _ = try a.desks.cards.declare(contact: held, by: a.agent("referent"))
        let verifications = try a.store.read { try $0.verifications(of: b.structure) }
        try nextCard(leaving: leaving, .generate(.x25519))
        let admin = try a.agent("admin")
        let said = try a.logged {
            let isNew = try a.desks.cards.declare(contact: held, by: admin)
            #expect(!isNew)
            for act in verifications { try a.desks.cards.recordVerification(act, by: admin) }
        }
        #expect(said.isEmpty)
        let isNew = try a.desks.cards.declare(contact: later, by: admin)
        #expect(isNew)
        // Its signature is kept with it.
        let kept = try a.store.read { try $0.declaredContacts() }
        #expect(kept.contains(later))
    }

    @Test("d'une clé perdue, rien de nouveau n'est pris ; ce qui est connu ne change rien")
    func lostKey() throws {
        let (held, other) = (try act("ft.example"), try act("cap.example"))
        _ = try a.desks.cards.declare(contact: held, by: a.agent("referent"))
        try nextCard(leaving: .perte, .generate(.x25519))
        let isNew = try a.desks.cards.declare(contact: held, by: a.agent("admin"))
        #expect(!isNew)
        #expect(
            refusal {
                _ = try a.desks.cards.declare(contact: other, by: a.agent("admin"))
            } == .interdit)
    }
}
