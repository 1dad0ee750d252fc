import LiaisonSchema
import Testing

@testable import LiaisonStore

@Suite("Ce que le journal dit d'un mois et d'un jour")
struct LogMonthTests {
    let shelf: Shelf

    init() throws { shelf = try Shelf() }

    private func record(
        _ acte: LogActe = .lecture, at time: Instant, ref: PliID? = nil,
        by local: String = "claire"
    ) throws {
        try shelf.store.write(at: time) {
            try $0.record(LogEvent(acte, by: shelf.agent(local), ref: ref?.text))
        }
    }

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test("un mois est celui de Paris, et une horloge reculée n'en ôte rien")
    func month() throws {
        let december = ParisTime.start(of: try day("2026-12-01"))
        let january = ParisTime.start(of: try day("2027-01-01"))
        try record(at: december + -1)
        try record(at: december)
        try record(at: january)
        // Set back: it stands after what is later.
        try record(at: january + -1)
        try record(at: january + 40 * Shelf.day)
        #expect(try shelf.read { try $0.tally(of: day("2026-11-01")) }.records == 1)
        #expect(try shelf.read { try $0.tally(of: day("2026-12-01")) }.records == 2)
        #expect(try shelf.read { try $0.tally(of: day("2027-01-01")) }.records == 1)
        // What was destroyed is not counted.
        try shelf.write { try $0.prune([1...1]) }
        #expect(try shelf.read { try $0.tally(of: day("2026-12-01")) }.records == 1)
    }

    @Test("les mois d'une plage sont ceux de ses enregistrements qui restent")
    func months() throws {
        for text in ["2026-11-10", "2026-12-10", "2027-02-10"] {
            try record(at: ParisTime.start(of: try day(text)) + 3_600)
        }
        let all = try shelf.read { try $0.months(of: [0...2]) }
        #expect(try all == [day("2026-11-01"), day("2026-12-01"), day("2027-02-01")])
        #expect(try shelf.read { try $0.months(of: [0...0, 2...2]) }.count == 2)
        try shelf.write { try $0.prune([0...1]) }
        #expect(try shelf.read { try $0.months(of: [0...2]) } == [day("2027-02-01")])
    }

    @Test(
        "une fiche déjà prise par le même agent depuis lors se sait ; d'un autre, ou d'avant, non")
    func taken() throws {
        let id = Shelf.id(1)
        func has(_ id: PliID, _ local: String, since seconds: Int64) throws -> Bool {
            try shelf.read {
                try $0.hasTaken(id, agent: shelf.agent(local), since: Shelf.start + seconds)
            }
        }
        #expect(try !has(id, "claire", since: 0))
        try record(.identification, at: Shelf.start, ref: id)
        #expect(try !has(id, "claire", since: 0))
        try record(.lecture, at: Shelf.start + 10, ref: id)
        #expect(try has(id, "claire", since: 10))
        #expect(try !has(id, "claire", since: 11))
        #expect(try !has(id, "lea", since: 0))
        #expect(try !has(Shelf.id(2), "claire", since: 0))
        try record(.export, at: Shelf.start + 20, ref: id, by: "lea")
        #expect(try has(id, "lea", since: 0))
    }
}
