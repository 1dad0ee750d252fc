import LiaisonSchema
import Testing

@testable import BureauAccess

@Suite("La session d'un bureau hébergé")
struct HostedVisitTests {
    private static func word(
        _ digit: Character, agent: String = "claire.exemple", failures: Int = 0,
        previous: Instant? = nil
    ) throws -> FrontWord {
        let name = try #require(KeyName(agent: "agir38.example/\(agent)"))
        return FrontWord(
            Entrance.Session(
                agent: name, id: String(repeating: digit, count: 32), failures: failures,
                previous: previous, began: 0))
    }

    private static func visit() throws -> HostedVisit {
        HostedVisit(agent: try Self.word("a").agent)
    }

    private static func read(_ fields: [(name: String, value: String)]) -> FrontWord? {
        FrontWord { name in
            fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        }
    }

    @Test("ce que le frontal écrit se relit ; un champ en double, absent ou d'une autre forme, non")
    func words() throws {
        for word in [
            try Self.word("a"),
            try Self.word("0", failures: 12, previous: Instant(seconds: 1_800_000_000)),
        ] {
            #expect(Self.read(word.fields) == word)
            for index in word.fields.indices {
                #expect(Self.read(word.fields + [word.fields[index]]) == nil)
                var wrong = word.fields
                wrong[index].value = "-1"
                #expect(Self.read(wrong) == nil, "\(wrong[index].name)")
                guard wrong[index].name != "Liaison-Precedente" else { continue }
                wrong.remove(at: index)
                #expect(Self.read(wrong) == nil)
            }
        }
    }

    @Test("elle commence close ; sa phrase l'ouvre ; la page suivante du frontal la continue")
    func day() throws {
        var visit = try Self.visit()
        let word = try Self.word("a")
        #expect(visit.state(at: 0) == .over)
        #expect(visit.asked(word, at: 0) == nil)
        #expect(visit.opening(word, at: 0) == .begins)
        #expect(visit.asked(word, at: 1) == .closed)
        visit.opened(at: 2)
        #expect(visit.asked(word, at: 2) == .open(left: 900))
        #expect(visit.opening(word, at: 600) == .goesOn)
        // A page's own question keeps nothing open.
        #expect(visit.looked(word, at: 800) == .open(left: 102))
        #expect(visit.looked(word, at: 902) == .closed)
        visit.opened(at: 903)
        visit.close()
        #expect(visit.asked(word, at: 904) == .closed)
    }

    @Test("une autre session ferme la première, qui ne revient pas")
    func replaced() throws {
        var visit = try Self.visit()
        let (first, second) = (try Self.word("a"), try Self.word("b"))
        #expect(visit.opening(first, at: 0) == .begins)
        visit.opened(at: 0)
        #expect(visit.opening(second, at: 10) == .begins)
        #expect(visit.asked(first, at: 11) == nil)
        #expect(visit.asked(second, at: 11) == .closed)
        #expect(visit.opening(first, at: 12) == .refused)
        #expect(visit.asked(second, at: 13) == .closed)
    }

    @Test("finie, de la main de l'agente ou après dix heures, elle ne se rouvre pas")
    func finished() throws {
        var visit = try Self.visit()
        let word = try Self.word("a")
        #expect(visit.opening(word, at: 0) == .begins)
        #expect(visit.asked(word, at: SessionEnds.absolute) == .over)
        #expect(visit.opening(word, at: SessionEnds.absolute) == .refused)
        let next = try Self.word("b")
        #expect(visit.opening(next, at: SessionEnds.absolute) == .begins)
        visit.finish()
        #expect(visit.asked(next, at: SessionEnds.absolute) == nil)
        #expect(visit.opening(next, at: SessionEnds.absolute) == .refused)
    }

    @Test("des phrases fausses font attendre, une autre session aussi ; une juste les efface")
    func phrases() throws {
        var visit = try Self.visit()
        let (first, second) = (try Self.word("a"), try Self.word("b"))
        #expect(visit.opening(first, at: 0) == .begins)
        for _ in 0..<Slowing.free { #expect(visit.tries(at: 0) == nil) }
        #expect(visit.tries(at: 0) == 30)
        #expect(visit.opening(second, at: 10) == .begins)
        #expect(visit.tries(at: 10) == 20)
        #expect(visit.tries(at: 30) == nil)
        visit.opened(at: 31)
        #expect(visit.tries(at: 31) == nil)
    }

    @Test("ce qui vient au nom d'un autre agent est refusé")
    func otherAgent() throws {
        var visit = try Self.visit()
        let stray = try Self.word("a", agent: "denis.exemple")
        #expect(visit.opening(stray, at: 0) == .refused)
        let own = try Self.word("a")
        #expect(visit.opening(own, at: 0) == .begins)
        #expect(visit.asked(stray, at: 1) == nil && visit.looked(stray, at: 1) == nil)
    }
}
