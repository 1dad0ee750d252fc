public import LiaisonSchema
internal import LiaisonStore

extension RetentionDesk {
    /// The conventions, for everybody of the structure: what is sent depends on them.
    public func conventions(
        for agent: AuthenticatedAgent
    ) throws -> [ConventionState] {
        try require(.listConventions, agent)
        return try book.currentFacts().conventions
    }

    /// The ends that several conventions share, as far as they were said.
    public func sharedTerms() throws -> [Terme.Commun: CalendarDate] {
        try book.currentFacts().termes
    }

    /// - Returns: whether no convention is recorded, which the log is to say.
    /// - Throws: `Refusal` `.interdit` when the one recorded has ended.
    func requireConvention(_ slip: Slip, by agent: AuthenticatedAgent) throws -> Bool {
        guard slip.objet == .fiche, slip.modele?.conventionKind != nil else { return false }
        let kind = try store.card(of: slip.pour)?.carte.type
        let standing = try book.currentFacts().conventions.standing(
            slip.modele, with: slip.pour, kind: kind, on: ParisTime.date(at: now()))
        switch standing {
        case .notAsked, .inForce: return false
        case .none: return true
        case .ended(let reference, let end):
            try refused(.depot, by: agent.name, ref: slip.id.text, detail: .conventionEchue)
            throw Refusal(
                .interdit,
                "La convention « \(reference) » avec \(slip.pour) a pris fin le \(end.french).",
                hint:
                    "Un avenant ou une nouvelle convention s'enregistre par « agir-liaison convention »."
            )
        }
    }
}
