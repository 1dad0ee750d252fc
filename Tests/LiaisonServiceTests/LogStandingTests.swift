import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Journal figé, contredit, restauré : jusqu'à ce qu'on en réponde")
struct LogStandingTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws {
        (a, b) = try House.pair(horloge)
    }

    /// `a`'s log goes on by that much, and `b` cosigns it.
    private func live(_ count: Int = 3) async throws {
        for _ in 0..<count { try a.desks.office.record(.sauvegarde) }
        horloge.advance(60)
        await Witnessing(
            desks: a.desks, transport: Wire(from: a, to: b), logger: RestoredHouse.silent
        ).tick()
    }

    /// An old copy of the whole state, behind everybody's back.
    private func putBack() async throws -> RestoredHouse {
        try await live()
        let copy = try StateCopy(a)
        try await live()
        let remise = try copy.remise()
        _ = await remise.witnessing(b).start()
        return remise
    }

    @Test("une copie ancienne remise : dix jours après, c'est toujours un état, et qui l'a dit")
    func state() async throws {
        let old = try await putBack()
        let since = horloge.now
        horloge.advance(10 * 86_400)
        let standing = try old.desks.logbook.logStanding()
        #expect(
            standing.own
                == LogSuspension(structure: a.structure, depuis: since, par: [b.structure]))
        #expect(standing.signed < standing.size && !standing.isSound(at: horloge.now))
        // It is no alarm that one acknowledges.
        #expect(try old.desks.logbook.alarms(for: old.agent("dpo"))?.count == 0)
        #expect(
            try old.desks.logbook.contradictedLogs(for: old.agent("dpo")) == standing.suspensions)
        #expect(try old.desks.logbook.contradictedLogs(for: old.agent("referent")).isEmpty)
        #expect(try old.desks.figures().log.own == standing.own)
        #expect(try a.desks.logbook.logStanding().own == nil)
    }

    @Test("le DPO en répond : un enregistrement, une époque neuve que le partenaire cosigne")
    func resumed() async throws {
        let old = try await putBack()
        #expect(throws: Refusal.self) {
            try old.desks.logbook.resumeLog(.restauration, of: nil, by: old.agent("referent"))
        }
        #expect(try old.desks.logbook.logStanding().own != nil)
        #expect(try old.desks.logbook.resumeLog(.restauration, of: nil, by: old.agent("dpo")) == 2)
        let standing = try old.desks.logbook.logStanding()
        #expect(standing.own == nil)
        #expect(throws: Refusal.self) {
            try old.desks.logbook.resumeLog(.restauration, of: nil, by: old.agent("dpo"))
        }
        _ = await old.witnessing(b).start()
        try old.renew(serie: 2, telling: b)
        horloge.advance(60)
        await old.witnessing(b).tick()
        #expect(try old.cosigned() == [horloge.now])
        #expect(try old.desks.logbook.logStanding().isSound(at: horloge.now))
        #expect(try old.alarms() == ["journal-en-retard"])
    }

    @Test("un partenaire contredit son journal : son état, pas le nôtre, jusqu'à la réponse du DPO")
    func partner() throws {
        _ = try b.desks.logbook.signCheckpoint()
        let point = try #require(
            try b.desks.office.store.read { try $0.lastPoint("b.example/journal/1") })
        let note = try SignedNote(point.note)
        let answer = try a.desks.logbook.addCheckpoint(
            WitnessRequest(
                old: 0, proof: [], note: note, tree: try Checkpoint(text: note.text)
            ).bytes)
        #expect(answer.isCosigned)
        let other = try Checkpoint(
            origin: point.origin, size: point.size, root: Hash.sha256([1])
        ).signed(by: b.desks.office.keys.journal)
        try a.desks.logbook.observe(
            String(decoding: other.bytes, as: UTF8.self), from: b.card().carte)
        let standing = try a.desks.logbook.logStanding()
        #expect(standing.own == nil && standing.isSound(at: horloge.now))
        #expect(standing.partners.map(\.structure) == [b.structure])
        #expect(throws: Refusal.self) {
            try a.desks.logbook.resumeLog(.partenaire, of: nil, by: a.agent("dpo"))
        }
        #expect(
            try a.desks.logbook.resumeLog(.partenaire, of: b.structure, by: a.agent("dpo")) == nil)
        #expect(try a.desks.logbook.logStanding().partners.isEmpty)
        #expect(try a.log().last == "reprise:fait:reprise-partenaire")
        // Seen again, it is known; another one is news.
        try a.desks.logbook.observe(
            String(decoding: other.bytes, as: UTF8.self), from: b.card().carte)
        #expect(try a.desks.logbook.logStanding().partners.isEmpty)
    }

    @Test("sauvegardé avant le premier point signé : l'époque n'a pas de précédente, et s'ouvre")
    func noPredecessor() async throws {
        let restored = try StateCopy(a).restauree()
        #expect(await restored.witnessing(b).start() == .unconfirmed)
        let opening = try #require(
            try restored.desks.logbook.epochToOpen(for: restored.agent("admin")))
        #expect(opening.epoch == 2 && opening.precedents.count == 1)
        try restored.renew(serie: 2, telling: b)
        horloge.advance(60)
        await restored.witnessing(b).tick()
        #expect(try restored.cosigned() == [horloge.now])
        #expect(try restored.alarms().isEmpty)
    }

    @Test("la même sauvegarde deux fois : l'époque que le partenaire connaît n'est pas reprise")
    func twice() async throws {
        try await live()
        let backup = try StateCopy(a)
        try await live()
        let first = try backup.restauree()
        _ = await first.witnessing(b).start()
        try first.renew(serie: 2, telling: b)
        for _ in 0..<3 {
            try first.desks.office.record(.sauvegarde)
            horloge.advance(60)
            await first.witnessing(b).tick()
        }
        #expect(try first.cosigned() == [horloge.now])
        let second = try backup.restauree()
        #expect(try second.epoch == 2)
        _ = await second.witnessing(b).start()
        #expect(try second.epoch == 3)
        try second.renew(serie: 3, telling: b)
        horloge.advance(60)
        await second.witnessing(b).tick()
        #expect(try second.cosigned() == [horloge.now])
        #expect(try second.alarms().isEmpty && second.desks.logbook.logStanding().own == nil)
        // The partner heard of no contradiction either.
        #expect(try b.desks.logbook.logStanding().partners.isEmpty)
    }

    @Test("le partenaire absent, c'est la carte de l'agent qui dit l'époque prise")
    func byCard() async throws {
        let backup = try StateCopy(a)
        let first = try backup.restauree()
        try first.renew(serie: 2, telling: nil)
        let second = try backup.restauree()
        #expect(throws: Refusal.self) {
            try second.desks.logbook.learnEpoch(2, by: second.agent("referent"))
        }
        try second.desks.logbook.learnEpoch(1, by: second.agent("admin"))
        #expect(try second.epoch == 2)
        try second.desks.logbook.learnEpoch(2, by: second.agent("admin"))
        #expect(try second.epoch == 3)
        try second.renew(serie: 3, telling: b)
        // Named by a card, it is nobody's to change.
        #expect(throws: Refusal.self) {
            try second.desks.logbook.learnEpoch(3, by: second.agent("admin"))
        }
        horloge.advance(60)
        await second.witnessing(b).tick()
        #expect(try second.cosigned() == [horloge.now])
    }

    @Test("restaurée sans que la carte suive, puis encore : l'époque jamais nommée reste la même")
    func unnamed() async throws {
        try await live()
        let first = try StateCopy(a).restauree()
        #expect(try first.epoch == 2)
        try first.desks.logbook.beginAfterRestoration(withoutTombs: false, isSound: true)
        #expect(try first.epoch == 2)
        _ = await first.witnessing(b).start()
        try first.renew(serie: 2, telling: b)
        horloge.advance(60)
        await first.witnessing(b).tick()
        #expect(try first.cosigned() == [horloge.now])
    }

    @Test("une base d'avant une restauration remise en douce : le partenaire sait l'époque d'après")
    func laterEpoch() async throws {
        try await live()
        let copy = try StateCopy(a)
        let first = try copy.restauree()
        _ = await first.witnessing(b).start()
        try first.renew(serie: 2, telling: b)
        horloge.advance(60)
        await first.witnessing(b).tick()
        let old = try copy.remise()
        _ = await old.witnessing(b).start()
        #expect(try old.alarms() == ["journal-en-retard"])
        #expect(try old.desks.logbook.signCheckpoint(isUrgent: true) == nil)
        // Taken up again, it leaves both époques behind.
        #expect(try old.desks.logbook.resumeLog(.intrusion, of: nil, by: old.agent("dpo")) == 2)
        _ = await old.witnessing(b).start()
        #expect(try old.epoch == 3)
    }

    @Test("les témoins interrogés : ce que chacun tient, rien, ou personne")
    func words() async throws {
        let witnessing = Witnessing(
            desks: a.desks, transport: Wire(from: a, to: b), logger: RestoredHouse.silent)
        #expect(
            await witnessing.words(within: .seconds(5))
                == [.init(structure: b.structure, answer: .nothing)])
        try await live()
        let point = try #require(
            try a.desks.office.store.read { try $0.lastPoint("a.example/journal/1") })
        #expect(
            await witnessing.words(within: .seconds(5))
                == [.init(structure: b.structure, answer: .point(point.note))])
        let cut = Witnessing(
            desks: a.desks, transport: Wire(plis: { _, _ in throw Wire.Cut() }),
            logger: RestoredHouse.silent)
        #expect(
            await cut.words(within: .seconds(5))
                == [.init(structure: b.structure, answer: .unreachable)])
    }
}
