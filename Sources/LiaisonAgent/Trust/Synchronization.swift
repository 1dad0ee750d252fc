import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

extension Session {
    /// `synchronize`, or what is held here when the daemon does not answer.
    ///
    /// - Parameter saysDeadlines: whether the clocks of incidents are said once a day.
    package func synchronizedIfReachable(saysDeadlines: Bool = true) throws -> Session {
        do {
            return try synchronize(saysDeadlines: saysDeadlines)
        } catch is SignedClient.Unreachable {
            return self
        }
    }

    /// Brings the daemon's cards and verifications here. None is trusted for it: the own card must
    /// be signed by the pinned key, a verification by one of our agents.
    ///
    /// - Throws: `LocalUnreadable` for an answer that is no directory: nothing changes here then.
    package func synchronize(saysDeadlines: Bool = true) throws -> Session {
        let seen = try folder.anchor()?.point
        let target = Routes.localDirectory(
            after: seen?.size, lacksIndexKey: IndexKeyring.isMissing(in: self))
        let directory = try client.ask(LocalDirectory.self, "GET", target)
        let check = try DirectoryCheck(directory, self)
        let own = try folder.locked { try check.apply(after: seen, saysDeadlines: saysDeadlines) }
        var session = under(own)
        session.deadlines = directory.deadlines
        session.newestAlarm = PutOff.newestAlarm(of: directory)
        session.boxes = directory.boxes
        try session.handOver()
        do {
            try IndexKeyring.exchange(directory, session)
        } catch {
            // Nothing that somebody is about to do depends on it.
            context.notify(.trust(.indexKeyNotExchanged(AgentError(error).message)))
        }
        return session
    }
}
