import LiaisonSchema
import LiaisonStore
import Testing

@testable import LiaisonService

@Suite("Propriétés des échéances")
struct EnginePropertyTests {
    @Test("ajouter des mois suit un calendrier compté mois après mois", arguments: 0..<4)
    func months(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        for _ in 0..<3_000 {
            let year = Int.random(in: 1_600...2_400, using: &random)
            let month = Int.random(in: 1...12, using: &random)
            // Month ends more often than not.
            let length = AlmanacMonth(year: year, month: month).length
            let day =
                Bool.random(using: &random)
                ? length - Int.random(in: 0...3, using: &random)
                : Int.random(in: 1...length, using: &random)
            let count = Int.random(in: -130...130, using: &random)
            var almanac = AlmanacMonth(year: year, month: month)
            for _ in 0..<abs(count) { if count > 0 { almanac.next() } else { almanac.back() } }
            let origin = try #require(CalendarDate(year: year, month: month, day: day))
            let found = origin.adding(months: count)
            guard (found.year, found.month) == (almanac.year, almanac.month),
                found.day == min(day, almanac.length)
            else {
                Issue.record("\(origin) + \(count) mois = \(found)")
                return
            }
        }
    }

    /// A fact that says again what was said of the same thing takes its place, later or not: left out.
    @Test(
        "un fait de plus n'éloigne une échéance que s'il prolonge, rouvre, excepte ou lève",
        arguments: 0..<6)
    func monotone(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var (nearer, compared) = (0, 0)
        for _ in 0..<500 {
            var world = World(using: &random)
            let before = world.engine.verdict(world.fiche, original: world.original)
            let isUnknown = world.withoutExceptions.regle == .aPreciser
            world.shorten(using: &random)
            let after = world.engine.verdict(world.fiche, original: world.original)
            // What was not known is known now: it may well be later.
            if isUnknown { continue }
            compared += 1
            if after.echeance < before.echeance { nearer += 1 }
            guard after.echeance <= before.echeance, after.holds.starts(with: before.holds) else {
                Issue.record("\(before) puis \(after) : \(world)")
                return
            }
        }
        #expect(nearer > 10 && compared > 200, "\(nearer) sur \(compared)")
    }

    @Test(
        "un contentieux ne change ni la règle ni le jour, et sa levée rend tout", arguments: 0..<4)
    func holds(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var held = 0
        for _ in 0..<300 {
            var world = World(using: &random)
            let before = world.engine.verdict(world.fiche, original: world.original)
            world.facts.append(
                (
                    .contentieux(
                        world.portee(using: &random), revue: world.day(using: &random),
                        motif: Lexicon.motif), nil
                ))
            let during = world.engine.verdict(world.fiche, original: world.original)
            #expect((during.regle, during.echeance) == (before.regle, before.echeance))
            if during.isSuspended { held += 1 }
            world.facts.append((.levee(world.facts.count), nil))
            #expect(world.engine.verdict(world.fiche, original: world.original) == before)
        }
        #expect(held > 50)
    }

    @Test("l'ordre des pseudonymes ne change rien", arguments: 0..<4)
    func pseudonyms(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        for _ in 0..<300 {
            let world = World(using: &random)
            let expected = world.engine.verdict(world.fiche, original: world.original)
            var shuffled = world
            shuffled.fiche.persons.shuffle(using: &random)
            shuffled.original?.persons.shuffle(using: &random)
            shuffled.facts = world.facts.map {
                ($0.fact.shufflingPersons(using: &random), $0.effet)
            }
            let found = shuffled.engine.verdict(shuffled.fiche, original: shuffled.original)
            guard found == expected else {
                Issue.record("\(expected) puis \(found) : \(world)")
                return
            }
        }
    }

    @Test("les mêmes faits donnent le même verdict, demandé deux fois ou relu", arguments: 0..<4)
    func pure(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        for _ in 0..<300 {
            let world = World(using: &random)
            let engine = world.engine
            let first = engine.verdict(world.fiche, original: world.original)
            _ = engine.verdict(World(using: &random).fiche)
            #expect(engine.verdict(world.fiche, original: world.original) == first)
            var again = world
            again.facts = try world.facts.map { (try RetentionFact($0.fact.object), $0.effet) }
            #expect(again.engine.verdict(world.fiche, original: world.original) == first)
        }
    }
}

/// A month and its length, counted without the calendar under test.
private struct AlmanacMonth {
    var year: Int
    var month: Int

    var length: Int {
        if month == 2 {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            return isLeap ? 29 : 28
        }
        return [1, 3, 5, 7, 8, 10, 12].contains(month) ? 31 : 30
    }

    mutating func next() { (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1) }
    mutating func back() { (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1) }
}
