internal import LiaisonSchema
internal import LiaisonStore

/// What a month amounted to, kept in the log before its records go: the register's page can be printed again
/// (formats.md, «Traceability log»).
extension Logbook {
    /// What is known of it as a pruning begins.
    struct KeptFigures {
        /// Those counted, by their first day.
        var months: Set<CalendarDate>
        /// Records of before that day may have been destroyed by earlier prunings.
        let prunedBefore: CalendarDate?
    }

    func keptFigures() throws -> KeptFigures {
        try store.read { view in
            func records(_ acte: LogActe) throws -> [LogRecord] {
                var filter = LogFilter()
                filter.acte = acte.rawValue
                return try view.records(filter, count: Self.logPageLimit)
                    .compactMap { try? LogRecord(line: $0.line ?? "") }
            }
            return KeptFigures(
                months: Set(try records(.chiffres).compactMap(\.figures?.month)),
                prunedBefore: try records(.elagage).compactMap(\.pruning?.avant).max())
        }
    }

    /// Counts a month, and keeps the figures in a record that no pruning takes.
    func keep(_ month: CalendarDate, _ figures: inout KeptFigures) throws {
        let isPartial = figures.prunedBefore.map { month < $0 } ?? false
        let tally = try store.read { try $0.tally(of: month) }
        let service = try ownCard().carte.structure.key(.service)
        try store.write(at: now()) {
            try $0.record(
                LogEvent(
                    .chiffres, by: service,
                    content: .figures(LogFigures(tally, month: month, isPartial: isPartial))))
        }
        figures.months.insert(month)
    }
}
