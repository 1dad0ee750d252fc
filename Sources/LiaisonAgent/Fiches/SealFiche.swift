import LiaisonHTTP
package import LiaisonSchema

/// A fiche that leaves by another road than the service: our own copy is kept first, then the file is made
/// for the partner.
package struct SealFiche {
    private let session: Session
    private let planner: FichePlanner

    /// - Parameter isSending: whether it is sent, and not sealed only: the daemon says which conventions there
    ///   are, when it answers, and what every road asks is asked.
    /// - Throws: exit 77 for who sends no fiche.
    package init(_ session: Session, isSending: Bool = false) throws {
        try session.require(.sendFiche)
        self.session = session
        planner = FichePlanner(
            session: session, conventions: isSending ? try Self.conventions(session) : nil,
            isSending: isSending)
    }

    private static func conventions(_ session: Session) throws -> [ConventionState]? {
        do {
            return try RetentionClient(session: session).currentConventions()
        } catch is SignedClient.Unreachable {
            return nil
        }
    }

    package func plan(_ input: FicheInput) throws -> FichePlan { try planner.plan(input) }

    /// - Parameters:
    ///   - destinations: those of the plan whom it goes to that way; nil: all of them.
    ///   - served: those who have it already, by another road.
    ///   - classical: whether a classical recipient among hybrid ones is agreed to.
    package func execute(
        _ plan: FichePlan, _ answers: FicheAnswers, as artefact: Artefact,
        to destinations: [Destination]? = nil, served: [StructureName] = [],
        classical: Bool = false, by hands: Handover.Hands
    ) throws -> Handover.Made {
        let fiche = try plan.sealable()
        let declarations = try plan.declarations(answers, session.context)
        let justifications = try plan.justifications(session)
        let destinations = destinations ?? plan.input.destinations
        let isBare = destinations.contains { if case .bare = $0 { true } else { false } }
        let sealer = Sealer(
            session: session, destinations: destinations,
            // A bare key was named on purpose, with a reason.
            classical: classical || isBare, link: plan.input.link, convention: plan.convention)
        let pieces = plan.input.attachments.parts
        let content = Sealer.Content(
            objet: .fiche, modele: fiche.modele, parts: [.fiche(fiche.json)] + pieces,
            page: FicheHTML.render(
                fiche, signature: nil, information: PersonInformation(session.own),
                attachments: pieces.map(\.nom)))
        let made: Handover.Made
        do {
            made = try Handover(
                sealer: sealer, artefact: artefact,
                deposit: .fiche(declarations, isDelayed: false),
                subjects: DataSubjects(fiche.numeroAGDREF), justifications: justifications
            ).run(content, by: hands)
        } catch {
            throw FicheRemainder.error(
                error, plan, answers, accepted: served, by: artefact.voie, classical: classical,
                session)
        }
        SendFiche.keep(
            fiche, made.manifest, for: destinations.map(\.structure), plan, session)
        return made
    }
}
