import LiaisonHTTP
package import LiaisonSchema

/// The same guichet under new secrets, the old ones closed: for words that went lost, or that somebody else
/// may have read.
package struct RedoGuichet {
    private let session: Session

    /// - Throws: exit 77 for who sends no fiche.
    package init(_ session: Session) throws {
        try session.require(.sendFiche)
        self.session = session
    }

    /// - Parameters:
    ///   - day: the last day on which it opens; nil: the one of the old guichet, or thirty days from today
    ///     where that is over.
    ///   - isFile: whether the page is made as one file too: it counts as given out from now on.
    package func execute(
        _ name: String, until day: CalendarDate? = nil, isFile: Bool = false,
        by hands: Handover.Hands
    ) throws -> OpenedGuichet {
        let old = try GuichetBook(session).find(name)
        let last = GuichetTerm.day(of: old.fin)
        let term = try GuichetTerm(
            day ?? (last >= session.today ? last : nil), on: session.today)
        let show = try hands.screen()
        let address = try GuichetOpening.address(session)
        let content = try content(of: old, until: term)
        return try GuichetOpening(session: session, term: term, show: show, isFile: isFile).run(
            content, for: old.pour, old.subject, at: address,
            replacing: old.statut == .clos ? nil : old.nom)
    }

    /// A fiche is read again in our own copy.
    private func content(
        of old: LocalGuichet, until term: GuichetTerm
    ) throws -> GuichetContent {
        let composition = GuichetComposition(session: session)
        switch old.subject {
        case .invitation(let modele, let nombre):
            let guest = try Destination(old.pour.text, session: session, unverifiedReason: nil)
            return try composition.invitation(modele, for: guest, answers: nombre, until: term)
        case .envoi(let id):
            guard let row = try BoxListing.sent(id, session).first(where: { $0.pour == old.pour })
            else {
                throw AgentError(
                    .noInput, "La fiche de ce guichet n'est plus là.",
                    next: .fiche(.listGuichets))
            }
            let opened = try FicheSource.open(row, session)
            guard let fiche = opened.fiche else {
                throw AgentError(
                    .data, "Cette fiche ne suit pas son formulaire : rien n'en est repris.")
            }
            return try composition.content(
                of: fiche, id: id, pieces: Array(opened.parts.dropFirst()), until: term)
        }
    }
}
