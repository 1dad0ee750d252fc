import LiaisonHTTP
package import LiaisonSchema

/// A DPO answers for a log that is frozen, or that a partner's witness contradicts.
package enum LogResumption {
    /// - Parameter partner: whose log it is; nil: the own one.
    /// - Returns: the époque that a card is now to name; nil when none was opened.
    package static func run(
        _ cause: LogSuspension.Cause, of partner: StructureName?, _ context: AgentContext
    ) throws -> Int? {
        let session = try Session.open(context)
        try session.require(.resumeLog)
        return try session.client.ask(
            ResumedLog.self, "POST", Routes.localLogResume(cause, of: partner)
        ).epoch
    }
}
