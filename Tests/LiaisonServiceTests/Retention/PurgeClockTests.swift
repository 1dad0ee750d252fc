import LiaisonSchema
import LiaisonService
import Testing

private let mark = Instant("2027-03-01T12:00:00Z")!
private let hour: Int64 = 3_600
private let day: Int64 = 86_400
private let grenoble = StructureName("a.example")!

/// design.md, «Time».
@Suite("Horloge de la purge")
struct PurgeClockTests {
    private func clock(_ late: Int64) -> PurgeClock { PurgeClock(mark: mark, now: mark + late) }

    @Test(
        "au démarrage, l'heure est sûre jusqu'à sept jours après la plus haute heure vue",
        arguments: [0, 1, hour, day, 7 * day] as [Int64])
    func sure(late: Int64) {
        var clock = clock(late)
        #expect(clock.doubt == nil)
        #expect(clock.mark == mark)
        clock.tick(mark + late)
        #expect(clock.mark == mark + late)
    }

    @Test(
        "au démarrage, plus de sept jours d'avance est un doute, que le temps n'ôte pas",
        arguments: [7 * day + 1, 30 * day, 5_000 * day] as [Int64])
    func jumped(late: Int64) {
        var clock = clock(late)
        #expect(clock.doubt == .jumped)
        for elapsed in [5, hour, 400 * day] {
            clock.tick(mark + late + elapsed)
            #expect(clock.doubt == .jumped)
            #expect(clock.mark == mark)
        }
    }

    @Test("en marche, un long sommeil n'est pas un saut")
    func sleep() {
        var clock = clock(0)
        clock.tick(mark + 30 * day)
        #expect(clock.doubt == nil)
        #expect(clock.mark == mark + 30 * day)
    }

    @Test(
        "en retard, l'horloge est douteuse jusqu'à la plus haute heure vue, qui ne descend pas",
        arguments: [hour, day, 20_000 * day] as [Int64])
    func behind(by seconds: Int64) {
        var atStart = clock(-seconds)
        var running = clock(0)
        running.tick(mark + -seconds)
        #expect(atStart == running)
        #expect(running.doubt == .behind)
        for elapsed in [5, 600, seconds - 600] where elapsed <= seconds - 600 {
            atStart.tick(mark + (elapsed - seconds))
            #expect(atStart.doubt == .behind)
            #expect(atStart.mark == mark)
        }
        atStart.tick(mark)
        #expect(atStart.doubt == nil)
        atStart.tick(mark + hour)
        #expect(atStart.mark == mark + hour)
    }

    @Test("une dérive arrête la purge, et ce que dit l'horloge ensuite n'élève plus la marque")
    func drifted() {
        var clock = clock(0)
        clock.tick(mark + hour)
        clock.drifted()
        #expect(clock.doubt == .drifted)
        for late in [hour, 2 * hour, 4_000 * day] {
            clock.tick(mark + late)
            #expect(clock.doubt == .drifted)
            #expect(clock.mark == mark + hour)
        }
    }

    @Test(
        "l'heure d'un partenaire à 24 heures près lève le doute, et la marque suit notre horloge",
        arguments: [-day, -1, 0, 1, day] as [Int64])
    func partner(differs seconds: Int64) {
        for (late, drifts) in [(30 * day, false), (2 * day, true)] {
            var clock = clock(late)
            if drifts { clock.drifted() }
            #expect(clock.doubt != nil)
            clock.partner(grenoble, says: mark + (late + seconds), at: mark + late)
            #expect(clock.doubt == nil)
            #expect(clock.mark == mark + late)
            clock.tick(mark + (late + 5))
            #expect(clock.mark == mark + (late + 5))
        }
    }

    @Test(
        "l'heure d'un partenaire à plus de 24 heures ne confirme rien",
        arguments: [-day - 1, day + 1, -30 * day, 5_000 * day] as [Int64])
    func strangePartner(differs seconds: Int64) {
        for drifts in [false, true] {
            var clock = clock(drifts ? 0 : 30 * day)
            if drifts { clock.drifted() }
            let before = clock
            let now = mark + (drifts ? 0 : 30 * day)
            clock.partner(grenoble, says: now + seconds, at: now)
            #expect(clock == before)
        }
    }

