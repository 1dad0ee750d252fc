import LiaisonSchema
import Testing

@Suite("Calendrier et mois")
struct CalendarTests {
    @Test("le numéro du jour suit un calendrier compté jour après jour, de 1900 à 2100")
    func dayAfterDay() {
        // 1900 to 1970: 70 years of which 17 leap.
        var number = -(70 * 365 + 17)
        for year in 1_900...2_100 {
            var lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            // No century in between but 2000 is leap.
            if year % 4 == 0, year != 1_900, year != 2_100 { lengths[1] = 29 }
            for (index, length) in lengths.enumerated() {
                for day in 1...length {
                    let date = CalendarDate(dayNumber: number)
                    guard (date.year, date.month, date.day) == (year, index + 1, day),
                        date.dayNumber == number, CalendarDate(date.description) == date
                    else {
                        Issue.record("jour \(number) : \(date)")
                        return
                    }
                    number += 1
                }
                #expect(CalendarDate(year: year, month: index + 1, day: length + 1) == nil)
            }
        }
        #expect(number == 47_847)
    }

    @Test("les dates s'écrivent AAAA-MM-JJ, ou à la française")
    func text() {
        #expect(CalendarDate("0001-01-01")?.dayNumber == -719_162)
        #expect(CalendarDate("9999-12-31")?.dayNumber == 2_932_896)
        #expect(CalendarDate("0987-06-05")?.description == "0987-06-05")
        #expect(CalendarDate("2026-03-09")?.french == "09/03/2026")
        for text in [
            "", "2026-2-01", "26-02-01", "2026/02/01", "2026-02-30", "2026-00-10", "2026-10-00",
            "0000-01-01", "-001-01-01", "2026-02-1 ", "2026-02-011", "2026-02-٣", "10000-01-01",
        ] { #expect(CalendarDate(text) == nil, "\(text)") }
    }

    @Test(
        "un mois plus tard est le même jour du mois, sinon son dernier jour",
        arguments: [
            ("2026-12-31", 2, "2027-02-28"), ("2027-12-31", 2, "2028-02-29"),
            ("1999-12-31", 2, "2000-02-29"), ("2099-12-31", 2, "2100-02-28"),
            ("2028-02-29", 36, "2031-02-28"), ("2028-02-29", 48, "2032-02-29"),
            ("2026-08-31", 2, "2026-10-31"), ("2026-08-31", 1, "2026-09-30"),
            // Never chained: by way of February the last two would fall on the 28th.
            ("2026-01-31", 1, "2026-02-28"), ("2026-01-31", 2, "2026-03-31"),
            ("2026-01-30", 13, "2027-02-28"), ("2026-01-30", 14, "2027-03-30"),
            ("2026-12-01", 1, "2027-01-01"), ("2026-11-23", 0, "2026-11-23"),
            ("2026-11-23", 60, "2031-11-23"), ("2026-03-31", -1, "2026-02-28"),
            ("2026-01-15", -1, "2025-12-15"), ("2026-01-15", -13, "2024-12-15"),
        ])
    func months(from: String, months: Int, to: String) throws {
        #expect(try #require(CalendarDate(from)).adding(months: months).description == to)
    }

    @Test("à toute date et pour tout délai, le jour est le plus tardif qui existe")
    func everyMonth() throws {
        let first = try #require(CalendarDate("2027-01-01"))
        for origin in (0..<800).map(first.adding(days:)) {
            var (year, month) = (origin.year, origin.month)
            for months in 0...40 {
                let expected = stride(from: origin.day, to: 0, by: -1).lazy
                    .compactMap { CalendarDate(year: year, month: month, day: $0) }.first
                guard origin.adding(months: months) == expected else {
                    Issue.record("\(origin) + \(months) mois")
                    return
                }
                (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
            }
        }
    }
}
