internal import GRDB
public import LiaisonSchema

/// What the log says of a month, and of a day's readings.
extension StoreView {
    /// Counts the records that are there of a month of Paris.
    ///
    /// - Parameter month: its first day.
    public func tally(of month: CalendarDate) throws -> LogTally {
        let start = ParisTime.start(of: month)
        let end = ParisTime.start(of: month.adding(months: 1))
        var tally = LogTally()
        // As in a listing: a day's margin for a clock that was set back, no bound above.
        let lines = try String.fetchCursor(
            database,
            sql: """
                SELECT ligne FROM journal WHERE ligne IS NOT NULL AND n >= ?
                  AND json_extract(ligne, '$.le') >= ? AND json_extract(ligne, '$.le') < ?
                """,
            arguments: [
                try number(at: start.seconds - 86_400), start.description, end.description,
            ])
        while let line = try lines.next() {
            if let record = try? LogRecord(line: line) { tally.add(record) }
        }
        return tally
    }

    /// The months, each by its first day, of which these runs hold records that are there.
    public func months(of runs: [ClosedRange<UInt64>]) throws -> Set<CalendarDate> {
        var months: Set<CalendarDate> = []
        for run in runs {
            let days = try String.fetchAll(
                database,
                cached: """
                    SELECT DISTINCT substr(json_extract(ligne, '$.le'), 1, 10) FROM journal
                    WHERE n BETWEEN ? AND ? AND ligne IS NOT NULL
                    """, arguments: [Int64(run.lowerBound), Int64(run.upperBound)])
            for day in days.compactMap({ CalendarDate($0) }) {
                // The evening of a day of UTC is the next day in Paris.
                months.insert(LogFigures.month(of: day))
                months.insert(LogFigures.month(of: day.adding(days: 1)))
            }
        }
        return months
    }

    /// The size of the last checkpoint that a partner cosigned in each month, by its own clock: the newest
    /// `limit` of them.
    public func monthlySizes(limit: Int) throws -> [UInt64] {
        try Int64.fetchAll(
            database,
            cached: """
                SELECT max(taille) FROM cosignatures
                GROUP BY strftime('%Y-%m', le, 'unixepoch') ORDER BY 1 DESC LIMIT ?
                """, arguments: [limit]
        ).map { UInt64(clamping: $0) }
    }

    /// Whether an agent was given that pli, to read it or to carry it, since then.
    public func hasTaken(_ id: PliID, agent: KeyName, since: Instant) throws -> Bool {
        try Bool.fetchOne(
            database,
            cached: """
                SELECT EXISTS (SELECT 1 FROM journal WHERE ref = ? AND ligne IS NOT NULL
                  AND instr(ligne, ?)
                  AND (instr(ligne, '"acte":"lecture"') OR instr(ligne, '"acte":"export"'))
                  AND json_extract(ligne, '$.le') >= ?)
                """,
            arguments: [id.text, member("acteur", agent.description), since.description]) ?? false
    }
}
