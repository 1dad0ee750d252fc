package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// What an agent tells its daemon, and asks of it, about breaches and complaints.
package struct Incidents {
    package let session: Session

    package init(session: Session) { self.session = session }

    /// - Parameters:
    ///   - n: that one alone.
    ///   - isReading: whether all that was written of them is read: the log says so.
    package func all(n: Int? = nil, isReading: Bool = false) throws -> [IncidentFile] {
        let answer = try session.client.request(
            "GET", Routes.localIncidents(n: n, isReading: isReading))
        return try ((try? JSONValue.parse(answer.body))?.array ?? []).compactMap(\.object)
            .map { try IncidentFile($0, session) }
    }

    /// - Throws: exit 66 for a number that no incident has.
    package func file(_ n: Int, isReading: Bool = false) throws -> IncidentFile {
        guard n > 0, let file = try all(n: n, isReading: isReading).first else {
            throw AgentError(
                .noInput, "Aucun incident ne porte le numéro \(n).",
                next: "Voyez « agir-liaison violation lister ».")
        }
        return file
    }

    @discardableResult
    package func enter(_ fact: IncidentFact, incident n: Int? = nil) throws -> IncidentFile {
        let answer = try session.client.request(
            "PUT", Routes.localIncident(n), body: Array(JSONValue.object(fact.object).text.utf8),
            seconds: 300)
        guard let object = (try? JSONValue.parse(answer.body))?.object else {
            throw AgentError(.data, "Le service n'a pas répondu comme attendu.")
        }
        return try IncidentFile(object, session)
    }

    /// Those who read what people write of incidents: the DPOs, and who writes.
    package var readers: [AgeRecipient] {
        let readers = session.own.agents(with: .dpo).map(\.destinataire)
        return readers.contains(session.agent.destinataire)
            ? readers : readers + [session.agent.destinataire]
    }

    package func sealed(_ texts: IncidentTexts) throws -> SealedText {
        try texts.sealed(to: readers)
    }
}
