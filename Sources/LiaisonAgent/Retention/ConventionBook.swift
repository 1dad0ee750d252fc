package import LiaisonHTTP
package import LiaisonSchema

/// The conventions with partners: their end decides what is destroyed.
package enum ConventionBook {
    /// What a fact about conventions changed.
    package struct Entered {
        package let outcome: FactOutcome
        /// The convention as it stands now; nil for a fact about several.
        package let state: ConventionState?
        /// Of its structures, those that are no contacts here: the name may be wrong.
        package let strangers: [StructureName]
    }

    package static func enter(
        _ fact: RetentionFact, _ context: AgentContext
    ) throws -> Entered {
        let session = try Session.ready(context, for: fact.permission)
        let retention = RetentionClient(session: session)
        let outcome = try retention.enter(fact)
        var strangers: [StructureName] = []
        if case .convention(let convention) = fact {
            strangers = try convention.avec.filter { try session.folder.contact($0) == nil }
        }
        let state = try fact.reference.flatMap { reference in
            try retention.conventions().states.first { $0.convention.reference == reference }
        }
        return Entered(outcome: outcome, state: state, strangers: strangers)
    }

    package static func list(_ context: AgentContext) throws -> ConventionList {
        try RetentionClient(session: Session.ready(context, for: .listConventions)).conventions()
    }
}
