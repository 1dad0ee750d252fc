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
    private let a: House
    private let b: House
    private let horloge = TestClock()

    init() throws { (a, b) = try House.pair(horloge) }

    private var everything: IncidentScope {
        var scope = IncidentScope()
        scope.tout = true
        return scope
    }

    private func mail() -> MailDesk { a.desks.mail }

    @discardableResult
    private func deposit(
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

    private func declare(
        _ statut: DeclaredStep.Statut, _ pli: Pli, by local: String = "referent"
    ) throws {
        try mail().declare(
            DeclaredStep(statut, le: horloge.now, moyen: .courriel), of: pli.slip.id,
            pour: pli.slip.pour, by: a.agent(local))
    }

    private func row(_ pli: Pli) throws -> Outgoing {
        try #require(try a.store.read { try $0.outgoing(pli.slip.id, pour: pli.slip.pour) })
    }

    private func refusal(_ body: () throws -> Void) -> Refusal.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Refusal)?.code
        }
    }

    /// A partner without keys, as an agent says.
    @discardableResult
    private func declareContact(
        _ name: String, suite: StructureName? = nil, le: Int64 = 0,
        type: StructureKind = .poleEmploi,
        by local: String = "referent"
    ) throws -> StructureName {
        let structure = try #require(StructureName(name))
        let acte = try DeclaredContact(
            structure: structure, libelle: "Déclaré", type: type, voie: .papier, suite: suite,
            le: horloge.now + le
        ).signed(by: a.identities[local]!.signing, name: a.name(local))
        _ = try a.desks.cards.declare(contact: acte.bytes, by: a.agent(local))
        return structure
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
        try declare(.nonParvenu, pli)
        #expect(try row(pli).statut == "repondu")
    }

    @Test("retirée, puis dite partie : elle l'est, et son destinataire compte de nouveau")
    func declaredAfterWithdrawal() throws {
        let pli = try deposit(.papier)
        func withdraw() throws -> [Retrait.Issue] { try issues(pli, isUnsent: true) }
        #expect(try withdraw() == [.retire])
        #expect(try reached().isEmpty)
        try declare(.nonParvenu, pli)
        #expect(try row(pli).statut == "retire")
        try declare(.transmis, pli)
        #expect(try row(pli).statut == "transmis")
        #expect(try reached() == [b.structure])
        horloge.advance(60)
        let said = try a.logged {
            let now = try withdraw()
            #expect(now == [.parti])
        }
        // What it came to first is no more true: it is not what is kept and followed.
        #expect(said == ["retrait:echec:doublon"])
        let kept = try a.store.read { try $0.withdrawals(of: pli.slip.id) }
        #expect(kept.map(\.issue) == [.parti] && kept.first?.le == horloge.now)
        #expect(try a.logged { _ = try withdraw() }.isEmpty)
    }

    private func issues(_ pli: Pli, isUnsent: Bool = false) throws -> [Retrait.Issue] {
        try mail().withdraw(
            pli.slip.id, for: .doublon, isUnsent: isUnsent, by: a.agent("referent")
        ).map(\.issue)
    }

    private func reached() throws -> [StructureName] {
        try Array(a.desks.incidents.reach(of: everything).partners.keys)
    }

    @Test(
        "un fichier, une feuille : n'est dit non parti que ce qu'un agent déclare tel",
        arguments: [Voie.fichier, .archive, .papier])
    func inHands(voie: Voie) throws {
        let pli = try deposit(voie)
        #expect(try issues(pli) == [.peutEtreParti])
        #expect(try row(pli).statut == "retire")
        #expect(try reached() == [b.structure])
        let partners = try a.store.read { try $0.heldFiche(pli.slip.key) }?.partners
        #expect(partners == [b.structure])
        // Asked again it says the same; whoever has it may say that it did not leave.
        #expect(try a.logged { _ = try issues(pli) }.isEmpty)
        let said = try a.logged {
            let now = try issues(pli, isUnsent: true)
            #expect(now == [.retire])
        }
        #expect(said == ["retrait:fait:doublon"])
        #expect(try reached().isEmpty)
        #expect(try issues(pli) == [.retire])
    }

    @Test("dit non parvenu, un fichier est quelque part, quoi qu'on déclare en le retirant")
    func notArrived() throws {
        let pli = try deposit(.archive)
        try declare(.nonParvenu, pli)
        #expect(try issues(pli, isUnsent: true) == [.peutEtreParti])
        #expect(try issues(pli, isUnsent: true) == [.peutEtreParti])
        #expect(try reached() == [b.structure])
    }

    @Test(
        "un pli porté, exporté, est peut-être parti ; qui le tient dit que non, du service nul ne le dit"
    )
    func carriedAndTakenBack() throws {
        let pli = try deposit(.pli)
        _ = try mail().handOut(
            pli.slip.id, de: a.structure, to: a.agent("referent"), for: .export)
        #expect(try issues(pli) == [.peutEtreParti])
        #expect(try issues(pli, isUnsent: true) == [.retire])
        let sent = try deposit(.service)
        try a.store.write(at: horloge.now) { try $0.claimCarried(sent.slip.id) }
        #expect(try issues(sent, isUnsent: true) == [.peutEtreParti])
    }

    // MARK: Partners without keys

    @Test(
        "à un partenaire sans clé : par une autre voie seulement, une fois qu'un agent l'a déclaré")
    func toDeclared() throws {
        let name = try #require(StructureName("ft.example"))
        #expect(refusal { try deposit(.papier, to: name) } == .introuvable)
        try declareContact("ft.example")
        try deposit(.papier, to: name)
        #expect(refusal { try deposit(.service, to: name) } == .introuvable)
        let reach = try a.desks.incidents.reach(of: everything)
        #expect(reach.partners.keys.contains(name))
    }

    @Test("la parole d'un collègue plus récente compte, une plus vieille non ; le DPO n'en a pas")
    func contactActs() throws {
        try declareContact("ft.example")
        let held = try a.store.read { try $0.declaredContacts() }
        try declareContact("ft.example", le: -10, by: "admin")
        #expect(try a.store.read { try $0.declaredContacts() } == held)
        try declareContact("ft.example", le: 10, by: "admin")
        #expect(try a.store.read { try $0.declaredContacts() } != held)
        #expect(refusal { try declareContact("ft.example", le: 20, by: "dpo") } == .interdit)
        #expect(refusal { try declareContact("ft.example", le: 2 * 86_400) } == .invalide)
        let directory = try a.desks.cards.directory(for: a.agent("referent"))
        #expect(directory.declared.count == 1)
        try a.desks.cards.removeContact(
            #require(StructureName("ft.example")), by: a.agent("referent"))
        #expect(try a.desks.cards.directory(for: a.agent("referent")).declared.isEmpty)
    }

    @Test("rattaché, c'est sous son nouveau nom qu'il est prévenu, une fois")
    func attached() throws {
        let name = try declareContact("ft.example")
        try deposit(.papier, to: name)
        try deposit(.papier)
        try declareContact("ft.example", suite: b.structure, le: 10)
        let reach = try a.desks.incidents.reach(of: everything)
        #expect(Array(reach.partners.keys) == [b.structure])
        #expect(reach.partners[b.structure]?.enregistrements == 2)
        let unknown = try #require(StructureName("c.example"))
        #expect(
            refusal { try declareContact("ft.example", suite: unknown, le: 20) } == .introuvable)
    }

    // MARK: What came later

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
