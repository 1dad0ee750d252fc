import LiaisonHTTP
package import LiaisonSchema

/// Declaring a breach, even only suspected, or a complaint: every agent may.
package struct DeclareIncident {
    package struct Input {
        package let type: IncidentKind
        package var moments = IncidentFact.Moments()
        package var natures: [IncidentNature] = []
        package var scope = IncidentScope()
        package var faits: String?
        package var consequences: String?
        package var mesures: String?
        package var inconnu: [String] = []
        /// Partners to whom nothing goes for now.
        package var arrets: [StructureName] = []

        package init(_ type: IncidentKind) { self.type = type }
    }

    package enum Question: Equatable, Sendable {
        case discovery, natures, facts
        /// What is touched; it may stay unsaid.
        case scope
        /// Of the partners that the answer names: to whom nothing goes for now. Only who may decide it.
        case stops
    }

    package struct Answers {
        package var decouverte: Instant?
        package var natures: [IncidentNature] = []
        package var faits: String?
        package var scope: IncidentScope?
        package var arrets: [StructureName] = []

        package init() {}
    }

    package struct Plan {
        package let questions: [Question]
        let input: Input

        /// The partners to whom sendings stop already, whatever is answered.
        package var stopped: [StructureName] { input.arrets }
    }

    package struct Result {
        package let file: IncidentFile
        package let scope: IncidentScope
        /// Whether somebody can notify it.
        package let hasOfficer: Bool

        /// The partners to whom things still go.
        package var going: [StructureName] {
            file.partenaires.filter { !file.incident.arrets.contains($0) }
        }
    }

    package let incidents: Incidents
    private var session: Session { incidents.session }

    package init(_ context: AgentContext) throws {
        incidents = Incidents(session: try Session.open(context).synchronize())
    }

    package func plan(_ input: Input) -> Plan {
        var questions: [Question] = []
        if input.type == .violation {
            if input.moments.decouverte == nil { questions.append(.discovery) }
            if input.natures.isEmpty { questions.append(.natures) }
        }
        if input.faits == nil { questions.append(.facts) }
        if input.type == .violation, input.scope.isEmpty {
            questions.append(.scope)
            if Permission.handleIncident.allows(session.me?.roles ?? []) {
                questions.append(.stops)
            }
        }
        return Plan(questions: questions, input: input)
    }

    package func execute(_ plan: Plan, _ answers: Answers = Answers()) throws -> Result {
        let input = plan.input
        var moments = input.moments
        moments.decouverte = moments.decouverte ?? answers.decouverte
        let scope = input.scope.isEmpty ? answers.scope ?? input.scope : input.scope
        let texts = IncidentTexts(
            faits: input.faits ?? answers.faits ?? "", consequences: input.consequences,
            mesures: input.mesures, inconnu: input.inconnu)
        let file = try session.folder.locked {
            try incidents.enter(
                .declaration(
                    .init(
                        type: input.type, moments: moments,
                        natures: input.natures.isEmpty ? answers.natures : input.natures,
                        portee: scope, textes: try incidents.sealed(texts),
                        arrets: input.arrets
                            + answers.arrets.filter { !input.arrets.contains($0) })))
        }
        return Result(
            file: file, scope: scope, hasOfficer: !session.own.agents(with: .dpo).isEmpty)
    }
}
