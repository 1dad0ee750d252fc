import LiaisonHTTP
package import LiaisonSchema

/// A fiche given to a partner by our own daemon's page: our copy first, then the guichet (guichet.md, «The
/// daemon's side»).
package struct SendByGuichet {
    private let session: Session

    /// - Throws: exit 77 for who sends no fiche.
    package init(_ session: Session) throws {
        try session.require(.sendFiche)
        self.session = session
    }

    /// - Parameters:
    ///   - plan: as `SealFiche` makes it.
    ///   - day: the last day on which it opens; nil: thirty days from today.
    ///   - isFile: whether the page is made as one file too.
    ///   - hands: its `screen` is asked before anything is deposited.
    /// - Throws: exit 69 without a daemon: a guichet is nothing without one.
    package func execute(
        _ plan: FichePlan, _ answers: FicheAnswers, to destination: Destination,
        until day: CalendarDate? = nil, classical: Bool = false, isFile: Bool = false,
        by hands: Handover.Hands
    ) throws -> OpenedGuichet {
        let fiche = try plan.sealable()
        let declarations = try plan.declarations(answers, session.context)
        let justifications = try plan.justifications(session)
        let term = try GuichetTerm(day, on: session.today)
        try RoadChoice.check(.guichet, destination)
        let show = try hands.screen()
        let address = try GuichetOpening.address(session)
        let sealer = Sealer(
            session: session, destinations: [destination], classical: classical,
            link: plan.input.link, convention: plan.convention)
        let pieces = plan.input.attachments.parts
        let (copy, plis) = try sealer.ownCopy(
            Sealer.Content(
                objet: .fiche, modele: fiche.modele, parts: [.fiche(fiche.json)] + pieces,
                page: ""))
        let manifest = copy.manifest
        try Dispatch(
            session, .fiche(declarations, isDelayed: false),
            about: DataSubjects(fiche.numeroAGDREF), because: justifications, by: .guichet
        ).deliver(plis)
        let opened: OpenedGuichet
        do {
            let content = try GuichetComposition(session: session)
                .content(of: fiche, id: manifest.id, pieces: pieces, until: term)
            opened = try GuichetOpening(
                session: session, term: term, show: show, isFile: isFile
            ).run(
                content, for: destination.structure, .envoi(manifest.id), at: address)
        } catch {
            takeBack(manifest.id)
            throw error
        }
        SendFiche.keep(fiche, manifest, for: [destination.structure], plan, session)
        return opened
    }

    /// Nothing was served: what was deposited is no sending. That it can't be taken back hides no error; it
    /// stays `a-transmettre`.
    private func takeBack(_ id: PliID) {
        _ = try? session.client.request(
            "POST", Routes.localWithdrawal(id), body: Withdrawal.Request(.autre).body)
    }
}
