import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import LiaisonStore
import TestSupport
import Testing

@testable import LiaisonService

@Suite("Chiffres d'un mois élagué")
struct MonthFiguresTests {
    private let horloge = TestClock()
    private let a: House

    init() throws {
        a = try House("a.example", horloge)
    }

    private func records() throws -> [LogRecord] {
        try a.store.read { try $0.records(LogFilter(), count: 10_000) }
            .map { try LogRecord(line: #require($0.line)) }
    }

    private func read(_ ref: String, times: Int = 1) throws {
        for _ in 0..<times {
            try a.store.write(at: horloge.now) {
                try $0.record(LogEvent(.lecture, by: a.name("referent"), ref: ref))
            }
        }
    }

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    /// Noon of that day.
    private func go(to text: String) throws {
        horloge.set(ParisTime.start(of: try day(text)) + 12 * 3_600)
    }

    @Test("avant le premier élagage d'un mois ses chiffres sont gardés, une fois, et restent")
    func kept() throws {
        try go(to: "2027-01-10")
        try read(PliID.random().text, times: 3)
        try a.desks.logbook.signCheckpoint()
        try go(to: "2027-01-20")
        let id = PliID.random().text
        try read(id)
        try go(to: "2027-02-05")
        try read(PliID.random().text)
        try a.desks.logbook.signCheckpoint()
        // Half of January goes; its figures are of the whole month.
        try go(to: "2028-01-15")
        #expect(try a.desks.logbook.pruneLog(months: 12) > 0)
        let (first, second) = (try day("2027-01-01"), try day("2027-02-01"))
        let january = try #require(try records().last { $0.figures?.month == first })
        let figures = try #require(january.figures)
        #expect(figures.readings == 2 && figures.rereadings == 2 && !figures.isPartial)
        #expect(figures.acts["lecture"] == 4)
        let line = try #require(
            try a.store.read { try $0.leaves(from: january.n, count: 1) }.first?.line)
        #expect(!line.contains("referent") && !line.contains(id))
        #expect(try records().filter { $0.acte == "lecture" }.count == 2)
        // The rest of it: nothing is counted again.
        try a.desks.logbook.signCheckpoint()
        try go(to: "2028-02-20")
        #expect(try a.desks.logbook.pruneLog(months: 12) > 0)
        #expect(try records().filter { $0.acte == "lecture" }.isEmpty)
        let kept = try records().compactMap(\.figures)
        #expect(kept.filter { $0.month == figures.month } == [figures])
        #expect(Set(kept.map(\.month)).count == kept.count)
        // Of February too, and no pruning takes these.
        #expect(kept.contains { $0.month == second && $0.readings == 1 })
    }

    @Test("un mois que des élagages d'avant ont entamé garde des chiffres qui le disent")
    func partial() throws {
        try go(to: "2027-01-10")
        try read(PliID.random().text, times: 2)
        // As a program pruned that kept no figures.
        let cut = try day("2027-01-05")
        try a.store.write(at: horloge.now) {
            try $0.record(
                LogEvent(
                    .elagage, by: a.structure.key(.service),
                    content: .pruning(
                        .init(plages: [0...0], avant: cut, regle: "12-mois", point: 1))))
        }
        try a.desks.logbook.signCheckpoint()
        try go(to: "2028-02-15")
        #expect(try a.desks.logbook.pruneLog(months: 12) > 0)
        let figures = try records().compactMap(\.figures)
        let month = try day("2027-01-01")
        #expect(figures.first { $0.month == month }?.isPartial == true)
        #expect(figures.filter { $0.month > month }.allSatisfy { !$0.isPartial })
    }
}
