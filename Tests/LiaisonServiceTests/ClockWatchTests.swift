import LiaisonSchema
import Testing

@testable import LiaisonService

@Suite("Horloge surveillée")
struct ClockWatchTests {
    @Test("un saut de plus de cinq minutes se voit une fois, dans les deux sens")
    func jumps() {
        var watch = ClockWatch(wall: Instant(seconds: 1_000_000), boot: 50)
        func at(_ wall: Int64, _ boot: Int64) -> Int64? {
            watch.jump(wall: Instant(seconds: wall), boot: boot)
        }
        #expect(at(1_000_005, 55) == nil)
        // Slept a week: both clocks went on.
        #expect(at(1_604_805, 604_855) == nil)
        #expect(at(1_605_105, 604_855) == nil)
        #expect(at(1_605_106, 604_855) == 301)
        #expect(at(1_605_111, 604_860) == nil)
        #expect(at(1_604_000, 604_865) == -1_116)
        #expect(at(1_604_010, 604_875) == nil)
    }
}
