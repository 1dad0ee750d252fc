public import LiaisonSchema
internal import LiaisonStore

/// The log's alarms, each told to the DPOs until one of them says why it need be no more.
extension Logbook {
    /// How many one request answers for: the writes of one transaction.
    private static let mostAcknowledged = 1_000

    /// How many alarms nobody acknowledged, and the number of the newest, for those who answer to them; nil for other
    /// roles.
    public func alarms(
        for agent: AuthenticatedAgent
    ) throws -> (count: Int, newest: UInt64?)? {
        // Not `require`: who may not is not refused anything here.
        guard Permission.readLog.allows(agent.roles) else { return nil }
        return try store.read { try $0.openAlarms() }
    }

    /// A DPO says why an alarm need be told no more: it stays in the log, with that.
    ///
    /// - Parameters:
    ///   - n: the number of its record.
    ///   - withEarlier: whether all before it are meant too, at most a thousand a time.
    /// - Returns: the numbers of those that were acknowledged.
    /// - Throws: `Refusal` `.introuvable` when no such alarm waits; `.interdit` for what a DPO did as a referent,
    ///   while there is another DPO to answer for it.
    public func acknowledge(
        _ n: UInt64, withEarlier: Bool = false, for reason: AlarmReason,
        by agent: AuthenticatedAgent
    ) throws -> [UInt64] {
        try require(.resumeLog, agent)
        let hasColleague = try ownCard().carte.agents(with: .dpo).contains { $0.nom != agent.name }
        return try store.write(at: now()) { transaction -> [UInt64] in
            let waiting = try transaction.view.openAlarms(
                in: (withEarlier ? 0 : n)...n, limit: Self.mostAcknowledged)
            guard !waiting.isEmpty else {
                throw Refusal(
                    .introuvable, "Aucune alarme n'attend sous ce numéro.",
                    hint: "Vos rappels disent lesquelles ; « journal lister --acte alarme » les a "
                        + "toutes.")
            }
            let others = waiting.filter {
                !(hasColleague && $0.acteur == agent.name.description)
            }
            guard !others.isEmpty else {
                throw Refusal(
                    .interdit, "Cette alarme parle de vous : un autre DPO la reconnaît.",
                    hint: "Demandez-le-lui.")
            }
            for alarm in others {
                try transaction.record(
                    LogEvent(
                        .reconnaissance, by: agent.name, ref: String(alarm.n), detail: reason.detail
                    ))
            }
            return others.map(\.n)
        }
    }
}
