package import LiaisonSchema

/// What is left to send once some of a fiche's addressees have it: whom it still goes to, and what
/// was said the first time and has to be said again.
package struct FicheRemainder: Equatable, Sendable {
    /// Why no copy goes to the DT OFII now.
    package enum WithoutOFIICopy: Equatable, Sendable {
        case hasItAlready
        /// The author had a reason.
        case waived
    }

    package let file: String
    /// Structures or agents, as they were named.
    package let addressees: [String]
    /// The road of the first of them: as it was chosen, or as a copy takes it; nil when it goes that way by
    /// itself. The others take theirs again.
    package let voie: Voie?
    package let withoutOFIICopy: WithoutOFIICopy?
    package let confirmsWarnings: Bool
    /// Whether the CIR was asked for, and is signed.
    package let isCIRSigned: Bool
    package let pieces: [String]
    package let purpose: AttachmentPurpose?
    package let acceptsClassical: Bool
    package let link: FicheLink

    /// - Parameters:
    ///   - accepted: those who have it, or for whom the daemon has it.
    ///   - chosen: the road of the plan's first addressee.
    init(
        _ plan: FichePlan, _ answers: FicheAnswers, fiche: Fiche, accepted: [StructureName],
        by chosen: Voie, classical: Bool, _ session: Session
    ) {
        let author = session.own.type
        let left = plan.input.destinations.filter {
            $0.name != nil && !accepted.contains($0.structure)
        }
        let kinds = left.map(\.kind)
        let taken = plan.input.destinations.filter { accepted.contains($0.structure) }
        file = plan.input.file
        addressees = left.compactMap(\.name)
        voie = left.first.flatMap { first in
            let isFirst = first == plan.input.destinations.first
            let voie = isFirst ? chosen : RoadChoice.automatic(first, session)
            return RoadChoice.usual(first, session) == voie ? nil : voie
        }
        // Sent alone, the rest looks like an orientation without its copy, or a copy without its fiche.
        if kinds.contains(.dtOFII) {
            withoutOFIICopy = nil
        } else if taken.contains(where: { $0.kind == .dtOFII }),
            fiche.needsOFIICopy(author: author)
        {
            withoutOFIICopy = .hasItAlready
        } else {
            withoutOFIICopy = plan.input.withoutOFIICopy == nil ? nil : .waived
        }
        let doubts = fiche.routingFindings(
            author: author, addressees: kinds, copieOFIIDispensee: true
        ).avertissements
        confirmsWarnings = answers.confirmsWarnings || !doubts.isEmpty
        isCIRSigned =
            plan.questions.contains(.isCIRSigned) && answers.isCIRSigned == true
            && !kinds.allSatisfy { $0 == .dtOFII }
        pieces = plan.input.attachments.paths
        purpose = pieces.isEmpty ? nil : plan.input.purpose ?? answers.purpose
        acceptsClassical = classical
        link = plan.input.link
    }

    /// What stops a sending, once somebody has it: with what is left to do. Else the error as it is.
    ///
    /// - Parameter voie: the road that was stopped.
    static func error(
        _ error: any Error, _ plan: FichePlan, _ answers: FicheAnswers, accepted: [StructureName],
        by voie: Voie, classical: Bool, _ session: Session
    ) -> any Error {
        guard !accepted.isEmpty, let fiche = plan.fiche else { return error }
        let why = AgentError(error)
        let rest = FicheRemainder(
            plan, answers, fiche: fiche, accepted: accepted, by: voie, classical: classical, session
        )
        return AgentError(why.code, why.message, next: .fiche(.finish(rest)))
    }
}
