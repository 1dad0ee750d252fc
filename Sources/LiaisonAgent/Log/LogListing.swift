import LiaisonHTTP
package import LiaisonSchema

/// Reads records of the log.
package enum LogListing {
    package struct Page {
        package let records: [LogRecord]
        /// Whether there may be more before.
        package let isFull: Bool
    }

    package static func read(_ query: LogQuery, _ context: AgentContext) throws -> Page {
        var session = try Session.open(context)
        var persons: [PersonIndex] = []
        if let number = query.person {
            // A colleague may have sealed the key meanwhile.
            session = try session.synchronize()
            persons = try Person(number, session).indices
        }
        return try page(query, persons, session)
    }

    private static func page(
        _ query: LogQuery, _ persons: [PersonIndex], _ session: Session
    ) throws -> Page {
        let lines = try session.client.logLines(query.target(persons))
        if lines.unreadable > 0 { session.context.notify(.log(.unreadable(lines.unreadable))) }
        return Page(records: lines.records, isFull: lines.count == query.count)
    }

    /// All of those days, page by page.
    static func all(_ days: ClosedRange<CalendarDate>, _ session: Session) throws -> [LogRecord] {
        var query = LogQuery(count: LogQuery.counts.upperBound)
        query.since = days.lowerBound
        query.until = days.upperBound
        query.reason = .controle
        var records: [LogRecord] = []
        while true {
            let page = try page(query, [], session)
            records = page.records + records
            guard page.isFull, let first = page.records.first else { return records }
            query.before = first.n
        }
    }
}
