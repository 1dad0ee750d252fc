internal import LiaisonBase
package import LiaisonHTTP
package import LiaisonSchema

/// What an agent tells its daemon, and asks of it, about how long fiches are kept.
package struct RetentionClient {
    package let session: Session

    package init(session: Session) { self.session = session }

    package func enter(_ fact: RetentionFact) throws -> FactOutcome {
        try session.client.ask(
            FactOutcome.self, "PUT", Routes.localFacts,
            body: Array(JSONValue.object(fact.object).text.utf8), seconds: 300)
    }

    /// The conventions, and the ends that several share.
    package func conventions() throws -> ConventionList {
        try session.client.ask(ConventionList.self, "GET", Routes.localConventions)
    }

    /// What they say of the partners that there are now, whatever their names were.
    func currentConventions() throws -> [ConventionState] {
        let successors = session.successors()
        return try conventions().states.map { $0.under(successors) }
    }

    /// What the daemon knows of a person, and whom her fiches went to.
    package func known(_ persons: [PersonIndex]) throws -> KnownPerson {
        try session.client.ask(
            KnownPerson.self, "POST", Routes.localRecipients,
            body: Array(persons.map { "\($0)\n" }.joined().utf8))
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
