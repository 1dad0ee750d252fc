internal import GRDB
public import LiaisonSchema

/// The alarms of the log that no DPO answered for yet (rgpd.md, «The log»). Those that say that a log is
/// contradicted are none of these: they are a state, which `reprise` ends.
private enum OpenAlarms {
    static let condition: String = {
        let states = LogDetail.contradictions.map { "'\($0.rawValue)'" }.sorted()
        return """
            instr(a.ligne, '"acte":"alarme"') > 0
              AND coalesce(json_extract(a.ligne, '$.detail'), '') NOT IN (\(states.joined(separator: ", ")))
              AND NOT EXISTS (
                SELECT 1 FROM journal AS r WHERE r.ref = CAST(a.n AS TEXT)
                  AND instr(r.ligne, '"acte":"\(LogActe.reconnaissance.rawValue)"') > 0)
            """
    }()
}

extension StoreView {
    /// How many there are, and the number of the newest.
    public func openAlarms() throws -> (count: Int, newest: UInt64?) {
        let row = try Row.fetchOne(
            database,
            cached: "SELECT count(*), max(a.n) FROM journal AS a WHERE \(OpenAlarms.condition)")
        let newest: Int64? = row?[1]
        return (row?[0] ?? 0, newest.map { UInt64(clamping: $0) })
    }

    /// Those whose numbers are in that range, oldest first.
    public func openAlarms(in range: ClosedRange<UInt64>, limit: Int) throws -> [LogRecord] {
        try String.fetchAll(
            database,
            cached: """
                SELECT a.ligne FROM journal AS a WHERE \(OpenAlarms.condition)
                  AND a.n BETWEEN ? AND ? ORDER BY a.n LIMIT ?
                """,
            arguments: [
                Int64(clamping: range.lowerBound), Int64(clamping: range.upperBound), limit,
            ]
        ).map { try LogRecord(line: $0) }
    }
}
