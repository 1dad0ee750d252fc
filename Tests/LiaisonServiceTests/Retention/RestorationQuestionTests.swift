import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Ce qu'après une restauration les partenaires savent détruit")
struct RestorationQuestionTests {
    private let two: TwoHouses

    init() throws { two = try TwoHouses() }

    @Test(
        "qui ne répond pas, ou mal, est redemandé de moins en moins ; suspendu, pas du tout",
        arguments: [nil, .taken(Array("<html>".utf8)), .absent] as [PeerAnswer?])
    func patience(answer: PeerAnswer?) async throws {
        let (asked, two) = (Compteur(), two)
        let wire = Wire(
            plis: { _, _ in throw Wire.Cut() },
            peer: {
                asked.add()
                guard answer != nil else { throw Wire.Cut() }
                return (try two.b.card().carte, two.a.desks)
            },
            bend: { answer ?? $0 })
        let watch = PurgeWatch(
            desks: two.b.desks, transport: wire, logger: RestoredHouse.silent, boot: { 0 })
        try two.b.store.write(at: two.horloge.now) { try $0.beginAnew() }
        /// How many seconds after the first look it was asked, of so many seconds of looks.
        func asks(in seconds: Int) async -> [Int] {
            var found: [Int] = []
            for second in stride(from: 0, to: seconds, by: 5) {
                let before = asked.count
                await watch.askPartners()
                if asked.count > before { found.append(second) }
                two.horloge.advance(5)
            }
            return found
        }
        let times = await asks(in: 6 * 3_600)
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(times.first == 0 && gaps == gaps.sorted() && gaps.last == 3_600)
        #expect((12...20).contains(times.count))
        #expect(try two.b.store.read { try $0.partnersToAsk() } == [two.a.structure])
        try two.b.desks.cards.suspend(two.a.structure, for: .incident, by: two.b.agent("admin"))
        let whileSuspended = await asks(in: 2 * 3_600)
        #expect(whileSuspended == [])
        try two.b.desks.cards.resume(two.a.structure, by: two.b.agent("admin"))
        let afterwards = await asks(in: 5)
        #expect(afterwards == [0])
    }
}
