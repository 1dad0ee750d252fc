import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Guichets d'un partenaire suspendu")
struct GuichetSuspensionTests {
    private let house: GuichetHouse

    init() throws { house = try GuichetHouse() }

    private func suspend() throws {
        try house.a.desks.cards.suspend(
            house.b.structure, for: .incident, by: house.a.agent("admin"))
    }

    private func resume() throws {
        try house.a.desks.cards.resume(house.b.structure, by: house.a.agent("admin"))
    }

    private func invite(_ letter: Character) throws -> GuichetName {
        let nom = try house.name(letter)
        try house.prepare(.invitation(modele: .generique, nombre: 2), as: nom)
        try house.publish(nom)
        return nom
    }

    @Test("ouverts, ils ne donnent ni ne prennent plus rien ; repris, ils resservent")
    func paused() throws {
        let (nom, id) = try house.open("a")
        let invitation = try invite("b")
        let answer = PliID.random()
        try house.reply(nom, id: answer)
        try suspend()
        for nom in [nom, invitation] {
            let refusal = #expect(throws: Refusal.self) { _ = try house.fetch(nom) }
            // What it says is what a closed or unknown one says.
            #expect(refusal?.message == GuichetDesk.gone.message)
            #expect(
                house.refusal { try house.desk.opened(nom, proof: house.proof, by: house.visitor) }
                    == .introuvable)
            #expect(house.refusal { try house.reply(nom, id: .random()) } == .introuvable)
            #expect(try house.guichet(nom).statut == .ouvert)
        }
        // What came before is opened, and bounded as ever.
        try house.take(answer, of: nom)
        #expect(try house.statut(id) == EnvoiStatut.repondu.rawValue)
        try resume()
        #expect(try house.fetch(invitation) == GuichetHouse.content)
        try house.reply(invitation, id: .random())
    }

    @Test("aucun n'est préparé, publié ni prolongé ; c'est refusé à son auteur, au journal")
    func refused() throws {
        let prepared = try house.name("a")
        let id = try house.deposit()
        try house.prepare(.envoi(id), as: prepared)
        let open = try invite("b")
        try suspend()
        let agent = try house.a.agent("referent")
        let attempts: [() throws -> Void] = [
            { _ = try house.deposit() },
            { try house.publish(prepared) },
            { try house.prepare(.envoi(id), as: house.name("c")) },
            { try house.prepare(.invitation(modele: .generique, nombre: 1), as: house.name("d")) },
            {
                _ = try house.desk.prolong(
                    open, to: house.horloge.now + 40 * 86_400, by: agent)
            },
        ]
        for attempt in attempts {
            let logged = try house.a.logged { #expect(house.refusal(attempt) == .interdit) }
            #expect(logged == ["depot:refuse:partenaire-suspendu"])
        }
    }

    @Test("sa fin n'attend pas la reprise ; un agent le ferme quand il veut")
    func ends() throws {
        let (nom, _) = try house.open("a")
        let other = try invite("b")
        try suspend()
        let closed = try house.desk.close(other, for: .ferme, by: house.a.agent("referent"))
        #expect(closed.guichet.statut == .clos)
        house.horloge.advance(31 * 86_400)
        #expect(try house.desk.closeDue() == 1)
        #expect(try house.guichet(nom).statut == .clos)
    }
}
