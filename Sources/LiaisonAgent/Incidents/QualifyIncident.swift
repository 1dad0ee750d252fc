import LiaisonHTTP
package import LiaisonSchema

/// Saying more of an incident, or putting it right: what is decided, and why.
package struct QualifyIncident {
    package struct Input {
        package var n: Int
        /// Without its texts nor its reason.
        package var said = IncidentFact.Qualification()
        package var texts = Texts()
        package var reason: String?
        /// Partners to whom nothing goes any more, and to whom things go again.
        package var stopped: [StructureName] = []
        package var resumed: [StructureName] = []

        package init(n: Int) { self.n = n }
    }

    /// What is written; nil stays as it is.
    package struct Texts: Equatable {
        package var faits: String?
        package var categories: String?
        package var consequences: String?
        package var mesures: String?
        /// In the place of what was not known; empty: nothing is unknown any more.
        package var inconnu: [String]?

        package init() {}
    }

    package enum Question: Equatable, Sendable {
        /// It takes something back, or moves a clock: why?
        case reason
    }

    package struct Plan {
        package let questions: [Question]
        /// Whether it only holds back, or lets go, what goes to partners: that weighs nothing yet.
        package let isOnlyStops: Bool
        let input: Input
        let texts: IncidentTexts?
        let file: IncidentFile
    }

    private let incidents: Incidents
    private var session: Session { incidents.session }

    package init(_ incidents: Incidents) { self.incidents = incidents }

    package func plan(_ input: Input) throws -> Plan {
        let file = try incidents.file(input.n)
        let texts = try texts(input.texts, file)
        let isNothingSaid =
            input.said == IncidentFact.Qualification() && texts == nil && input.reason == nil
        return Plan(
            questions: input.said.needsReason && input.reason == nil ? [.reason] : [],
            isOnlyStops: isNothingSaid && !(input.stopped + input.resumed).isEmpty,
            input: input, texts: texts, file: file)
    }

    /// - Parameter reason: the answer to the question.
    package func execute(_ plan: Plan, reason: String? = nil) throws -> IncidentFile {
        let input = plan.input
        var said = input.said
        if said.needsReason || input.reason != nil {
            guard let reason = input.reason ?? reason, !reason.allSatisfy(\.isWhitespace) else {
                throw AgentError(
                    .usage, "Cette correction demande un motif.", next: .incident(.giveReason))
            }
            said.motif = try session.sealed(reason)
        }
        said.textes = try plan.texts.map { try incidents.sealed($0) }
        return try session.folder.locked {
            var result = plan.file
            if !plan.isOnlyStops {
                result = try incidents.enter(.qualification(said), incident: input.n)
            }
            for (names, isStopped) in [(input.stopped, true), (input.resumed, false)] {
                for name in names {
                    result = try incidents.enter(
                        .envois(name, isStopped: isStopped), incident: input.n)
                }
            }
            return result
        }
    }

    /// What was written before, with what is given; nil: nothing is.
    private func texts(_ given: Texts, _ file: IncidentFile) throws -> IncidentTexts? {
        guard given != Texts() else { return nil }
        guard !file.isTold || given.faits != nil else {
            throw AgentError(
                .usage, "Les textes de cet incident sont d'un partenaire.",
                next: .incident(.giveFacts))
        }
        guard let held = file.ownTexts ?? (given.faits == nil ? nil : IncidentTexts(faits: ""))
        else {
            throw AgentError(
                .notAllowed, "Les textes de cet incident sont scellés pour d'autres DPO.",
                next: .incident(.giveTexts))
        }
        return IncidentTexts(
            faits: given.faits ?? held.faits,
            consequences: given.consequences ?? held.consequences,
            mesures: given.mesures ?? held.mesures, inconnu: given.inconnu ?? held.inconnu,
            categories: given.categories ?? held.categories)
    }
}
