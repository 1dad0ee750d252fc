import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Ce qui se garde d'une note, et ce qui s'en donne")
struct CosignatureTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    private func attest(_ bend: @escaping @Sendable (PeerAnswer) -> PeerAnswer) async {
        let wire = Wire(
            plis: { _, _ in throw Wire.Cut() },
            peer: { [a, b] in (try a.desks.office.ownCard().carte, b.desks) }, bend: bend)
        await Witnessing(
            desks: a.desks, transport: wire, logger: RestoredHouse.silent
        ).tick()
    }

    @Test("un témoin qui répète 99 fois sa cosignature : une ligne, et tout se lit")
    func repeats() async throws {
        await attest { answer in
            .taken(Array(repeating: answer.body ?? [], count: 99).flatMap(\.self))
        }
        let point = try #require(
            try a.desks.office.store.read { try $0.lastPoint("a.example/journal/1") })
        let kept = try a.desks.office.store.read {
            try $0.cosignatures(point.origin, size: point.size)
        }
        #expect(kept.map { $0.line.split(separator: "\n").count } == [1])
        let handed = try a.desks.logbook.points(for: a.agent("dpo"))
        #expect(try handed.map { try SignedNote($0).signatures.count } == [2])
        let proof = try a.desks.logbook.prove(0, by: a.agent("dpo"))
        #expect(LogProof(proof)?.isIncluded == true)
    }

    @Test(
        "une cosignature à plus d'un jour est refusée, son partenaire nommé une fois, et la purge passe",
        arguments: [-2, 2, 5_000] as [Int64])
    func strangeTime(days: Int64) async throws {
        try a.desks.retention.startClock()
        let own = a.desks.office
        let (key, name) = (b.desks.office.keys.temoin, "\(b.structure)/temoin")
        let said = UInt64(horloge.now.seconds + days * 86_400)
        for _ in 0..<3 {
            try own.record(.sauvegarde)
            horloge.advance(60)
            let point = try #require(try a.desks.logbook.signCheckpoint())
            var note = try SignedNote(point.note).filtered { _ in false }
            try note.cosign(key, as: name, at: said)
            let lines = Array(note.signatureLines.utf8)
            await attest { answer in answer.body == nil ? answer : .taken(lines) }
            #expect(
                try own.store.read { try $0.cosignatures(point.origin, size: point.size) }.isEmpty)
            // It has it all the same: nobody asks again before the log grows.
            #expect(try a.desks.logbook.pendingPoint(for: b.structure)?.1 == nil)
        }
        #expect(try a.log().filter { $0 == "alarme:echec:horloge-partenaire" }.count == 1)
        #expect(a.desks.retention.clockContradictors == [b.structure])
        #expect(a.desks.retention.clockDoubt == nil)
        func isNamed(_ desks: Desks) throws -> Bool {
            try desks.reminders.lines(for: a.agent("dpo")).contains {
                $0.hasPrefix("Une autre heure") && $0.contains(b.structure.text)
            }
        }
        #expect(try isNamed(a.desks))
        // Started again, it names it still, until the DPO answers; then no more, started again or not.
        let again = try started()
        #expect(again.retention.clockContradictors == [b.structure])
        #expect(try isNamed(again))
        try again.retention.confirmClock(by: a.agent("dpo"))
        #expect(try !isNamed(again))
        let third = try started()
        #expect(third.retention.clockContradictors == [])
        func lies(to desks: Desks) throws {
            try desks.retention.partner(
                b.structure, says: Instant(seconds: Int64(said)), asked: horloge.now)
        }
        try lies(to: third)
        #expect(third.retention.clockContradictors == [])
        // It said our time once more: another one is news again.
        try third.retention.partner(b.structure, says: horloge.now, asked: horloge.now)
        let last = try started()
        try lies(to: last)
        #expect(last.retention.clockContradictors == [b.structure])
    }

    /// The service of `a` started again on its state.
    private func started() throws -> Desks {
        let desks = Desks(
            store: try LiaisonStore(folder: a.folder), keys: a.desks.office.keys, folder: a.folder,
            now: { [horloge] in horloge.now })
        try desks.retention.startClock()
        return desks
    }

    @Test(
        "trois cents témoins honnêtes : le point se lit, ceux que nos agents ont vérifiés d'abord")
    func crowd() throws {
        let point = try #require(try a.desks.logbook.signCheckpoint())
        let time = UInt64(horloge.now.seconds)
        func cosign(_ key: SigningKey, _ name: String) throws {
            var note = try SignedNote(point.note).filtered { _ in false }
            try note.cosign(key, as: name, at: time)
            try a.desks.office.store.write(at: horloge.now) {
                try $0.insert(
                    StoredCosignature(
                        temoin: name, le: horloge.now, line: note.signatureLines),
                    origin: point.origin, size: point.size)
            }
        }
        for n in 0..<300 { try cosign(.generate(), "t\(n).example/temoin") }
        // Last by name, and the one that an agent called.
        let z = try House("zz.example", horloge)
        _ = try a.desks.cards.importContact(z.card().bytes, by: a.agent("admin"))
        let act = try Verification(
            structure: z.structure, cle: z.card().carte.cleStructure, serie: 1, moyen: .telephone,
            le: horloge.now
        ).signed(by: #require(a.identities["admin"]).signing, name: a.name("admin"))
        try a.desks.cards.recordVerification(act.bytes, by: a.agent("admin"))
        let key = try #require(z.card().carte.daemon?.temoin)
        try cosign(z.desks.office.keys.temoin, key.name)
        let handed = try #require(try a.desks.logbook.points(for: a.agent("dpo")).last)
        let note = try SignedNote(handed)
        #expect(note.signatures.count == Logbook.cosignatureLimit + 1)
        #expect(try note.cosignatureTime(by: key) == time)
        let proof = try a.desks.logbook.prove(0, by: a.agent("dpo"))
        #expect(LogProof(proof)?.isIncluded == true)
    }

    /// Lines that nobody asked for, under whatever name.
    private func padded(_ note: [UInt8], as name: String) throws -> [UInt8] {
        var note = try SignedNote(note)
        let stranger = try SigningKey.generate()
        while note.signatures.count < SignedNote.signatureLimit {
            try note.sign(stranger, as: name)
        }
        return note.bytes
    }

    @Test("d'un pli, d'un accusé, d'une carte, on ne garde que les lignes de qui doit signer")
    func kept() throws {
        let pli = try b.pli(to: a).countersigned(by: b.desks.office.keys.service)
        let author = b.name("referent").description
        let bytes =
            try padded(pli.acte.bytes, as: author) + [0x0A] + pli.age
        _ = try a.desks.mail.receive(pli: bytes, id: pli.slip.id, from: b.card().carte)
        let row = try #require(try a.inbox().first)
        #expect(row.slipNote == pli.acte.bytes)
        // The other way: ours, and the partner's receipts.
        let ours = try a.pli(to: b)
        let deposited = try padded(ours.acte.bytes, as: "x") + [0x0A] + ours.age
        _ = try a.desks.mail.deposit(deposited, by: a.agent("referent"))
        let out = try #require(
            try a.desks.office.store.read { try $0.outgoing(ours.slip.id, pour: b.structure) })
        #expect(try SignedNote(out.slipNote).signatures.count == 2)
        let receipt = try Accuse(
            de: a.structure, id: ours.slip.id, pour: b.structure, sha256: ours.slip.sha256,
            statut: .remis, le: horloge.now, par: b.structure.key(.service)
        ).signed(by: b.desks.office.keys.service).bytes
        _ = try a.desks.mail.receive(
            receipt: padded(receipt, as: b.structure.key(.service).description),
            from: b.card().carte)
        let stored = try a.desks.office.store.read {
            try $0.receipts(ours.slip.id, de: a.structure)
        }
        #expect(stored.map(\.note) == [receipt])
        // A card on which somebody wrote on the way is the same card.
        let card = try b.card(serie: 2)
        let written = try padded(card.bytes, as: b.structure.key(.structure).description)
        #expect(try a.desks.cards.receive(card: written))
        #expect(try !a.desks.cards.receive(card: card.bytes))
        #expect(try a.desks.office.store.card(of: b.structure)?.bytes == card.bytes)
    }

    @Test("un point que le témoin rend chargé de lignes : l'acte d'époque se signe tout de même")
    func precedent() async throws {
        await attest { $0 }
        try a.desks.office.store.write(at: horloge.now) { try $0.openEpoch() }
        let stranger = try SigningKey.generate()
        let wire = Wire(
            plis: { _, _ in throw Wire.Cut() },
            peer: { [a, b] in (try a.desks.office.ownCard().carte, b.desks) },
            bend: { answer in
                guard var note = try? SignedNote(answer.body ?? []) else { return answer }
                let name = String(repeating: "n", count: 2_500)
                for _ in 0..<98 { try? note.sign(stranger, as: name) }
                return .taken(note.bytes)
            })
        _ = await Witnessing(
            desks: a.desks, transport: wire, logger: RestoredHouse.silent
        ).start()
        let opening = try #require(try a.desks.logbook.epochToOpen(for: a.agent("dpo")))
        #expect(opening.precedents.count == 1)
        #expect(opening.precedents.allSatisfy { $0.utf8.count < 512 })
    }

    @Test("un acte d'époque d'un partenaire ne met pas ce qu'il veut dans un enregistrement gardé")
    func epochAct() throws {
        let card = try b.card(serie: 2) { card in
            card.daemon = try! b.desks.office.keys.verifierKeys(of: b.structure, epoch: 2)
        }
        func act(_ precedent: String) throws -> [UInt8] {
            try EpochActe(
                structure: b.structure, epoque: 2, precedent: precedent, motif: .restauration
            ).signed(by: #require(b.identities["dpo"]).signing, name: b.name("dpo")).bytes
        }
        func point(_ origin: String) -> String {
            Checkpoint(origin: origin, size: 1, root: .init(repeating: 7, count: 32)).text
        }
        for wrong in [
            String(repeating: "x", count: 200_000), "autre.example/journal/1",
            "b.example/journal/2",
        ] {
            #expect(throws: Refusal.self) {
                try a.desks.logbook.receive(epoch: act(point(wrong)), from: card.carte)
            }
        }
        let right = try act(point("b.example/journal/1"))
        let written = try padded(right, as: b.name("dpo").description)
        #expect(try a.desks.logbook.receive(epoch: written, from: card.carte))
        #expect(try !a.desks.logbook.receive(epoch: right, from: card.carte))
        let kept = try a.desks.office.store.read { try $0.epochActs(of: b.structure, epoch: 2) }
        #expect(kept == [right])
    }
}
