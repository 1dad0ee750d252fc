import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

@Suite("Ce que compte le journal")
struct LogFiguresTests {
    private static let salt = [UInt8](0..<32)
    private static let month = CalendarDate("2026-11-01")!

    private func record(_ event: LogEvent, n: UInt64 = 0) throws -> LogRecord {
        try LogRecord(line: event.line(n: n, le: ActeFixture.now, salt: Self.salt))
    }

    private func reading(_ ref: String?, by actor: KeyName = ActeFixture.claire) -> LogEvent {
        LogEvent(.lecture, by: actor, ref: ref)
    }

    @Test("une fiche lue dix fois par un agent est une fiche lue ; par deux, deux")
    func rereadings() throws {
        let other = try #require(KeyName(agent: "agir38.example/paul"))
        var tally = LogTally()
        for _ in 0..<10 { tally.add(try record(reading("a"))) }
        tally.add(try record(reading("b")))
        tally.add(try record(reading("a", by: other)))
        // Without a reference nobody can say that it is the same.
        tally.add(try record(reading(nil, by: other)))
        tally.add(try record(LogEvent(.cleIndex, by: other, ref: "c")))
        tally.add(try record(LogEvent(.lecture, by: other, ref: "d", .refuse, detail: .role)))
        #expect(
            tally.readings == [ActeFixture.claire.description: 2, "agir38.example/paul": 2])
        #expect(tally.rereadings == 9 && tally.records == 15)
        #expect(tally.acts["lecture"] == 14 && tally.acts["cle-index"] == 1)
        #expect(tally.refusals == ["role": 1])
    }

    @Test("le résumé dit tout en français, le plus fréquent d'abord")
    func summary() throws {
        let records = try [
            reading("a"), reading("a"), LogEvent(.export, by: ActeFixture.claire, ref: "a"),
            LogEvent(.alarme, by: ActeFixture.claire, .echec, detail: .horloge),
            LogEvent(.refusGroupes, by: ActeFixture.claire, .refuse, content: .count(12)),
        ].map { try record($0) }
        let summary = LogSummary(records)
        #expect(summary.acts.first?.value == 12)
        #expect(summary.readings.map(\.value) == [1] && summary.rereadings == 1)
        #expect(summary.alarms.count == 1 && summary.alarmCount == 1)
        #expect(summary.alarmKinds.map(\.key) == [LogDetail.horloge.french])
        #expect(summary.refusals.map(\.key) == ["autre"])
    }

    @Test("les chiffres d'un mois se relisent de leur enregistrement, et ne nomment personne")
    func figures() throws {
        var tally = LogTally()
        for event in [
            reading("secret"), reading("secret"),
            LogEvent(.refus, by: ActeFixture.claire, .refuse, detail: .role),
            LogEvent(.alarme, by: ActeFixture.claire, .echec, detail: .horloge),
            LogEvent(.reception, by: ActeFixture.claire, .refuse, detail: .delaiDepasse),
        ] { tally.add(try record(event)) }
        for isPartial in [false, true] {
            let figures = LogFigures(tally, month: Self.month, isPartial: isPartial)
            let event = LogEvent(
                .chiffres, by: ActeFixture.structure.key(.service), content: .figures(figures))
            let line = event.line(n: 9, le: ActeFixture.now, salt: Self.salt)
            #expect(!line.contains("claire") && !line.contains("secret"))
            #expect(line.contains(#""mois":"2026-11""#))
            let read = try LogRecord(line: line)
            #expect(read.figures == figures)
            #expect(LogSummary(figures).readings.map(\.value) == [1])
            #expect(LogSummary(figures).rereadings == 1)
            #expect(LogSummary(figures).expired == 1)
        }
    }

    @Test(
        "des chiffres d'une autre forme sont refusés",
        arguments: [
            (#""mois":"2026-11""#, #""mois":"2026-13""#), (#""lectures":1"#, #""lectures":-1"#),
            (#""lectures":1"#, #""lectures":"1""#), (#""lecture":1"#, #""Une personne":1"#),
            (#","mois":"2026-11""#, ""),
        ])
    func wrong(old: String, new: String) throws {
        let tally = LogTally([try record(reading("a"))])
        let line = LogEvent(
            .chiffres, by: ActeFixture.claire,
            content: .figures(LogFigures(tally, month: Self.month, isPartial: false))
        ).line(n: 9, le: ActeFixture.now, salt: Self.salt)
        #expect(line.contains(old))
        #expect(throws: SchemaError.self) {
            try LogRecord(line: line.replacing(old, with: new))
        }
    }

    @Test("le mois d'un jour est celui de son premier jour")
    func monthOfDay() {
        for day in ["2026-11-01", "2026-11-18", "2026-11-30"] {
            #expect(CalendarDate(day).map { LogFigures.month(of: $0) } == Self.month)
        }
    }

    @Test("une empreinte fausse se lit comme telle, notée aujourd'hui ou avant d'avoir son code")
    func fingerprint() throws {
        for detail in [LogDetail.empreinteCle, .empreinte] {
            let event = LogEvent(
                .verification, by: ActeFixture.claire, ref: "ml.example", .refuse, detail: detail)
            #expect(try record(event).known == .empreinteCle)
        }
        let content = LogEvent(
            .reception, by: ActeFixture.claire, .refuse, detail: .empreinte)
        #expect(try record(content).known == .empreinte)
        #expect(try record(LogEvent(.debut, by: ActeFixture.claire)).known == nil)
    }
}
