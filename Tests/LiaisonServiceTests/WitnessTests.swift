import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Points de contrôle et témoins")
struct WitnessTests {
    let horloge = TestClock()
    let a: House
    let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    func witnessing(_ wire: Wire? = nil) -> Witnessing {
        Witnessing(
            desks: a.desks, transport: wire ?? Wire(from: a, to: b),
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() })
    }

    func grow(_ count: Int = 1) throws {
        for _ in 0..<count { try a.desks.office.record(.sauvegarde) }
    }

    var origin: String { "a.example/journal/1" }

    func alarms(_ house: House) throws -> [String] {
        try house.log().filter { $0.hasPrefix("alarme") }
    }

    @Test("un point par minute au plus, cosigné par le partenaire, vérifiable avec sa clé")
    func cosigned() async throws {
        let first = try #require(try a.desks.logbook.signCheckpoint())
        try grow()
        #expect(try a.desks.logbook.signCheckpoint() == first)
        horloge.advance(60)
        await witnessing().tick()
        let point = try #require(try a.desks.office.store.read { try $0.lastPoint(origin) })
        #expect(point.size > first.size)
        let (note, times) = try a.desks.logbook.cosigned(point)
        #expect(times == [horloge.now])
        let key = try #require(try b.card().carte.daemon?.temoin)
        #expect(try SignedNote(note).cosignatureTime(by: key) == UInt64(horloge.now.seconds))
        // Nothing new: nothing is signed, nothing is asked, and no record says that it was cosigned.
        let before = (try a.log().count, try b.log().count)
        horloge.advance(60)
        await witnessing().tick()
        #expect(try (a.log().count, b.log().count) == before)
        #expect(try a.desks.office.store.read { try $0.lastPoint(origin) } == point)
    }

    @Test(
        "chaque réponse du témoin : illisible, non signée, inconnu, conflit avec la taille, sans suite, cosignée"
    )
    func answers() throws {
        let first = try #require(try a.desks.logbook.signCheckpoint())
        try grow(5)
        horloge.advance(60)
        let second = try #require(try a.desks.logbook.signCheckpoint())
        func ask(
            old: UInt64, _ point: StoredPoint, proof: [[UInt8]] = [],
            change: (inout [UInt8]) -> Void = { _ in }
        ) throws -> CosigningAnswer {
            let note = try SignedNote(point.note)
            var body = WitnessRequest(
                old: old, proof: proof, note: note, tree: try Checkpoint(text: note.text)
            ).bytes
            change(&body)
            return try b.desks.logbook.addCheckpoint(body)
        }
        let proof = try a.desks.logbook.consistency(from: first.size, to: second.size)
        #expect(try b.desks.logbook.addCheckpoint([]) == .unreadable)
        #expect(try b.desks.logbook.addCheckpoint(Array("old 01\n\nx".utf8)) == .unreadable)
        #expect(try ask(old: first.size + 1, first) == .unreadable)
        let changed = try ask(old: 0, first) { body in
            // Still base64, another signature.
            let place = body.count - 20
            body[place] = body[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        }
        #expect(changed == .unsigned)
        #expect(
            try a.desks.logbook.addCheckpoint(
                WitnessRequest(
                    old: 0, proof: [], note: try SignedNote(first.note),
                    tree: try Checkpoint(note: first.note)
                ).bytes
            ) == .unknownLog)
        #expect(try ask(old: 1, first) == .conflict(0))
        let answer = try ask(old: 0, first)
        #expect(answer.isCosigned)
        #expect(
            String(decoding: answer.lines, as: UTF8.self).hasPrefix("\u{2014} b.example/temoin "))
        // The same again is cosigned again.
        #expect(try ask(old: first.size, first).isCosigned)
        #expect(try ask(old: 0, second, proof: []) == .conflict(first.size))
        #expect(try ask(old: first.size, second, proof: []) == .inconsistent)
        #expect(try ask(old: first.size, second, proof: proof + proof) == .inconsistent)
        #expect(try ask(old: first.size, second, proof: proof).isCosigned)
        #expect(try alarms(b).isEmpty)
    }

    @Test("un témoin qui ne répond pas ne retient ni la signature suivante, ni les autres témoins")
    func slow() async throws {
        let c = try House("c.example", horloge)
        try a.meet(c)
        let slow = SlowWitness(c.structure)
        let witnessing = witnessing(
            Wire(
                plis: { _, _ in throw Wire.Cut() },
                peer: { [a, b] in (try a.desks.office.ownCard().carte, b.desks) }, slow: slow))
        try await withThrowingDiscardingTaskGroup { outer in
            // What waits for nobody ends at once; the partners' tasks go on.
            for round in 1...3 {
                try grow()
                horloge.advance(60)
                await withUnsafeContinuation { (ended: UnsafeContinuation<Void, Never>) in
                    outer.addTask {
                        await withDiscardingTaskGroup { group in
                            witnessing.tick(in: &group)
                            ended.resume()
                        }
                    }
                }
                await slow.passed()
                let point = try #require(try a.desks.office.store.read { try $0.lastPoint(origin) })
                let known = try b.desks.office.store.read { try $0.witnessed(origin) }
                #expect(known?.size == point.size, "\(round)")
            }
            slow.release()
        }
    }

    @Test("une cosignature attendue se demande même au témoin déjà à l'œuvre pour un point d'avant")
    func awaited() async throws {
        let slow = SlowWitness(b.structure)
        let witnessing = witnessing(
            Wire(
                plis: { _, _ in throw Wire.Cut() },
                peer: { [a, b] in (try a.desks.office.ownCard().carte, b.desks) }, slow: slow))
        try grow()
        let before = Task { await witnessing.tick() }
        await slow.asked()
        // Up to where it has to wait.
        let awaited = Task.immediate { await witnessing.gather() }
        slow.release()
        await before.value
        await awaited.value
        #expect(slow.times == 2)
    }

    @Test(
        "un témoin qui répond n'importe quoi attend de plus en plus, et chaque essai est noté une fois"
    )
    func backOff() async throws {
        let asked = Compteur()
        let witnessing = witnessing(
            Wire(
                plis: { _, _ in throw Wire.Cut() },
                peer: { [a, b] in (try a.desks.office.ownCard().carte, b.desks) },
                bend: { _ in
                    asked.add()
                    return .taken(Array("<html>".utf8))
                }))
        // An hour of ticks.
        for _ in 0..<720 {
            try grow()
            horloge.advance(5)
            await witnessing.tick()
        }
        #expect((12...24).contains(asked.count))
        #expect(try a.log().filter { $0 == "refus:refuse:signature" }.count == asked.count)
        // Once it answers as it should, it is asked at each checkpoint again.
        let well = self.witnessing()
        horloge.advance(60)
        await well.tick()
        let point = try #require(try a.desks.office.store.read { try $0.lastPoint(origin) })
        #expect(try a.desks.logbook.cosigned(point).times.count == 1)
    }

    @Test(
        "un soupçon auquel le partenaire ne répond jamais finit, et reste un état ; absent, il n'est pas suspect",
        arguments: [true, false])
    func unanswered(isThere: Bool) async throws {
        let first = try #require(try a.desks.logbook.signCheckpoint())
        try grow(3)
        horloge.advance(60)
        await witnessing().tick()
        try b.desks.logbook.observe(
            String(decoding: first.note, as: UTF8.self), from: a.card().carte)
        let asking = Witnessing(
            desks: b.desks, transport: Mute(answer: isThere ? .status("503") : .nobody),
            logger: RestoredHouse.silent)
        for _ in 0..<100 {
            horloge.advance(301)
            await asking.tick()
        }
        if isThere {
            #expect(b.desks.logbook.memory.suspicions.all.isEmpty)
            #expect(try alarms(b) == ["alarme:echec:temoin-divergent"])
            #expect(try b.desks.office.store.read { try $0.openContradictions() }.count == 1)
        } else {
            #expect(b.desks.logbook.memory.suspicions.all.count == 1)
            #expect(try alarms(b).isEmpty)
        }
    }

    @Test("une nouvelle époque part du dernier point cosigné, sinon les DPO le savent")
    func epoch() async throws {
        await witnessing().tick()
        try a.desks.office.store.write(at: horloge.now) { transaction in
            try transaction.openEpoch()
        }
        #expect(try a.desks.logbook.signCheckpoint(isUrgent: true) == nil)
        #expect(await witnessing().start() == .confirmed)
        let opening = try #require(try a.desks.logbook.epochToOpen(for: a.agent("dpo")))
        #expect(opening.epoch == 2 && opening.precedents.count == 1)
        func act(_ precedent: String) throws -> [UInt8] {
            try EpochActe(
                structure: a.structure, epoque: 2, precedent: precedent, motif: .restauration
            ).signed(
                by: #require(a.identities["dpo"]).signing, name: a.name("dpo")
            ).bytes
        }
        let other = Checkpoint(origin: origin, size: 1, root: .init(repeating: 7, count: 32)).text
        let card = try a.card(serie: 2) { card in
            card.daemon = try! a.desks.office.keys.verifierKeys(of: a.structure, epoch: 2)
        }
        // Before the card that names it, no époque is opened.
        #expect(throws: Refusal.self) {
            try b.desks.logbook.receive(epoch: act(opening.precedents[0]), from: a.card().carte)
        }
        #expect(try alarms(b).isEmpty)
        #expect(throws: Refusal.self) {
            try b.desks.logbook.receive(epoch: act(other), from: card.carte)
        }
        #expect(try alarms(b) == ["alarme:echec:temoin-divergent"])
        #expect(throws: Refusal.self) {
            try a.desks.logbook.openEpoch(act(opening.precedents[0]), by: a.agent("referent"))
        }
        try a.desks.logbook.openEpoch(act(opening.precedents[0]), by: a.agent("dpo"))
        #expect(try a.desks.logbook.epochToOpen(for: a.agent("dpo")) == nil)
        #expect(try a.desks.cards.publish(card.bytes, mayClaim: false))
        _ = try b.desks.cards.receive(card: card.bytes)
        horloge.advance(60)
        await witnessing().tick()
        let point = try #require(
            try a.desks.office.store.read { try $0.lastPoint("a.example/journal/2") })
        #expect(try a.desks.logbook.cosigned(point).times == [horloge.now])
        #expect(try b.desks.office.store.read { try $0.witnessed("a.example/journal/2") } != nil)
    }

    @Test("un agent qui lit bien plus que d'habitude : une alarme, une seule fois par jour")
    func readings() throws {
        func read(_ times: Int) throws {
            let pli = try a.pli(to: b).countersigned(by: a.desks.office.keys.service)
            _ = try b.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: a.card().carte)
            for _ in 0..<times {
                _ = try b.desks.mail.handOut(
                    pli.slip.id, de: a.structure, to: b.agent("referent"))
            }
        }
        // Who looks at one fiche all day reads one fiche.
        try read(120)
        #expect(try alarms(b).isEmpty)
        for _ in 0..<49 { try read(1) }
        #expect(try alarms(b).isEmpty)
        for _ in 0..<20 { try read(2) }
        #expect(try alarms(b) == ["alarme:fait:lectures-inhabituelles"])
    }
}

