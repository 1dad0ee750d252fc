import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Purge")
struct PurgeTests {
    struct Arret: Error {}

    @Test(
        "une purge qui s'arrête à chaque pas est finie au démarrage suivant, une seule fois",
        arguments: RetentionDesk.PurgeStep.allCases)
    func stops(step: RetentionDesk.PurgeStep) throws {
        let two = try TwoHouses()
        let pli = try two.send()
        let key = PliKey(de: two.a.structure, id: pli.slip.id)
        let desks = two.b.desks
        #expect(throws: Arret.self) {
            try desks.retention.destroy([key], run: nil) { key, view in
                try view.heldFiche(key).map {
                    RetentionDesk.Doomed(fiche: $0, regle: "usage-v1", le: two.horloge.now)
                }
            } reached: {
                if $0 == step { throw Arret() }
            }
        }
        // Never served from the first step on.
        #expect(throws: Refusal.self) {
            try desks.mail.handOut(key.id, de: key.de, to: two.b.agent("referent"))
        }
        #expect(try two.b.inbox().isEmpty)
        let again = Desks(
            store: try LiaisonStore(folder: two.b.folder), keys: desks.office.keys,
            folder: two.b.folder, now: { two.horloge.now })
        try again.retention.settleTombs()
        #expect(try again.retention.settleTombs() == 0)
        #expect(try again.office.store.read { try $0.openTombs(limit: 10) }.isEmpty)
        #expect(
            try again.office.store.blob(in: .reception, de: key.de.text, id: key.id.text) == nil)
        #expect(try again.office.store.mismatches().withoutContent.isEmpty)
        #expect(try again.office.store.mismatches().orphans.isEmpty)
        #expect(try two.b.log().filter { $0 == "purge:fait:usage" }.count == 1)
        var named = 0
        try TombFile(folder: two.b.folder).read { tombstone in
            #expect(tombstone.id == key.id && tombstone.sha256 == pli.slip.sha256)
            named += 1
        }
        #expect(named >= 1)
        let receipts = try again.office.store.read { try $0.receipts(key.id, de: key.de) }
        #expect(receipts.map(\.statut).contains("purge"))
        #expect(try again.office.store.verify { _ in }.defauts.isEmpty)
    }

    @Test(
        "un pli détruit et remis de nouveau reçoit le même accusé de purge, un autre contenu un refus"
    )
    func redelivery() throws {
        let two = try TwoHouses()
        let pli = try two.send()
        try two.condemn(pli, at: two.b)
        #expect(try two.purge(two.b).destroyed == 1)
        func deliver(_ pli: Pli) throws -> MailDesk.Received {
            try two.b.desks.mail.receive(
                pli: pli.bytes, id: pli.slip.id, from: two.a.card().carte)
        }
        let first = try deliver(pli)
        two.horloge.advance(100)
        #expect(try deliver(pli) == first)
        let receipt = try Accuse(first.receipt, addressee: two.b.card().carte)
        #expect(receipt.statut == .purge)
        #expect(receipt.sha256 == pli.slip.sha256)
        // It is the one that is on its way to the sender.
        let queued = try two.b.desks.office.store.read {
            try $0.receipts(pli.slip.id, de: two.a.structure)
        }
        #expect(queued.first { $0.statut == "purge" }?.note == first.receipt)
        let other = try two.a.pli(to: two.b, id: pli.slip.id, content: "autre")
            .countersigned(by: two.a.desks.office.keys.service)
        let refusal = #expect(throws: Refusal.self) { try deliver(other) }
        #expect(refusal?.code == .conflit)
        #expect(try two.b.inbox().isEmpty)
    }

    @Test(
        "chez l'expéditeur, un identifiant détruit ne se dépose plus, et les accusés tardifs sont pris"
    )
    func sender() throws {
        let two = try TwoHouses()
        let pli = try two.send()
        try two.condemn(pli, at: two.a)
        #expect(try two.purge(two.a).destroyed == 1)
        let refusal = #expect(throws: Refusal.self) {
            try two.a.desks.mail.deposit(pli.bytes, by: two.a.agent("referent"))
        }
        #expect(refusal?.code == .conflit)
        _ = try two.b.desks.mail.handOut(
            pli.slip.id, de: two.a.structure, to: two.b.agent("referent"))
        let opened = try two.b.opening(of: pli.slip)
        #expect(try !two.a.desks.mail.receive(receipt: opened, from: two.b.card().carte))
        try two.condemn(pli, at: two.b)
        _ = try two.purge(two.b)
        let purged = try two.b.desks.office.store.read {
            try $0.receipts(pli.slip.id, de: two.a.structure)
        }.first { $0.statut == "purge" }
        let note = try #require(purged?.note)
        #expect(try two.a.desks.mail.receive(receipt: note, from: two.b.card().carte))
        #expect(try !two.a.desks.mail.receive(receipt: note, from: two.b.card().carte))
        // The proof that the partner destroyed it too is kept.
        #expect(
            try two.a.desks.retention.purgeReceipts(
                pour: two.b.structure.text, after: 0, for: two.b.card().carte
            ).notes == [note])
    }

    @Test("un contentieux ouvert pendant une purge garde ce qui n'est pas encore détruit")
    func holdMeanwhile() throws {
        let two = try TwoHouses()
        let plis = try (0..<40).map { _ in try two.send() }
        for pli in plis { try two.condemn(pli, at: two.b) }
        let dpo = try two.b.agent("dpo")
        let first = try two.b.desks.retention.purge(by: dpo, limit: 1, confirmsClock: false)
        #expect(first.destroyed == RetentionDesk.purgeBatch)
        #expect(first.left == 40 - RetentionDesk.purgeBatch)
        let kept = try #require(
            try two.b.desks.office.store.read { try $0.heldFiches(after: nil, limit: 100) }.first)
        let hold = try two.b.desks.retention.enter(
            .contentieux(
                .fiche(de: kept.de, id: kept.id),
                revue: ParisTime.date(at: two.horloge.now).adding(months: 1),
                motif: two.sealed()), by: dpo)
        #expect(hold.changed == 1)
        let second = try two.purge(two.b)
        #expect(second.destroyed == 40 - RetentionDesk.purgeBatch - 1)
        #expect(try two.b.desks.office.store.read { try $0.heldFiche(kept.key) } != nil)
        // Lifted, it goes.
        _ = try two.b.desks.retention.enter(.levee(hold.n), by: dpo)
        #expect(two.b.desks.retention.takePurgeRequest())
        #expect(try two.purge(two.b).destroyed == 1)
        let numbers = try two.b.desks.retention.attestations(for: dpo).map(\.numero)
        #expect(numbers == [2, 1])
    }

    @Test("un procès-verbal dit combien, quoi et entre quels points de contrôle, et se vérifie")
    func attestation() throws {
        let two = try TwoHouses()
        for _ in 0..<3 { try two.condemn(try two.send(), at: two.b) }
        let slice = try two.purge(two.b)
        #expect(slice.attestation == 1)
        #expect(slice.control == .conforme)
        let run = try #require(
            try two.b.desks.retention.attestations(for: two.b.agent("dpo")).first)
        let key = try #require(try two.b.card().carte.daemon?.service)
        let acte = try PurgeActe(#require(run.note), signedBy: key)
        #expect(acte.nombre == 3)
        #expect(acte.parModele == ["generique": 3])
        #expect(acte.regle == "usage-v1")
        #expect(acte.premier == ParisTime.date(at: two.horloge.now))
        let (before, after) = try (
            Checkpoint(note: Array(acte.avant.utf8)), Checkpoint(note: Array(acte.apres.utf8))
        )
        #expect(after.size >= before.size + 3)
        let (note, other) = try (
            #require(run.note), #require(two.a.card().carte.daemon?.service)
        )
        #expect(throws: SchemaError.self) { try PurgeActe(note, signedBy: other) }
        // Nothing is due any more: no run, and no gap in the numbers.
        #expect(try two.purge(two.b).attestation == nil)
        try two.condemn(try two.send(), at: two.b)
        #expect(try two.purge(two.b).attestation == 2)
    }

    @Test("ce qu'un collègue partage suit son original, même détruit avant lui")
    func shared() throws {
        let two = try TwoHouses()
        let original = try two.send()
        let share = try two.b.pli(to: two.b) {
            $0.objet = .partage
            $0.addressees = .agents([two.b.name("referent")])
        }
        let key = PliKey(de: two.a.structure, id: original.slip.id)
        _ = try two.b.desks.mail.deposit(share.bytes, by: two.b.agent("referent"), fiche: key)
        try two.condemn(original, at: two.b)
        #expect(try two.purge(two.b).destroyed == 2)
        // Deposited again once its original is gone, it is not taken; another copy goes at the next purge.
        #expect(throws: Refusal.self) {
            try two.b.desks.mail.deposit(share.bytes, by: two.b.agent("referent"), fiche: key)
        }
        let late = try two.b.pli(to: two.b) {
            $0.objet = .partage
            $0.addressees = .agents([two.b.name("referent")])
        }
        _ = try two.b.desks.mail.deposit(late.bytes, by: two.b.agent("referent"), fiche: key)
        #expect(try two.purge(two.b).destroyed == 1)
        #expect(try two.b.log().contains("purge:fait:partage"))
    }

    @Test(
        "de quoi que ce soit qui nomme quelqu'un, seuls le registre et le journal gardent le pseudonyme",
        arguments: [Objet.fiche, .sortie, .droits, .tableauOFII])
    func persons(objet: Objet) throws {
        let two = try TwoHouses()
        let amina = two.person("a")
        let pli = try two.a.pli(to: two.b, by: objet == .droits ? "dpo" : "referent") {
            $0.objet = objet
            if objet != .fiche { $0.modele = nil }
            if objet == .droits { $0.addressees = .roles([.referent, .dpo]) }
        }
        try two.annotate(pli, amina, at: two.a)
        _ = try two.a.desks.mail.deposit(
            pli.bytes, by: two.a.agent(objet == .droits ? "dpo" : "referent"))
        _ = try two.b.desks.mail.receive(
            pli: pli.countersigned(by: two.a.desks.office.keys.service).bytes, id: pli.slip.id,
            from: two.a.card().carte)
        try two.annotate(pli, amina, at: two.b)
        if objet == .droits {
            _ = try two.b.desks.retention.enter(
                .droitsRefus(de: two.a.structure, id: pli.slip.id, motif: two.sealed()),
                by: two.b.agent("dpo"))
        }
        for house in [two.a, two.b] {
            try two.condemn(pli, at: house)
            #expect(try two.purge(house).destroyed == 1)
            let tables = try house.desks.office.store.tablesNaming(amina.description)
            #expect(Set(tables).isSubset(of: ["transmissions_personnes", "journal"]), "\(tables)")
            #expect(
                try !house.desks.office.store.tablesNaming(pli.slip.id.text).contains("gardes"))
        }
    }

    @Test("rien d'un pli détruit ne reste dans une table, hors sa tombe, son accusé et le registre")
    func rows() throws {
        let two = try TwoHouses()
        let pli = try two.send()
        let amina = two.person("a")
        try two.annotate(pli, amina, at: two.b)
        try two.condemn(pli, at: two.b)
        _ = try two.purge(two.b)
        let tables = try two.b.desks.office.store.tablesNaming(pli.slip.id.text)
        // The log names the id, and the person, for as long as its records are kept.
        #expect(
            Set(tables) == [
                "tombes", "accuses", "transmissions", "transmissions_personnes", "journal",
            ])
        let persons = try two.b.desks.office.store.tablesNaming(amina.description)
        #expect(Set(persons) == ["transmissions_personnes", "journal"])
        // The register falls with its own term, and the pseudonym with it.
        two.horloge.advance(62 * 31 * 86_400)
        try two.b.desks.retention.forgetRegister(on: ParisTime.date(at: two.horloge.now))
        #expect(try two.b.desks.office.store.tablesNaming(amina.description) == ["journal"])
    }
}