    @Test("un partenaire ne descend pas la marque, ni ne change une horloge sûre")
    func partnerCannotLower() {
        var clock = clock(-10 * day)
        clock.partner(grenoble, says: mark + -10 * day, at: mark + -10 * day)
        #expect(clock.doubt == .behind && clock.mark == mark)
        var sure = self.clock(0)
        sure.partner(grenoble, says: mark + 5_000 * day, at: mark)
        #expect(sure == self.clock(0))
        sure.partner(grenoble, says: mark + -60, at: mark + -60)
        #expect(sure.doubt == nil && sure.mark == mark)
    }

    private func name(_ n: Int) -> StructureName { StructureName("p\(n).example")! }

    @Test(
        "un menteur seul n'arrête jamais la purge ; il est nommé quoi qu'il dise ensuite, une fois"
    )
    func liar() {
        let liar = StructureName("menteur.example")!
        for others in 0...4 {
            var clock = clock(0)
            for n in 0..<others { clock.partner(name(n), says: mark, asked: mark, at: mark) }
            func lies(_ days: Int64) -> Bool {
                clock.partner(liar, says: mark + days * day, asked: mark, at: mark)
            }
            let first = lies(5_000)
            #expect(first && clock.doubt == nil, "\(others)")
            let second = lies(-30)
            #expect(!second && clock.doubt == nil)
            clock.partner(liar, says: mark, asked: mark, at: mark)
            #expect(clock.contradictors == [liar])
            clock.confirm(mark)
            let answered = lies(5_000)
            #expect(!answered && clock.contradictors.isEmpty && clock.doubt == nil)
            // Right once more, it is heard again.
            clock.partner(liar, says: mark, asked: mark, at: mark)
            let again = lies(2)
            #expect(again && clock.contradictors == [liar])
        }
    }

    @Test(
        "sûre, l'heure devient douteuse quand la médiane des partenaires et d'elle est à plus d'un jour",
        arguments: 0...5, 0...5)
    func majority(honest: Int, wrong: Int) {
        var clock = clock(0)
        for n in 0..<honest { clock.partner(name(n), says: mark + day, asked: mark, at: mark) }
        for n in 0..<wrong {
            clock.partner(name(100 + n), says: mark + (day + 1), asked: mark, at: mark)
        }
        let isOutnumbered = wrong > honest + 1
        #expect((clock.doubt == .contradicted) == isOutnumbered)
        #expect(clock.contradictors.count == wrong)
        // Whoever speaks last does not decide.
        for n in 0..<min(1, wrong) where wrong > honest + 2 {
            clock.partner(name(100 + n), says: mark, asked: mark, at: mark)
            let isOutnumbered = wrong - 1 > honest + 1
            #expect((clock.doubt == nil) == !isOutnumbered)
        }
        for sign in [-1, 1] as [Int64] {
            var doubtful = self.clock(30 * day)
            let now = mark + 30 * day
            let said = now + sign * 2 * day
            for n in 0..<wrong {
                doubtful.partner(name(100 + n), says: said, asked: now, at: now)
            }
            for n in 0..<honest { doubtful.partner(name(n), says: now, asked: now, at: now) }
            let isHeard = honest > 0 && honest >= wrong
            #expect((doubtful.doubt == nil) == isHeard)
        }
    }

    @Test("les menteurs qui se contredisent se neutralisent")
    func opposed() {
        var clock = clock(0)
        for n in 0..<6 {
            let days: Int64 = n.isMultiple(of: 2) ? 3 : -3
            let said = mark + days * day
            clock.partner(name(n), says: said, asked: mark, at: mark)
            #expect(clock.doubt == nil, "\(n)")
        }
    }