/// A partner whose daemon says the same to everything.
private struct Mute: PeerTransport {
    let answer: PeerAnswer.Silence

    func put(pli: [UInt8], id: PliID, to peer: Carte) async -> PeerAnswer { .unreachable(answer) }
    func put(receipt: [UInt8], _ accuse: ReceiptPath, to peer: Carte) async -> PeerAnswer {
        .unreachable(answer)
    }
    func put(card: [UInt8], to peer: Carte) async -> PeerAnswer { .unreachable(answer) }
    func card(of peer: Carte) async -> PeerAnswer { .unreachable(answer) }
    func waiting(at peer: Carte, after: PliID?) async -> PeerAnswer { .unreachable(answer) }
    func pli(_ id: PliID, at peer: Carte) async -> PeerAnswer { .unreachable(answer) }
    func addCheckpoint(_ body: [UInt8], at peer: Carte) async -> PeerAnswer {
        .unreachable(answer)
    }
    func witnessedPoint(at peer: Carte) async -> PeerAnswer { .unreachable(answer) }
    func consistency(from first: UInt64, to second: UInt64, at peer: Carte) async -> PeerAnswer {
        .unreachable(answer)
    }
    func put(epoch: [UInt8], to peer: Carte) async -> PeerAnswer { .unreachable(answer) }
    func purgeReceipts(at peer: Carte, after: Int64) async -> PeerAnswer { .unreachable(answer) }
}
