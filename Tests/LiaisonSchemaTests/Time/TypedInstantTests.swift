import LiaisonSchema
import Testing

@Suite("Moments tels qu'on les écrit")
struct TypedInstantTests {
    @Test(
        "heure de Paris ou RFC 3339, avec ou sans secondes",
        arguments: [
            ("2026-11-23T13:00", "2026-11-23T12:00:00Z"),
            ("2026-11-23 13:00", "2026-11-23T12:00:00Z"),
            ("2026-11-23 13:00:59", "2026-11-23T12:00:59Z"),
            ("23/11/2026 13:00", "2026-11-23T12:00:00Z"),
            ("23/11/2026 à 13:00", "2026-11-23T12:00:00Z"),
            ("23/11/2026 a 13h", "2026-11-23T12:00:00Z"),
            ("23/11/2026 à 13h05", "2026-11-23T12:05:00Z"),
            ("  23/11/2026   9h05 ", "2026-11-23T08:05:00Z"),
            ("3/1/2026 9:05", "2026-01-03T08:05:00Z"),
            ("23.11.2026 13:00", "2026-11-23T12:00:00Z"),
            ("23-11-2026 13:00", "2026-11-23T12:00:00Z"),
            ("14/07/2026 à 20h15", "2026-07-14T18:15:00Z"),
            ("2026-07-14T00:30", "2026-07-13T22:30:00Z"),
            ("2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z"),
            ("2026-11-23t12:00z", "2026-11-23T12:00:00Z"),
            ("2026-11-23T12:00:00+01:00", "2026-11-23T11:00:00Z"),
            ("2026-11-23T12:00-05:30", "2026-11-23T17:30:00Z"),
            ("2026-01-01T00:30:00+02:00", "2025-12-31T22:30:00Z"),
            ("28/02/2028 23:59:59", "2028-02-28T22:59:59Z"),
            ("29/02/2028 00:00", "2028-02-28T23:00:00Z"),
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ])
    func forms(text: String, utc: String) throws {
        #expect(Instant(typed: text) == (try #require(Instant(utc))))
    }

    @Test(
        "ce qui n'est pas un moment est refusé",
        arguments: [
            "", "hier", "23/11/2026", "13:00", "13h", "2026-11-23T", "2026-11-23 24:00",
            "2026-11-23 13:60", "2026-11-23 13:00:60", "2026-11-23 13", "2026-11-23 130:0",
            "2026-11-23 1:0", "2026-11-23 13:0", "31/04/2026 13:00", "29/02/2026 13:00",
            "23/11/26 13:00", "11/23/2026 13:00", "23/11/2026 13:00 14:00",
            "23/11/2026 13:00:00:00",
            "2026-11-23T13:00+1", "2026-11-23T13:00+0100", "2026-11-23T13:00+24:00",
            "2026-11-23T13:00+01:60", "2026-11-23T13:00ZZ", "2026-11-23T13:00Z+01:00",
            "2026-11-23T13:00:00.5Z", "1969-12-31 13:00", "9999-12-31 13:00", "23/11/2026 h05",
            "23/11/2026 13h5", "23/11/2026 13h05m", "23/11/2026 13h05h10", "23/11/2026 -1:00",
            "23/11/2026 +1:00", "٢٣/١١/٢٠٢٦ ١٣:٠٠", "23/11/2026 1３:00", "23/11/2026 :30",
            "0x7E-11-23 13:00", "23/11/2026 T", "23/11/2026 13:00\u{0}",
        ])
    func nonsense(text: String) {
        #expect(Instant(typed: text) == nil)
    }

    @Test(
        "l'heure qui manque n'est pas un moment, celle qui vient deux fois est la première",
        arguments: [
            ("29/03/2026 01:59", "2026-03-29T00:59:00Z"), ("29/03/2026 02:00", nil),
            ("29/03/2026 02:30", nil), ("29/03/2026 02:59:59", nil),
            ("29/03/2026 03:00", "2026-03-29T01:00:00Z"),
            ("29/03/2026 02:30+01:00", "2026-03-29T01:30:00Z"),
            ("25/10/2026 01:59", "2026-10-24T23:59:00Z"),
            ("25/10/2026 02:00", "2026-10-25T00:00:00Z"),
            ("25/10/2026 02:30", "2026-10-25T00:30:00Z"),
            ("25/10/2026 02:59:59", "2026-10-25T00:59:59Z"),
            ("25/10/2026 03:00", "2026-10-25T02:00:00Z"),
            ("2026-10-25T02:30+01:00", "2026-10-25T01:30:00Z"),
        ] as [(String, String?)])
    func changes(text: String, utc: String?) {
        #expect(Instant(typed: text) == utc.flatMap { Instant($0) })
    }

    @Test("chaque heure de l'année, écrite comme elle s'affiche, se relit ; la doublée, en premier")
    func everyHour() throws {
        let start = try #require(Instant("2025-12-31T23:00:00Z"))
        let second = try #require(Instant("2026-10-25T01:00:00Z"))
        for hour in 0..<Int64(365 * 24) {
            for instant in [start + hour * 3_600, start + (hour * 3_600 + 1_740)] {
                let isSecond = second <= instant && instant < second + 3_600
                let expected = isSecond ? instant + -3_600 : instant
                #expect(Instant(typed: ParisTime.french(instant)) == expected)
                #expect(Instant(typed: instant.description) == instant)
            }
        }
    }

    @Test(
        "les deux dates de rgpd.md, tapées : 36 heures sont des heures écoulées",
        arguments: [
            ("28/03/2026 20:00", "30/03/2026 à 09:00"), ("24/10/2026 à 20h", "26/10/2026 à 07:00"),
        ])
    func elapsed(typed: String, end: String) throws {
        let start = try #require(Instant(typed: typed))
        #expect(ParisTime.french(start + 36 * 3_600) == end)
        #expect(Instant(typed: end) == start + 36 * 3_600)
    }
}
