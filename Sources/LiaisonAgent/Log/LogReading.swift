import LiaisonSchema

/// A reading of the whole log, about to be done: it is recorded with its reason.
package struct LogReading {
    package enum Question: Equatable, Sendable {
        /// Why the log is read; it may be left unsaid.
        case reason
    }

    let session: Session
    private let reason: LogReason?

    /// - Parameter reason: nil: it is asked.
    package static func plan(
        _ context: AgentContext, reason: LogReason?
    ) throws -> LogReading {
        LogReading(session: try Session.open(context), reason: reason)
    }

    package var questions: [Question] { reason == nil ? [.reason] : [] }

    /// - Parameter answer: to the question, if it was answered.
    func reader(_ answer: LogReason?) -> LogReader {
        LogReader(session: session, reason: reason ?? answer)
    }
}
