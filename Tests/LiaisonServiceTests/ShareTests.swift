import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

/// What a colleague hands on.
extension ReceptionTests {
    /// A pli between colleagues of `a`.
    private func share(
        id: PliID = .random(), objet: Objet = .partage, with local: String = "referent",
        content: String = "contenu"
    ) throws -> Pli {
        try a.pli(to: a, id: id, content: content) {
            $0.objet = objet
            $0.addressees = .agents([a.name(local)])
        }
    }

    @Test("un partage va dans la boîte de réception, sans partir, et s'ouvre")
    func shared() throws {
        let fiche = PliKey(de: b.structure, id: .random())
        let pli = try share()
        let referent = try a.agent("referent")
        let logged = try a.logged {
            let new = try (0..<2).map { _ in
                try a.desks.mail.deposit(pli.bytes, by: referent, fiche: fiche).isNew
            }
            #expect(new == [true, false])
        }
        #expect(logged == ["depot:fait:classique", "partage:fait"])
        #expect(try a.desks.office.store.read { try $0.outbox() }.isEmpty)
        #expect(try a.inbox().map(\.slip.id) == [pli.slip.id])
        let handed = try Pli(a.desks.mail.handOut(pli.slip.id, de: a.structure, to: referent))
        try handed.verify(sender: a.card().carte)
        try a.desks.mail.recordOpening(a.opening(of: pli.slip), by: referent)
        #expect(try a.inbox().map(\.statut) == ["ouvert"])
        // Nobody waits for this receipt.
        let due = try a.desks.office.store.read { try $0.duePeers(at: a.horloge.now + 3_600) }
        #expect(due.isEmpty)
        let other = try share(id: pli.slip.id, content: "autre")
        let refusal = #expect(throws: Refusal.self) {
            try a.desks.mail.deposit(other.bytes, by: referent)
        }
        #expect(refusal?.code == .conflit)
    }

    @Test("un partage ne va qu'à un référent de la structure, et ne sort ni n'entre")
    func wrongShare() throws {
        let referent = try a.agent("referent")
        let plis = [
            try share(with: "dpo"), try share(objet: .fiche),
            try share(objet: .cleIndex, with: "admin"),
            try a.pli(to: a) { $0.objet = .partage }, try a.pli(to: b) { $0.objet = .partage },
        ]
        for pli in plis {
            #expect(throws: Refusal.self) { try a.desks.mail.deposit(pli.bytes, by: referent) }
        }
        #expect(try a.inbox().isEmpty)
        #expect(try a.desks.office.store.read { try $0.outbox() }.isEmpty)
        let entering = try received(a.pli(to: b) { $0.objet = .partage })
        #expect(throws: Refusal.self) {
            try b.desks.mail.receive(
                pli: entering.bytes, id: entering.slip.id, from: a.card().carte)
        }
        #expect(try b.inbox().isEmpty)
    }
}
