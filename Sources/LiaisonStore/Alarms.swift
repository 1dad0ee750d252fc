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
    /// How many there are.
    public func openAlarms() throws -> Int {
        try Int.fetchOne(
            database, cached: "SELECT count(*) FROM journal AS a WHERE \(OpenAlarms.condition)")
            ?? 0
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
