package import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// What an agent tells its daemon, and asks of it, about how long fiches are kept.
package struct Retention {
    package let session: Session

    package init(session: Session) { self.session = session }

    /// What a fact that was entered changed.
    package struct Outcome {
        package let n: Int64
        package let changed: Int64
        package let due: Int64
        /// Plis that nobody annotated yet, `de id`.
        package let toExamine: [JSONObject]
    }

    package func enter(_ fact: RetentionFact) throws -> Outcome {
        let answer = try session.client.request(
            "PUT", Routes.localFacts, body: Array(JSONValue.object(fact.object).text.utf8),
            seconds: 300)
        let object = (try? JSONValue.parse(answer.body))?.object ?? JSONObject()
        return Outcome(
            n: object["n"]?.integer ?? 0, changed: object["changees"]?.integer ?? 0,
            due: object["dues"]?.integer ?? 0,
            toExamine: (object["aExaminer"]?.array ?? []).compactMap(\.object))
    }

    /// The conventions, and the ends that several share.
    package func conventions() throws -> (states: [ConventionState], termes: JSONObject) {
        let answer = try session.client.request("GET", Routes.localConventions)
        guard let object = (try? JSONValue.parse(answer.body))?.object else {
            throw AgentError(.data, "Le service n'a pas répondu comme attendu.")
        }
        let states = try (object["conventions"]?.array ?? []).compactMap(\.object)
            .map { try ConventionState($0) }
        return (states, object["termes"]?.object ?? JSONObject())
    }

    /// Whom the fiches of a person went to.
    package func recipients(of persons: [PersonIndex]) throws -> [StructureName] {
        let answer = try session.client.request(
            "POST", Routes.localRecipients,
            body: Array(persons.map { "\($0)\n" }.joined().utf8))
        return ((try? JSONValue.parse(answer.body))?.array ?? []).compactMap {
            $0.string.flatMap { StructureName($0) }
        }
    }

    /// A reason for the DPOs alone, and for who gives it.
    package func sealed(_ text: String) throws -> SealedText {
        try session.sealed(text.trimmed)
    }
}

extension String {
    /// Without white space at either end.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
