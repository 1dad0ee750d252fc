import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import TestSupport
import Testing

@testable import LiaisonService

/// A log that goes back, or differs, before its witnesses.
extension WitnessTests {
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
}
