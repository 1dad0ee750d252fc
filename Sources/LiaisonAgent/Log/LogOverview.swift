import LiaisonHTTP
package import LiaisonSchema

/// What some days of the log amount to, and what is open.
package struct LogOverview {
    /// Both days included.
    package let days: ClosedRange<CalendarDate>
    package let summary: LogSummary
    /// Whether the log still holds these days whole.
    package let coverage: LogCoverage
    /// When the oldest pli that is not delivered was deposited.
    package let oldest: Instant?
    /// The contacts that nobody verified, sorted.
    package let unverified: [String]
    /// What contradicts our log or a partner's, and no DPO answered for yet.
    package let suspensions: [LogSuspension]
    /// Since when the end of the log goes unsigned, where that is longer than a day.
    package let unsigned: Instant?
    private let session: Session

    package var own: StructureName { session.own.structure }

    package init(_ days: ClosedRange<CalendarDate>, _ context: AgentContext) throws {
        session = try Session.open(context)
        try session.require(.readLog)
        self.days = days
        (summary, coverage) = try Self.count(days, session)
        unverified = try Self.unverified(session)
        let state = try session.client.ask(ServiceState.self, "GET", Routes.localState)
        let now = session.now
        oldest = state.oldest.map { now + -Int64($0) }
        suspensions = state.suspensions
        unsigned = state.unsigned.map(Int64.init).flatMap {
            $0 > LogTail.patience ? now + -$0 : nil
        }
    }

    /// What was destroyed at its term is told by the figures that were kept of it, of a whole month.
    private static func count(
        _ days: ClosedRange<CalendarDate>, _ session: Session
    ) throws -> (LogSummary, LogCoverage) {
        guard let pruned = try LogListing.last(.elagage, session, count: 1).last?.pruning?.avant,
            days.lowerBound < pruned
        else { return (LogSummary(try LogListing.all(days, session)), .whole) }
        if isMonth(days) {
            let kept = try LogListing.last(.chiffres, session, count: LogQuery.counts.upperBound)
                .last { $0.figures?.month == days.lowerBound }
            if let kept, let figures = kept.figures {
                return (
                    LogSummary(figures), .figures(n: kept.n, isPartial: figures.isPartial)
                )
            }
        }
        return (LogSummary(try LogListing.all(days, session)), .pruned(before: pruned))
    }

    private static func isMonth(_ days: ClosedRange<CalendarDate>) -> Bool {
        days.lowerBound == LogFigures.month(of: days.lowerBound)
            && days.upperBound == days.lowerBound.adding(months: 1).adding(days: -1)
    }

    private static func unverified(_ session: Session) throws -> [String] {
        try session.folder.contactNames().filter { name in
            guard let card = try session.folder.contact(name)?.carte else { return false }
            return try !Session.isVerified(card, own: session.own, folder: session.folder)
        }.map(\.text).sorted()
    }

    /// The page for the paper register, with a checkpoint of now.
    package func page() throws -> LogRegisterPage {
        let reader = LogReader(session: session, reason: nil)
        guard let point = try reader.points(isFresh: true).last else {
            throw AgentError(
                .notAllowed, "Le journal n'a pas de point de contrôle à imprimer.",
                next: .log(.renew))
        }
        let trust = LogTrust(session)
        return LogRegisterPage(
            summary: summary, coverage: coverage, card: session.own, days: days, oldest: oldest,
            unverified: unverified, suspensions: suspensions, point: try trust.verified(point),
            witnesses: trust.witnesses(of: point), printed: session.now)
    }
}
