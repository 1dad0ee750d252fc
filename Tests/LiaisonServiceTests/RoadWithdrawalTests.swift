import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// What is taken back of what left by another road than the service.
extension RoadTests {
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
            pli.slip.id, de: a.structure, to: a.agent("referent"), isExport: true)
        #expect(try issues(pli) == [.peutEtreParti])
        #expect(try issues(pli, isUnsent: true) == [.retire])
        let sent = try deposit(.service)
        try a.store.write(at: horloge.now) { try $0.claimCarried(sent.slip.id) }
        #expect(try issues(sent, isUnsent: true) == [.peutEtreParti])
    }
}