    @Test("une cosignature pendant laquelle notre horloge a été mise à l'heure ne dit rien")
    func crossing() {
        let moves: [Int64] = [-30 * day, -1, 301, 3 * day]
        for moved in moves {
            var clock = clock(0)
            let before = clock
            let isNews = clock.partner(grenoble, says: mark + 10, asked: mark, at: mark + moved)
            #expect(!isNews && clock == before)
        }
    }

    @Test("un saut oublie ce qui avait été dit avant lui ; ce qui est dit après le juge")
    func forgotten() {
        var clock = clock(0)
        for n in 0..<3 { clock.partner(name(n), says: mark, asked: mark, at: mark) }
        clock.drifted()
        let now = mark + 3 * day
        clock.partner(name(0), says: mark, asked: now, at: now)
        #expect(clock.doubt == .drifted)
        clock.partner(name(0), says: now, asked: now, at: now)
        #expect(clock.doubt == nil)
    }

    @Test(
        "le DPO répond de l'heure : le doute tombe, et la marque va où est l'horloge, plus bas aussi"
    )
    func confirm() {
        for late in [-5_000 * day, -hour, 0, 30 * day] {
            for drifts in [false, true] {
                var clock = clock(late)
                if drifts { clock.drifted() }
                clock.confirm(mark + late)
                #expect(clock.doubt == nil)
                #expect(clock.mark == mark + late)
                clock.tick(mark + (late + 5))
                #expect(clock.doubt == nil)
                #expect(clock.mark == mark + (late + 5))
            }
        }
    }

    /// «While running, wall clock and boot clock drifting apart by more than 5 minutes stop the automatic
    /// purge»: that the clock was behind before is no reason to believe a jump.
    @Test("en retard, puis un saut en avant pendant la marche : l'heure reste douteuse")
    func behindThenJump() {
        var clock = clock(-hour)
        clock.drifted()
        clock.tick(mark + 700 * day)
        #expect(clock.doubt != nil)
        #expect(clock.mark == mark)
    }

    @Test("douteuse, remise en arrière, puis en avant de nouveau : l'heure reste douteuse")
    func backAndForth() {
        for late in [30 * day, 2 * day] {
            var clock = clock(late)
            clock.drifted()
            clock.tick(mark + -hour)
            clock.drifted()
            clock.tick(mark + late)
            #expect(clock.doubt != nil, "\(late)")
            #expect(clock.mark == mark, "\(late)")
        }
    }

    /// A machine that starts in 1970, then is set by a wrong time server: the first time past the mark is
    /// as good as a start.
    @Test(
        "en retard au démarrage, la première heure à plus de sept jours de la marque est un doute")
    func behindThenFarAhead() {
        var clock = clock(-20_000 * day)
        clock.tick(mark + 5_000 * day)
        #expect(clock.doubt != nil)
        #expect(clock.mark == mark)
    }

    @Test("quoi qu'il arrive, une heure douteuse n'élève pas la marque", arguments: 0..<8)
    func invariant(seed: UInt64) {
        var random = SplitMix(state: seed)
        var now = mark + Int64.random(in: -20 * day...20 * day, using: &random)
        var clock = PurgeClock(mark: mark, now: now)
        for step in 0..<2_000 {
            let before = clock
            let choice = Int.random(in: 0..<20, using: &random)
            switch choice {
            case 0:
                now = now + Int64.random(in: -30 * day...30 * day, using: &random)
                clock.drifted()
                #expect(clock.doubt != nil)
            case 1:
                let said = now + Int64.random(in: -2 * day...2 * day, using: &random)
                clock.partner(grenoble, says: said, at: now)
                if abs(said - now) > day { #expect(clock == before) }
            case 2 where Int.random(in: 0..<10, using: &random) == 0:
                clock.confirm(now)
                #expect(clock.mark == now)
            default:
                now = now + Int64.random(in: 0...600, using: &random)
                clock.tick(now)
            }
            if clock.mark < before.mark { #expect(choice == 2, "étape \(step)") }
            if clock.doubt != nil { #expect(clock.mark <= before.mark, "étape \(step)") }
            #expect(clock.mark <= max(before.mark, now), "étape \(step)")
        }
    }
}
