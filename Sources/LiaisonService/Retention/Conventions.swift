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

    /// What the convention with its addressee says of a fiche.
    func convention(of slip: Slip) throws -> ConventionStanding {
        guard slip.objet == .fiche, slip.modele?.conventionKind != nil else { return .notAsked }
        let kind = try store.read { try $0.kind(of: slip.pour) }
        return try book.currentFacts().conventions.standing(
            slip.modele, with: slip.pour, kind: kind, on: ParisTime.date(at: now()))
    }

    /// Records that a fiche is refused because the convention with its addressee has ended.
    func refusedByConvention(
        _ slip: Slip, _ reference: String, _ end: CalendarDate, by agent: AuthenticatedAgent
    ) throws -> Refusal {
        try refused(.depot, by: agent.name, ref: slip.id.text, detail: .conventionEchue)
        return Refusal(
            .interdit,
            "La convention « \(reference) » avec \(slip.pour) a pris fin le \(end.french).",
            hint:
                "Un avenant ou une nouvelle convention s'enregistre par « agir-liaison convention »."
        )
    }
}
