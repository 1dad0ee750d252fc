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
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    private func witnessing(_ wire: Wire? = nil) -> Witnessing {
        Witnessing(
            desks: a.desks, transport: wire ?? Wire(from: a, to: b),
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() })
    }

    private func grow(_ count: Int = 1) throws {
        for _ in 0..<count { try a.desks.office.record(.sauvegarde) }
    }

    private var origin: String { "a.example/journal/1" }

    private func alarms(_ house: House) throws -> [String] {
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

    /// The folder of `a` as it was, under a daemon of its own.
    private func putBack(_ body: () async throws -> Void) async throws -> Desks {
        let copy = try TemporaryFolder()
        _ = try a.desks.office.store.truncateLog()
        for name in ["liaison.sqlite", "cles.sqlite"] {
            try PrivateFile.write(
                PrivateFile.read("\(a.folder)/\(name)", limit: 1 << 26), to: "\(copy.path)/\(name)")
        }
        try await body()
        let horloge = horloge
        let old = Desks(
            store: try LiaisonStore(folder: copy.path), keys: a.desks.office.keys,
            folder: copy.path, now: { horloge.now })
        withExtendedLifetime(copy) {}
        return old
    }

    @Test("une base remise à une copie ancienne : le témoin et le journal lui-même le disent")
    func rollback() async throws {
        await witnessing().tick()
        let old = try await putBack {
            try grow(3)
            horloge.advance(60)
            await witnessing().tick()
        }
        let wire = Wire(
            plis: { _, _ in throw Wire.Cut() },
            peer: { [a, b] in (try a.desks.office.ownCard().carte, b.desks) })
        let silent = Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }
        let late = Witnessing(desks: old, transport: wire, logger: silent)
        #expect(await late.start() == .confirmed)
        func records() throws -> [String?] {
            try old.office.store.read { try $0.records(LogFilter(), count: 100) }
                .map { try LogRecord(line: $0.line ?? "") }.filter { $0.acte == "alarme" }
                .map(\.detail)
        }
        #expect(try records() == ["journal-en-retard"])
        #expect(try old.office.store.read { try $0.contradictions() }.count == 1)
        // The witness saw it step back, asked for the proof, and got none.
        let ask = Wire(
            plis: { _, _ in throw Wire.Cut() }, peer: { [b] in (try b.card().carte, old) })
        await Witnessing(desks: b.desks, transport: ask, logger: silent).tick()
        #expect(try alarms(b) == ["alarme:echec:temoin-divergent"])
        // Nothing more is signed, and the alarm is not repeated.
        horloge.advance(60)
        await late.tick()
        #expect(await late.start() == .confirmed)
        #expect(try records().count == 1 && old.logbook.signCheckpoint(isUrgent: true) == nil)
    }

    @Test("un journal divergent qui se montre au témoin : les deux points gardés, une alarme")
    func fork() async throws {
        await witnessing().tick()
        let old = try await putBack {
            try grow(3)
            horloge.advance(60)
            await witnessing().tick()
        }
        // It never asks, and goes on by itself.
        for _ in 0..<5 { try old.office.record(.sauvegarde) }
        let point = try #require(try old.logbook.signCheckpoint(isUrgent: true))
        let note = try SignedNote(point.note)
        let known = try #require(try b.desks.office.store.read { try $0.witnessed(origin) })
        let answer = try b.desks.logbook.addCheckpoint(
            WitnessRequest(
                old: known.size,
                proof: try old.logbook.consistency(from: known.size, to: point.size),
                note: note, tree: try Checkpoint(text: note.text)
            ).bytes)
        #expect(answer == .inconsistent)
        // The witness asks the log for the proof: it has none that holds.
        let wire = Wire(
            plis: { _, _ in throw Wire.Cut() },
            peer: { [b] in (try b.card().carte, old) })
        await Witnessing(
            desks: b.desks, transport: wire,
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }
        ).tick()
        #expect(try alarms(b) == ["alarme:echec:temoin-divergent"])
        let evidence = try #require(try b.desks.office.store.read { try $0.contradictions() }.first)
        #expect(evidence.connu == known.note && evidence.vu == point.note)
        #expect(b.desks.logbook.memory.suspicions.all.isEmpty)
    }

    @Test("mille points contradictoires d'un partenaire : seize gardés, seize alarmes")
    func flood() async throws {
        await witnessing().tick()
        let known = try #require(try b.desks.office.store.read { try $0.witnessed(origin) })
        for n in 0..<1_000 {
            let root = Hash.sha256(Array("\(n)".utf8))
            let note = try Checkpoint(origin: origin, size: known.size, root: root)
                .signed(by: a.desks.office.keys.journal)
            let text = String(decoding: note.bytes, as: UTF8.self)
            try b.desks.logbook.observe(text, from: a.card().carte)
        }
        #expect(try alarms(b).count == 16)
    }

    @Test("un point arrivé en retard n'est pas une contradiction")
    func late() async throws {
        let first = try #require(try a.desks.logbook.signCheckpoint())
        try grow(3)
        horloge.advance(60)
        await witnessing().tick()
        try b.desks.logbook.observe(
            String(decoding: first.note, as: UTF8.self), from: a.card().carte)
        #expect(b.desks.logbook.memory.suspicions.all.count == 1)
        let back = Wire(from: b, to: a)
        await Witnessing(
            desks: b.desks, transport: back,
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }
        ).tick()
        #expect(try b.desks.logbook.memory.suspicions.all.isEmpty && alarms(b).isEmpty)
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
        let pli = try a.pli(to: b).countersigned(by: a.desks.office.keys.service)
        _ = try b.desks.mail.receive(pli: pli.bytes, id: pli.slip.id, from: a.card().carte)
        for _ in 0..<120 {
            _ = try b.desks.mail.handOut(
                pli.slip.id, de: a.structure, to: b.agent("referent"), isExport: false)
        }
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

