import LiaisonHTTP
package import LiaisonSchema

/// A DPO says why alarms need be told no more.
package enum AlarmAcknowledgement {
    /// - Parameters:
    ///   - numbers: of their records.
    ///   - withEarlier: whether all before each are meant too.
    /// - Returns: the numbers of those that were acknowledged.
    package static func run(
        _ numbers: [UInt64], withEarlier: Bool, for reason: AlarmReason, _ context: AgentContext
    ) throws -> [UInt64] {
        let session = try Session.open(context)
        try session.require(.resumeLog)
        return try numbers.flatMap {
            try session.client.ask(
                AcknowledgedAlarms.self, "POST",
                Routes.localAlarms($0, withEarlier: withEarlier, for: reason)
            ).numbers
        }
    }
}
