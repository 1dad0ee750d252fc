import LiaisonSchema
import LiaisonStore
import Synchronization
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Fin d'une purge")
struct PurgeClosingTests {
    private let two: TwoHouses
    private let retention: RetentionDesk

    init() throws {
        two = try TwoHouses()
        retention = two.b.desks.retention
        try two.condemn(two.send(), at: two.b)
    }

    /// Something that reads the base and does not go.
    private func reading<Result>(_ body: () throws -> Result) throws -> Result {
        try LiaisonStore(folder: two.b.folder, besideDaemon: true).read { view in
            _ = try view.logState()
            return try body()
        }
    }

    @Test("un lecteur qui ne part pas : attendu vingt fois sans bloquer, puis « à vérifier »")
    func hindered() throws {
        let slices = try reading { try (0..<20).map { _ in try retention.purgeSlice(limit: 10) } }
        #expect(slices.map(\.destroyed).reduce(0, +) == 1)
        #expect(slices.map(\.isClosing) == Array(repeating: true, count: 19) + [false])
        #expect(slices.last?.control == .aVerifier)
        #expect(slices.compactMap(\.attestation) == [1])
        #expect(try two.b.log().contains("alarme:echec:purge-inachevee"))
        // Over: what was hindered is no part of the next one.
        #expect(try retention.purgeSlice(limit: 10) == RetentionDesk.Slice(isFresh: true))
    }

    @Test("un lecteur qui s'en va : le procès-verbal l'a attendu, et est conforme")
    func awaited() throws {
        let first = try reading { try two.purge(two.b) }
        #expect(first.isClosing && first.destroyed == 1 && first.attestation == nil)
        let last = retention.goOn(after: first)
        #expect(last.destroyed == 1 && last.control == .conforme && last.attestation == 1)
        #expect(!last.isClosing)
        #expect(try !two.b.log().contains("alarme:echec:purge-inachevee"))
    }

    @Test(
        "un autre finit la purge entre deux regards : qui l'a demandée a quand même son procès-verbal"
    )
    func endedByAnother() throws {
        let first = try reading { try two.purge(two.b) }
        #expect(first.isClosing && first.destroyed == 1)
        // Another asker is at work: it is waited for.
        #expect(retention.memory.state.withLock { $0.purge.begin() })
        let waiting = retention.goOn(after: first)
        #expect(waiting.isClosing && waiting.destroyed == 1 && waiting.attestation == nil)
        retention.memory.state.withLock { $0.purge.end() }
        #expect(try retention.purgeSlice(limit: 10).attestation == 1)
        let last = retention.goOn(after: waiting)
        #expect(!last.isClosing && last.destroyed == 1)
        #expect(last.attestation == 1 && last.control == .conforme)
    }

    @Test(
        "une heure devenue douteuse entre deux regards : ce qui est détruit est dit, le reste attend"
    )
    func doubtBetween() throws {
        let first = try reading { try two.purge(two.b) }
        try retention.startClock()
        retention.clockDrifted()
        #expect(retention.clockDoubt != nil)
        let last = retention.goOn(after: first)
        #expect(!last.isClosing && last.destroyed == 1 && last.attestation == nil)
    }

    @Test("un service qui s'arrête avant le procès-verbal le dresse au départ suivant")
    func restarted() throws {
        _ = try reading { try retention.purgeSlice(limit: 10) }
        let again = Desks(
            store: two.b.store, keys: two.b.desks.office.keys, folder: two.b.folder,
            now: { [two] in two.horloge.now })
        try again.retention.startClock()
        let slice = try again.retention.purgeSlice(limit: 10)
        #expect(slice.attestation == 1 && slice.control == .conforme)
    }
}
