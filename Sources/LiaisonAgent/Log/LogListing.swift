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
        let actor = try query.actor.map { try LogActor.resolve($0, query.reason, session) }
        return try page(query.target(persons, actor: actor), query.count, session)
    }

    private static func page(_ query: LogQuery, _ session: Session) throws -> Page {
        try page(query.target(), query.count, session)
    }

    private static func page(_ target: String, _ count: Int, _ session: Session) throws -> Page {
        let lines = try session.client.logLines(target)
        if lines.unreadable > 0 { session.context.notify(.log(.unreadable(lines.unreadable))) }
        return Page(records: lines.records, isFull: lines.count == count)
    }

    /// The last records of an act, oldest first.
    static func last(_ acte: LogActe, _ session: Session, count: Int) throws -> [LogRecord] {
        var query = LogQuery(count: count)
        query.acte = acte
        query.reason = .controle
        // Whatever a daemon sends besides is not what was asked for.
        return try page(query, session).records.filter { $0.acte == acte.rawValue }
    }

    /// All of those days, page by page.
    static func all(_ days: ClosedRange<CalendarDate>, _ session: Session) throws -> [LogRecord] {
        var query = LogQuery(count: LogQuery.counts.upperBound)
        query.since = days.lowerBound
        query.until = days.upperBound
        query.reason = .controle
        var records: [LogRecord] = []
        while true {
            let page = try page(query, session)
            records = page.records + records
            guard page.isFull, let first = page.records.first else { return records }
            query.before = first.n
        }
    }
}
