import Testing

@testable import BureauAccess

@Suite("Ralentir les essais faux")
struct SlowingTests {
    private static let home = Slowing.Place.known(device: [1])
    private static let cafe = Slowing.Place.unknown(network: "198.51.100.0/24")
    private static let hotel = Slowing.Place.unknown(network: "203.0.113.0/24")

    @Test("cinq essais pour rien, puis 30 secondes, le double à chaque fois, 15 minutes au plus")
    func growth() {
        var slowing = Slowing()
        var now: Int64 = 1_000
        for _ in 0..<Slowing.free {
            #expect(slowing.begin("claire", from: Self.home, at: now) == nil)
        }
        for expected: Int64 in [30, 60, 120, 240, 480, 900, 900, 900] {
            #expect(slowing.begin("claire", from: Self.home, at: now) == expected)
            #expect(slowing.begin("claire", from: Self.home, at: now + expected - 1) == 1)
            now += expected
            #expect(slowing.begin("claire", from: Self.home, at: now) == nil)
        }
    }

    @Test("un essai compte dès qu'il commence : mille à la fois n'en valent que cinq")
    func atOnce() {
        var slowing = Slowing()
        let admitted = (0..<1_000).filter { _ in
            slowing.begin("claire", from: Self.cafe, at: 5) == nil
        }
        #expect(admitted.count == Slowing.free)
    }

    @Test("qui essaie son nom d'ailleurs ne la fait jamais attendre dans son navigateur")
    func innocent() {
        var slowing = Slowing()
        for network in 0..<500 {
            for _ in 0..<10 {
                _ = slowing.begin("claire", from: .unknown(network: "n\(network)"), at: 10)
            }
        }
        #expect(slowing.begin("claire", from: .unknown(network: "neuf"), at: 10) != nil)
        #expect(slowing.begin("claire", from: Self.home, at: 10) == nil)
        // Nor anybody else, from the same network.
        #expect(slowing.begin("denis", from: .unknown(network: "n0"), at: 10) == nil)
    }

    @Test("de partout à la fois, un nom a trente essais, puis un par quart d'heure")
    func everywhere() {
        var slowing = Slowing()
        var admitted = 0
        for second in Int64(0)..<7_200 {
            if slowing.begin("claire", from: .unknown(network: "n\(second)"), at: second) == nil {
                admitted += 1
            }
        }
        #expect(admitted == Slowing.everywhere + 7)
    }

    @Test("un essai juste efface ceux de cet endroit, et d'eux seuls")
    func success() {
        var slowing = Slowing()
        for place in [Self.cafe, Self.hotel] {
            for _ in 0..<Slowing.free { _ = slowing.begin("claire", from: place, at: 0) }
        }
        #expect(slowing.begin("claire", from: Self.cafe, at: 30) == nil)
        slowing.succeeded("claire", from: Self.cafe)
        for _ in 0..<Slowing.free {
            #expect(slowing.begin("claire", from: Self.cafe, at: 30) == nil)
        }
        #expect(slowing.begin("claire", from: Self.hotel, at: 29) == 1)
    }

    @Test("une heure après le dernier, tout est oublié")
    func memory() {
        var slowing = Slowing()
        for _ in 0..<Slowing.free { _ = slowing.begin("claire", from: Self.cafe, at: 0) }
        #expect(slowing.begin("claire", from: Self.cafe, at: 1) != nil)
        for _ in 0..<Slowing.free {
            #expect(slowing.begin("claire", from: Self.cafe, at: Slowing.memory) == nil)
        }
    }

    @Test("une foule de noms prend une mémoire bornée, et n'efface pas les essais d'un autre")
    func crowd() {
        var slowing = Slowing()
        for _ in 0..<Slowing.free { _ = slowing.begin("claire", from: Self.cafe, at: 0) }
        for name in 0..<Slowing.limit {
            _ = slowing.begin("nom\(name)", from: Self.cafe, at: 1)
            if name % 1_000 == 0 { #expect(slowing.count <= Slowing.limit) }
        }
        #expect(slowing.begin("claire", from: Self.cafe, at: 2) == 28)
    }
}
