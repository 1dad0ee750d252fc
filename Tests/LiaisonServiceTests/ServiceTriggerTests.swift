import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import Logging
import Synchronization
import TestSupport
import Testing

@testable import LiaisonService

/// Each service is looked at by triggers that the test pushes: nothing sleeps.
@Suite("Les services, déclenchement par déclenchement")
struct ServiceTriggerTests {
    private let horloge = TestClock()
    private let a: House
    private let b: House

    init() throws { (a, b) = try House.pair(horloge) }

    /// One look for each of these, made ready before; none: it ends at once.
    private func run(_ service: some Periodic, _ looks: [() throws -> Void]) async throws {
        let (none, end) = AsyncStream<Void>.makeStream()
        end.finish()
        await service.run(triggers: none)
        for prepare in looks {
            try prepare()
            let (once, trigger) = AsyncStream<Void>.makeStream()
            trigger.yield()
            trigger.finish()
            await service.run(triggers: once)
        }
    }

    @Test("le journal est signé, donné à cosigner et élagué à chaque déclenchement")
    func log() async throws {
        a.desks.logbook.holdSigning()
        let keeper = LogKeeper(
            witnessing: Witnessing(
                desks: a.desks, transport: Wire(from: a, to: b), logger: RestoredHouse.silent),
            desks: a.desks, months: 12, logger: RestoredHouse.silent)
        try await run(keeper, [{}])
        let point = try #require(
            try a.desks.office.store.read { try $0.lastPoint("a.example/journal/1") })
        #expect(try a.desks.logbook.cosigned(point).times.count == 1)
        try await run(
            keeper,
            [
                { [horloge, a] in
                    horloge.advance(2 * 366 * 86_400)
                    try a.desks.office.record(.debut)
                }
            ])
        #expect(try a.log().contains { $0.hasPrefix("elagage") })
    }

    @Test(
        "un témoin lent ne retient pas le gardien du journal : il signe à chaque déclenchement",
        .timeLimit(.minutes(10)))
    func slowWitness() async throws {
        let c = try House("c.example", horloge)
        try a.meet(c)
        let slow = SlowWitness(c.structure)
        let keeper = LogKeeper(
            witnessing: Witnessing(
                desks: a.desks,
                transport: Wire(
                    plis: { _, _ in throw Wire.Cut() },
                    peer: { [a, b] in (try a.desks.office.ownCard().carte, b.desks) }, slow: slow),
                logger: RestoredHouse.silent),
            desks: a.desks, months: 12, logger: RestoredHouse.silent)
        let signed = Mutex<[UInt64]>([])
        let look: @Sendable () throws -> Void = { [a] in
            let point = try a.desks.office.store.read { try $0.lastPoint("a.example/journal/1") }
            signed.withLock { $0.append(point?.size ?? 0) }
        }
        let grow: @Sendable () async throws -> Void = { [a, horloge] in
            try a.desks.office.record(.sauvegarde)
            horloge.advance(60)
        }
        let again: @Sendable () async throws -> Void = {
            try look()
            try await grow()
        }
        // The slow one is asked at the first, and let go after the last.
        await keeper.run(
            triggers: PreparedTriggers(
                [grow, again, again, again],
                end: {
                    try look()
                    slow.release()
                }))
        let sizes = signed.withLock { $0 }
        #expect(sizes.count == 4)
        #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 < $1 }, "\(sizes)")
    }

    @Test("notre certificat : rien, puis quatorze jours avant, puis expiré")
    func certificate() {
        let now = horloge.now
        func said(_ seconds: Int64) -> String? {
            ExpiryWatch.warning(certificate: now + seconds, at: now)
        }
        #expect(ExpiryWatch.warning(certificate: nil, at: now) == nil)
        #expect(said(14 * 86_400 + 1) == nil)
        for seconds in [14 * 86_400, 1] as [Int64] {
            #expect(said(seconds)?.contains("expire le") == true)
        }
        for seconds in [0, -86_400] as [Int64] {
            #expect(said(seconds)?.contains("a expiré le") == true)
        }
    }

    @Test("une alerte d'incident part au déclenchement, une fois")
    func incidents() async throws {
        let crisis = try Crisis(.missionLocale)
        try crisis.declare([crisis.b])
        let given = Compteur()
        let watch = IncidentWatch(
            desks: crisis.a.desks, logger: RestoredHouse.silent,
            alert: { _ in
                given.add()
                return nil
            })
        try await run(watch, [{}, {}])
        #expect(given.count == 1)
    }

    @Test("sans déclenchement, rien ne se fait")
    func none() async throws {
        let before = try a.log().count
        let purge = PurgeWatch(
            desks: a.desks, transport: Wire(from: a, to: b), logger: RestoredHouse.silent,
            boot: { 0 })
        try await run(purge, [])
        try await run(ExpiryWatch(desks: a.desks, logger: RestoredHouse.silent), [])
        #expect(try a.log().count == before)
    }
}

/// How often something was done.
final class Compteur: Sendable {
    private let state = Mutex(0)
    var count: Int { state.withLock { $0 } }
    func add() { state.withLock { $0 += 1 } }
}
