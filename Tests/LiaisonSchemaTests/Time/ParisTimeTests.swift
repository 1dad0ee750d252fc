import LiaisonSchema
import Testing

@Suite("Heure de Paris")
struct ParisTimeTests {
    // By Python's zoneinfo: year, day of March, day of October.
    @Test(
        "l'heure change à 1 h UTC, le dernier dimanche de mars et d'octobre",
        arguments: [
            (1996, 31, 27), (2000, 26, 29), (2015, 29, 25), (2023, 26, 29), (2024, 31, 27),
            (2025, 30, 26), (2026, 29, 25), (2027, 28, 31), (2028, 26, 29), (2029, 25, 28),
            (2030, 31, 27), (2032, 28, 31), (2037, 29, 25),
        ])
    func changes(year: Int, march: Int, october: Int) throws {
        let summer = try #require(Instant("\(year)-03-\(march)T01:00:00Z"))
        let winter = try #require(Instant("\(year)-10-\(october)T01:00:00Z"))
        #expect(ParisTime.french(summer + -1) == "\(march)/03/\(year) à 01:59")
        #expect(ParisTime.french(summer) == "\(march)/03/\(year) à 03:00")
        #expect(ParisTime.french(winter + -1) == "\(october)/10/\(year) à 02:59")
        #expect(ParisTime.french(winter) == "\(october)/10/\(year) à 02:00")
        #expect(ParisTime.column(summer) == "\(march)/03/\(year) 03:00")
    }

    @Test(
        "36 heures sont des heures écoulées, aussi au changement d'heure (rgpd.md)",
        arguments: [
            ("2026-03-28T19:00:00Z", "28/03/2026 à 20:00", "30/03/2026 à 09:00"),
            ("2026-10-24T18:00:00Z", "24/10/2026 à 20:00", "26/10/2026 à 07:00"),
        ])
    func elapsed(utc: String, start: String, end: String) throws {
        let instant = try #require(Instant(utc))
        #expect(ParisTime.french(instant) == start)
        #expect(ParisTime.french(instant + 36 * 3_600) == end)
    }

    @Test("à chaque heure de 2026, la date locale change à minuit, heure de Paris")
    func everyHour() throws {
        let start = try #require(Instant("2025-12-31T23:00:00Z"))
        let summer = try #require(Instant("2026-03-29T01:00:00Z"))
        let winter = try #require(Instant("2026-10-25T01:00:00Z"))
        var (day, hour) = (try #require(CalendarDate("2026-01-01")).dayNumber, 0)
        for elapsed in 0..<Int64(365 * 24) {
            let instant = start + elapsed * 3_600
            if instant == summer { hour += 1 }
            if instant == winter { hour -= 1 }
            let date = CalendarDate(dayNumber: day)
            #expect(ParisTime.date(at: instant) == date)
            #expect(ParisTime.date(at: instant + 3_599) == date)
            #expect(
                ParisTime.french(instant) == "\(date.french) à \(hour < 10 ? "0" : "")\(hour):00")
            hour += 1
            if hour == 24 { (day, hour) = (day + 1, 0) }
        }
        #expect(CalendarDate(dayNumber: day).description == "2027-01-01" && hour == 0)
    }
}
