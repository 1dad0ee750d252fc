package import LiaisonSchema

/// A blank form by which one structure orients persons to us: a guichet without a fiche (guichet.md,
/// «What comes back»).
package struct InviteByGuichet {
    private let session: Session

    /// - Throws: exit 77 for who sends no fiche.
    package init(_ session: Session) throws {
        try session.require(.sendFiche)
        self.session = session
    }

    /// - Parameters:
    ///   - answers: how many fiches it takes; nil: as many as a guichet can.
    ///   - day: the last day on which it opens; nil: thirty days from today.
    package func execute(
        to name: String, modele: FicheModele, answers: Int? = nil, until day: CalendarDate? = nil,
        by hands: Handover.Hands
    ) throws -> OpenedGuichet {
        let answers = answers ?? GuichetBounds.answers
        guard (1...GuichetBounds.answers).contains(answers) else {
            throw AgentError(
                .usage, "Une invitation prend de 1 à \(GuichetBounds.answers) fiches.")
        }
        let guest = try Destination(name, session: session, unverifiedReason: nil)
        try RoadChoice.check(.guichet, guest)
        let term = try GuichetTerm(day, on: session.today)
        let show = try hands.screen()
        let address = try GuichetOpening.address(session)
        // The daemon has to know whom it is for.
        try session.push(guest.structure)
        let content = try GuichetComposition(session: session)
            .invitation(modele, for: guest, answers: answers, until: term)
        return try GuichetOpening(session: session, term: term, show: show).run(
            content, for: guest.structure, .invitation(modele: modele, nombre: answers),
            at: address)
    }
}
