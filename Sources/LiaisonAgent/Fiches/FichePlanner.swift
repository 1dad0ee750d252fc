import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

/// Judges what somebody wants to seal: the fiche whole, its way, the conventions, the copies that it
/// should go to. Changes nothing.
struct FichePlanner {
    let session: Session
    /// Our conventions, which decide whether a fiche may go; nil where none can be known, offline.
    let conventions: [ConventionState]?
    /// Whether it leaves, by whatever road, rather than being sealed only.
    let isSending: Bool

    /// - Throws: exit 77 when the convention with an addressee has ended; 64 for an addressee of what leaves
    ///   that is named twice, or is a bare key.
    func plan(_ input: FicheInput) throws -> FichePlan {
        var plan = FichePlan(input)
        let report = Fiche.validate(
            input.content, today: session.today, reponseA: input.isReply)
        guard let written = report.fiche else {
            plan.refusal = .invalid(report)
            return plan
        }
        let fiche = legible(written, &plan)
        plan.fiche = fiche
        plan.isAnswer = try isAnswer(fiche, input)
        plan.needsOFIICopy = fiche.needsOFIICopy(
            author: session.own.type, isReply: plan.isAnswer)
        plan.notices += plan.unusedReasons.map { .unusedReason($0) }
        proposeCopies(fiche, &plan)
        let isBare = input.destinations.contains {
            if case .bare = $0 { true } else { false }
        }
        let routing = fiche.routingFindings(
            author: session.own.type, addressees: input.destinations.map(\.kind),
            isReply: plan.isAnswer,
            copieOFIIDispensee: input.withoutOFIICopy != nil || isBare)
        guard routing.erreurs.isEmpty else {
            plan.refusal = .route(routing.erreurs)
            return plan
        }
        // An essay to a bare key has no addressee whose kind could fit.
        let findings =
            report.avertissements + (isBare ? [] : routing.avertissements)
        plan.warnings = findings.map { .finding($0) }
        plan.warnings += try Addressing(fiche, session).warnings(input.destinations)
        plan.warnings += try requireConventions(fiche, input)
        plan.convention = reference(fiche, input)
        if !plan.warnings.isEmpty { plan.questions.append(.confirmWarnings) }
        if input.lacksPurpose { plan.questions.append(.attachmentPurpose) }
        if isSending { try requireSendable(fiche, &plan) }
        return plan
    }

    /// What all its addressees read: a card that does not announce the département is of a program that would
    /// refuse the fiche for it (formats.md, «Evolution»).
    private func legible(_ fiche: Fiche, _ plan: inout FichePlan) -> Fiche {
        guard fiche.departementOFII != nil,
            let older = plan.input.destinations.compactMap(\.card)
                .first(where: { !$0.announces(.departementOFII) })
        else { return fiche }
        plan.notices.append(.departementNotSent(older.structure))
        return fiche.withoutDepartement
    }

    /// What is asked of what leaves, whatever road it takes.
    private func requireSendable(_ fiche: Fiche, _ plan: inout FichePlan) throws {
        let destinations = plan.input.destinations
        guard destinations.allSatisfy({ $0.name != nil }) else {
            throw AgentError(
                .usage, "Un destinataire n'est qu'une clé : rien n'est envoyé.",
                next: .fiche(.sealOnly))
        }
        guard Set(destinations.map(\.structure)).count == destinations.count else {
            throw AgentError(.usage, "La même structure est nommée deux fois.")
        }
        // The DT OFII alone: it is who is to be told that there is no CIR.
        let isForOFII = destinations.allSatisfy { $0.kind == .dtOFII }
        if fiche.orientsToAGIR(isReply: plan.isAnswer), !fiche.carriesCIRDate, !isForOFII {
            plan.questions.append(.isCIRSigned)
        }
    }

    /// Whether the fiche that it answers came from the operator it goes to, or, to no operator, from one of its
    /// addressees: a link to another one, a copy's, would be a way round the DT OFII. Offline nobody can say:
    /// the author's word counts.
    private func isAnswer(_ fiche: Fiche, _ input: FicheInput) throws -> Bool {
        guard let id = input.link.reponseA else { return false }
        guard conventions != nil, fiche.orientsToAGIR() else { return true }
        let operators = input.destinations.filter { $0.kind == .operateurAGIR }
        let names = (operators.isEmpty ? input.destinations : operators).map(\.structure)
        // What came under a name that has another one since is answered under that one.
        return try BoxListing.received(id, session).contains {
            [.fiche, .recu].contains($0.objet) && names.contains(session.current($0.sender))
        }
    }

    /// What each addressee's convention says of the fiche (rgpd.md, «Retention»).
    private func standings(
        _ fiche: Fiche, _ input: FicheInput
    ) -> [(StructureName, ConventionStanding)] {
        guard let conventions else { return [] }
        return input.destinations.map { destination in
            (
                destination.structure,
                conventions.standing(
                    fiche.modele, with: destination.structure, kind: destination.kind,
                    on: session.today)
            )
        }
    }

    private func reference(_ fiche: Fiche, _ input: FicheInput) -> String? {
        guard case .inForce(let reference)? = standings(fiche, input).first?.1 else { return nil }
        return reference
    }

    /// - Returns: a warning for each addressee with whom none is recorded.
    private func requireConventions(
        _ fiche: Fiche, _ input: FicheInput
    ) throws -> [FicheWarning] {
        try standings(fiche, input).compactMap { name, standing in
            switch standing {
            case .notAsked, .inForce: return nil
            case .none: return .noConvention(name)
            case .ended(let reference, let end):
                throw AgentError(
                    .notAllowed,
                    "La convention « \(VisibleText.line(reference)) » avec \(name) a pris fin le "
                        + "\(end.french) : rien n'est envoyé.",
                    next: .fiche(.recordConvention))
            }
        }
    }

    /// Who must or should have a copy, when a contact of that kind is known, verified or declared (guide AGIR
    /// 2022, 1.3.2.2; guide AGIR 2022, annexe 6.1, art. 2).
    private func proposeCopies(_ fiche: Fiche, _ plan: inout FichePlan) {
        if plan.needsOFIICopy, plan.input.withoutOFIICopy == nil { proposeCopy(.dtOFII, &plan) }
        guard session.own.type == .hebergement, fiche.orientsToAGIR(isReply: plan.isAnswer),
            !plan.input.destinations.contains(where: { $0.kind == .siao })
        else { return }
        plan.notices.append(.informSIAO)
        proposeCopy(.siao, &plan)
    }

    private func proposeCopy(_ kind: StructureKind, _ plan: inout FichePlan) {
        guard !plan.input.declined.contains(kind),
            !plan.input.destinations.contains(where: { $0.kind == kind })
        else { return }
        let known = session.partners(kind).compactMap {
            try? Destination($0.text, session: session, unverifiedReason: nil)
        }
        if !known.isEmpty { plan.questions.append(.copy(kind, known)) }
    }
}
