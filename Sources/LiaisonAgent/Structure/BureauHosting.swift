package import LiaisonHTTP
package import LiaisonSchema

/// The DPO's decision that agents work in a browser on the structure's server: it changes what partners and
/// persons are promised, so it is dated, has a reason, and stands in the log (rgpd.md, «Hosted bureaux»).
package struct HostingDecision {
    private let session: Session

    /// - Throws: exit 77 for another role.
    package init(_ context: AgentContext) throws {
        session = try Session.ready(context, for: .decideHosting)
    }

    /// - Parameters:
    ///   - day: from today to a year from now.
    ///   - reason: for the DPOs, sealed.
    package func decide(from day: CalendarDate, reason: String) throws -> FactOutcome {
        try enter(day, reason)
    }

    /// Nobody works so any more. The card says it once an administrator published one.
    package func end(reason: String) throws -> FactOutcome { try enter(nil, reason) }

    private func enter(_ day: CalendarDate?, _ reason: String) throws -> FactOutcome {
        let retention = RetentionClient(session: session)
        return try retention.enter(.hebergement(depuis: day, motif: retention.sealed(reason)))
    }
}

/// What the DPO decided, said to partners in the card.
package struct HostingPublication {
    package struct Plan {
        fileprivate let editor: CardEditor
        /// What the DPO decided; nil: no hosting, or no more.
        package let decided: CalendarDate?
        /// What the card says.
        package let said: CalendarDate?

        package var isNeeded: Bool { decided != said }
    }

    /// - Throws: exit 77 without the role `admin` or the structure key, `.unavailable` when the daemon, which
    ///   knows the decision, does not answer.
    package static func plan(_ context: AgentContext) throws -> Plan {
        let editor = try CardEditor(context)
        let own = editor.session.own
        guard own.daemon != nil else {
            throw AgentError(
                .notAllowed, "Votre structure n'a pas de service : rien ne s'y héberge.")
        }
        let directory = try editor.session.client.ask(
            LocalDirectory.self, "GET", Routes.localDirectory)
        return Plan(editor: editor, decided: directory.hosting, said: own.bureauHeberge)
    }

    /// Publishes the card, or gives the one in force when it says so already.
    package static func execute(_ plan: Plan) throws -> Carte {
        guard plan.isNeeded else { return plan.editor.session.own }
        return try plan.editor.publish { $0.bureauHeberge = plan.decided }
    }
}