@Suite("Élagage du journal")
struct PruningTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    private func witness() async {
        await Witnessing(
            desks: a.desks, transport: Wire(from: a, to: b),
            logger: Logger(label: "essai") { _ in SwiftLogNoOpLogHandler() }
        ).tick()
    }

    private func lines() throws -> [StoredLeaf] {
        try a.desks.office.store.read { try $0.leaves(from: 0, count: 10_000) }
    }

    @Test("six cents de mille : la racine reste, les preuves d'avant aussi, l'âge est attesté")
    func prune() async throws {
        for _ in 0..<600 { try a.desks.office.record(.sauvegarde) }
        await witness()
        let proof = try LogProofReader.read(try a.desks.logbook.prove(300, by: a.agent("dpo")))
        let old = try a.desks.office.store.read { try $0.logState().frontier }
        horloge.advance(366 * 86_400)
        for _ in 0..<400 { try a.desks.office.record(.sauvegarde) }
        let before = try lines()
        #expect(try a.desks.logbook.pruneLog(months: 12) > 590)
        let after = try lines()
        #expect(after.prefix(before.count).map(\.hash) == before.map(\.hash))
        let subtrees = try a.desks.office.store.read { try $0.logSubtrees().root(size: old.size) }
        #expect(subtrees == old.root && proof.isIncluded)
        // Never the ones that say what was done.
        for leaf in zip(before, after) where leaf.1.line == nil {
            let record = try LogRecord(line: #require(leaf.0.line))
            #expect(!["debut", "epoque", "elagage"].contains(record.acte))
        }
        let records = try a.desks.office.store.read { try $0.records(LogFilter(), count: 10) }
            .map { try LogRecord(line: $0.line ?? "") }
        let pruning = try #require(records.compactMap(\.pruning).last)
        #expect(pruning.regle == "12-mois")
        let points = try a.desks.office.store.read { try $0.points(size: pruning.point) }
        let key = try #require(try b.card().carte.daemon?.temoin)
        let note = try a.desks.logbook.cosigned(#require(points.first)).note
        let time = try SignedNote(note).cosignatureTime(by: key)
        #expect(Int64(time) <= ParisTime.start(of: pruning.avant).seconds)
        #expect(pruning.plages.allSatisfy { $0.upperBound < pruning.point })
        // A second run finds nothing.
        #expect(try a.desks.logbook.pruneLog(months: 12) == 0)
    }

    @Test("sans témoin, le point signé ici, et c'est dit ; sans point assez vieux, rien")
    func unattested() throws {
        for _ in 0..<10 { try a.desks.office.record(.sauvegarde) }
        horloge.advance(366 * 86_400)
        #expect(try a.desks.logbook.pruneLog(months: 12) == 0)
        try a.desks.logbook.signCheckpoint()
        horloge.advance(400 * 86_400)
        #expect(try a.desks.logbook.pruneLog(months: 12) >= 10)
        #expect(try a.log().contains("elagage:fait:non-atteste"))
    }

    @Test("de ce qui est purgé rien ne reste : ni la ligne dans un fichier, ni de quoi la deviner")
    func hiding() throws {
        let ids = (0..<64).map { _ in PliID.random() }
        for id in ids {
            try a.desks.office.store.write(at: horloge.now) {
                try $0.record(LogEvent(.lecture, by: a.name("referent"), ref: id.text))
            }
        }
        let before = try lines()
        try a.desks.logbook.signCheckpoint()
        horloge.advance(366 * 86_400)
        #expect(try a.desks.logbook.pruneLog(months: 12) >= 64)
        #expect(try a.desks.office.store.truncateLog())
        let after = try lines()
        for leaf in before.suffix(64) {
            #expect(after[Int(leaf.n)].line == nil)
            let record = try LogRecord(line: #require(leaf.line))
            // All that may be known of it but the salt, tried over the whole space.
            for id in ids {
                let guess = LogEvent(.lecture, by: a.name("referent"), ref: id.text)
                for salt in [[UInt8](repeating: 0, count: 32), leaf.hash] {
                    let line = guess.line(n: leaf.n, le: record.le, salt: salt)
                    #expect(MerkleTree.leafHash(line.utf8) != after[Int(leaf.n)].hash)
                }
            }
        }
        for name in ["liaison.sqlite", "liaison.sqlite-wal"] {
            let bytes = (try? PrivateFile.read("\(a.folder)/\(name)", limit: 1 << 26)) ?? []
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!ids.contains { text.contains($0.text) }, "\(name)")
        }
    }
}

/// Reads what `LogProof` writes, by the specification (c2sp.org/tlog-proof).
enum LogProofReader {
    static func read(_ bytes: [UInt8]) throws -> LogProof {
        let end = try #require(
            bytes.indices.dropLast().first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A })
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n")
        #expect(lines[0] == "c2sp.org/tlog-proof@v1" && lines[1].hasPrefix("extra "))
        return LogProof(
            extra: try #require(Base64.decode(lines[1].dropFirst(6))),
            index: try #require(Decimal.read(lines[2].dropFirst("index ".count))),
            path: try lines.dropFirst(3).map { try #require(Base64.decode($0)) },
            checkpoint: try SignedNote(bytes[(end + 2)...]))
    }
}

extension CosigningAnswer {
    /// What it gave, when it cosigned.
    var lines: [UInt8] {
        if case .cosigned(let lines) = self { return lines }
        return []
    }

    var isCosigned: Bool { !lines.isEmpty }
}
