import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// The daemon judges what departed agents verified as the agents themselves do.
@Suite("Ce qu'un agent parti avait vérifié, devant le service")
struct DepartedVerificationTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws { (a, b) = try House.pair(horloge) }

    private func isVerified() throws -> Bool {
        try a.store.read { try $0.isVerified(b.structure) }
    }

    /// Our referent, who verified the partner, is in the card no more.
    private func leave(_ motif: Carte.Revocation.Motif) throws {
        horloge.advance(60)
        let card = try a.card(serie: 2) { card in
            let gone = card.agents.first { $0.nom == a.name("referent") }!
            card.agents.removeAll { $0.nom == gone.nom }
            card.revocations = [
                Carte.Revocation(cle: gone.cle, depuis: horloge.now, motif: motif)
            ]
        }
        _ = try a.desks.cards.publish(card.bytes, mayClaim: false)
    }

    private func act(by local: String, le: Instant) throws -> [UInt8] {
        let card = try b.card().carte
        return try Verification(
            structure: b.structure, cle: card.cleStructure, serie: card.serie, moyen: .sms, le: le
        ).signed(by: #require(a.identities[local]).signing, name: a.name(local)).bytes
    }

    /// As whoever writes into the base, and holds a departed agent's key.
    private func slipIn(_ bytes: [UInt8]) throws {
        let earlier = try a.store.read { try $0.cards(of: a.structure) }.map(\.card.carte)
        let own = try a.desks.office.ownCard().carte
        let verification = try Verification(bytes, own: own, earlier: earlier)
        try a.store.write(at: horloge.now) {
            try $0.insert(verification: verification, note: bytes)
        }
    }

    @Test("enregistré avant le départ, cela compte")
    func before() throws {
        #expect(try isVerified())
        try leave(.depart)
        #expect(try isVerified())
    }

    @Test(
        "d'une clé perdue ou volée, rien ne compte",
        arguments: [
            Carte.Revocation.Motif.perte, .compromission,
        ])
    func void(_ motif: Carte.Revocation.Motif) throws {
        try leave(motif)
        #expect(try !isVerified())
    }

    @Test("ce qui vient après le départ ne compte pas, quoi que dise sa date")
    func after() throws {
        let card = try #require(try a.store.card(of: b.structure))
        let forged = try act(by: "referent", le: horloge.now + -3_600)
        try leave(.depart)
        horloge.advance(60)
        try slipIn(forged)
        #expect(try !isVerified())
        // Nor is it taken from a colleague who has nothing better.
        try a.store.write(at: horloge.now) { try $0.removePartner(b.structure) }
        _ = try a.desks.cards.importContact(card.bytes, by: a.agent("admin"))
        let refusal = #expect(throws: Refusal.self) {
            try a.desks.cards.recordVerification(forged, by: a.agent("admin"))
        }
        #expect(refusal?.code == .interdit)
        try a.desks.cards.recordVerification(
            act(by: "admin", le: horloge.now), by: a.agent("admin"))
        #expect(try isVerified())
    }

    @Test("signée de nouveau par qui révoque, elle compte pour tous")
    func again() throws {
        try leave(.depart)
        try a.desks.cards.recordVerification(
            act(by: "admin", le: horloge.now), by: a.agent("admin"))
        let own = try a.desks.office.ownCard().carte
        let held = try a.store.read { try $0.verifications(of: b.structure) }
        #expect(try held.map { try Verification($0, own: own).structure } == [b.structure])
        #expect(try isVerified())
    }
}
