import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Voies")
struct RoadTests {
    let a: House
    let b: House
    let horloge = TestClock()

    init() throws { (a, b) = try House.pair(horloge) }

    var everything: IncidentScope {
        var scope = IncidentScope()
        scope.tout = true
        return scope
    }

    func mail() -> MailDesk { a.desks.mail }

    @discardableResult
    func deposit(
        _ voie: Voie, to other: StructureName? = nil, isLate: Bool = false,
        change: (inout Slip) -> Void = { _ in }
    ) throws -> Pli {
        let pli = try a.pli(to: b) { slip in
            if let other { slip.pour = other }
            change(&slip)
        }
        _ = try mail().deposit(
            pli.bytes, by: a.agent("referent"), road: .init(voie, isLate: isLate))
        return pli
    }

    func declare(
        _ statut: DeclaredStep.Statut, _ pli: Pli, by local: String = "referent"
    ) throws {
        try mail().declare(
            DeclaredStep(statut, le: horloge.now, moyen: .courriel), of: pli.slip.id,
            pour: pli.slip.pour, by: a.agent(local))
    }

    func row(_ pli: Pli) throws -> Outgoing {
        try #require(try a.store.read { try $0.outgoing(pli.slip.id, pour: pli.slip.pour) })
    }

    func refusal(_ body: () throws -> Void) -> Refusal.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Refusal)?.code
        }
    }

    @Test(
        "par une autre voie, rien n'est jamais dû : ni remise, ni délai, ni poste restante",
        arguments: [Voie.pli, .fichier, .archive, .papier])
    func neverDue(voie: Voie) async throws {
        let pli = try deposit(voie)
        #expect(try row(pli).prochain == nil && row(pli).voie == voie)
        #expect(
            try row(pli).statut
                == (voie.isProven ? EnvoiStatut.enAttente : .aTransmettre).rawValue)
        let wire = Wire { _, _ in throw Wire.Cut() }
        let delivery = Delivery(
            desks: a.desks, transport: wire,
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }, jitter: { 1 })
        for _ in 0..<3 {
            try await delivery.deliverDue()
            horloge.advance(20 * 86_400)
        }
        #expect(wire.sent.isEmpty)
        #expect(try mail().waiting(pour: "b.example", after: nil, for: b.card().carte) == [])
        let state = try a.store.read { try $0.state(at: horloge.now) }
        #expect(state.retenus == 0 && state.plusAncien == nil)
    }

    @Test("le dépôt dit sa voie au journal ; le même, refait, ne change rien")
    func recorded() throws {
        var pli: Pli?
        let lines = try a.logged { pli = try deposit(.archive) }
        #expect(lines == ["depot:fait:classique", "declaration:fait:voie-archive"])
        let again = try a.logged {
            let answer = try mail().deposit(
                #require(pli).bytes, by: a.agent("referent"), road: .init(.archive, isLate: true))
            #expect(!answer.isNew)
        }
        #expect(again.isEmpty)
    }

    @Test("un pli porté à la main bouge par ses accusés, et n'en devient pas dû")
    func carriedPli() throws {
        let pli = try deposit(.pli)
        let bytes = try b.opening(of: pli.slip)
        _ = try mail().receive(receipt: bytes, from: b.card().carte)
        #expect(try row(pli).statut == "ouvert" && row(pli).prochain == nil)
        #expect(refusal { try declare(.transmis, pli) } == .invalide)
    }

    @Test("ce qu'un agent déclare est un fait ; le corriger en est un autre, et le dernier compte")
    func declared() throws {
        let pli = try deposit(.papier)
        for (said, state) in [
            (DeclaredStep.Statut.transmis, "transmis"), (.nonParvenu, "non-parvenu"),
            (.transmis, "transmis"), (.ouvert, "ouvert"),
        ] {
            let lines = try a.logged { try declare(said, pli) }
            #expect(lines == ["declaration:fait:\(said.detail.rawValue)"])
            #expect(try row(pli).statut == state)
        }
        // Twice the same is once.
        #expect(try a.logged { try declare(.ouvert, pli) }.isEmpty)
        let track = try mail().track(pli.slip.id, de: a.structure, for: a.agent("referent"))
        #expect(track.declared.map(\.step.statut) == [.transmis, .nonParvenu, .transmis, .ouvert])
        #expect(track.declared.allSatisfy { $0.par == a.name("referent") })
    }

    @Test("une déclaration d'avant l'envoi, à venir, d'un inconnu ou par un autre rôle est refusée")
    func refusedDeclarations() throws {
        let pli = try deposit(.fichier)
        func declare(_ le: Int64, _ id: PliID? = nil, by local: String = "referent") throws {
            try mail().declare(
                DeclaredStep(.transmis, le: horloge.now + le, moyen: .courrier),
                of: id ?? pli.slip.id, pour: b.structure, by: a.agent(local))
        }
        #expect(refusal { try declare(61) } == .invalide)
        #expect(refusal { try declare(-61) } == .invalide)
        #expect(refusal { try declare(0, .random()) } == .introuvable)
        #expect(refusal { try declare(0, by: "dpo") } == .interdit)
        #expect(try row(pli).statut == "a-transmettre")
        try declare(-60)
        #expect(try row(pli).statut == "transmis")
    }

    @Test("la réponse du partenaire ferme l'envoi ; rien de déclaré ne la reprend")
    func answered() throws {
        let pli = try deposit(.archive)
        let answer = try b.pli(to: a) { $0.reponseA = pli.slip.id }
            .countersigned(by: b.desks.office.keys.service)
        _ = try mail().receive(pli: answer.bytes, id: answer.slip.id, from: b.card().carte)
        #expect(try row(pli).statut == "repondu")
        let track = try mail().track(pli.slip.id, de: a.structure, for: a.agent("referent"))
        #expect(track.answers.map(\.row.slip.id) == [answer.slip.id])
        try declare(.nonParvenu, pli)
        #expect(try row(pli).statut == "repondu")
    }

    @Test("partie sans service, une copie que le service refuserait est notée, et signalée")
    func late() throws {
        let unknown = try #require(StructureName("inconnu.example"))
        let lines = try a.logged { try deposit(.papier, to: unknown, isLate: true) }
        #expect(
            lines == [
                "depot:fait:classique", "declaration:fait:voie-papier",
                "declaration:fait:depot-differe", "declaration:fait:partenaire-inconnu",
            ])
        // By the service nothing is late: it would be delivered.
        #expect(refusal { try deposit(.service, to: unknown, isLate: true) } == .introuvable)
    }
}
