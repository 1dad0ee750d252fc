import LiaisonHTTP
package import LiaisonSchema

/// A fiche to a structure and to those that have copies: the first by the road that was chosen, each copy by
/// the one that leads there (voies.md, «Going out»).
package struct SendByRoads {
    /// What left, or waits to be handed over.
    package struct Sent {
        package let id: PliID
        package let voie: Voie
        package let pour: [StructureName]
        /// The file to hand over, by a road that proves nothing.
        package let made: Handover.Made?
        /// The page of our own service.
        package let opened: OpenedGuichet?
    }

    private struct Leg {
        let destinations: [Destination]
        let voie: Voie
        let artefact: Artefact?
        /// Whether the daemon takes the plis.
        var isServed: Bool { artefact == nil && voie != .guichet }
    }

    private let session: Session
    /// Of the first one.
    private let voie: Voie
    /// What is made for it; nil: the daemon takes the pli.
    private let artefact: Artefact?
    /// Of a guichet: its last day, and whether its page is a file too.
    private let page: (until: CalendarDate?, isFile: Bool)
    private let seal: SealFiche
    private let service: SendFiche?

    /// - Parameters:
    ///   - zip: whether its archive is one that Windows opens.
    ///   - day: the last day of its guichet; nil: thirty days from today.
    ///   - asPage: whether the guichet's page is made as one file too.
    /// - Throws: exit 77 for who sends no fiche; what keeps the daemon from saying the conventions, where it
    ///   takes the pli.
    package init(
        _ session: Session, by voie: Voie, zip: Bool = false, until day: CalendarDate? = nil,
        asPage: Bool = false
    ) throws {
        self.session = session
        self.voie = voie
        artefact = Artefact(voie, zip: zip)
        page = (day, asPage)
        service = artefact == nil && voie != .guichet ? try SendFiche(session) : nil
        seal = try SealFiche(session, isSending: true)
    }

    package func plan(_ input: FicheInput) throws -> FichePlan {
        try service?.plan(input) ?? seal.plan(input)
    }

    /// - Parameters:
    ///   - classical: whether a classical recipient among hybrid ones is agreed to.
    ///   - isDelayed: whether what goes by the service waits a moment: a person sends it.
    ///   - hands: make the file for the first one.
    ///   - copyHands: make those for the copies.
    ///   - sent: told of each as soon as it is done: an error of a later one undoes nothing of it.
    /// - Throws: before anything is deposited, exit 64 without a terminal for a phrase, and what keeps the
    ///   service from taking copies; then, once something left, an error that says how to finish.
    package func execute(
        _ plan: FichePlan, _ answers: FicheAnswers, classical: Bool = false,
        isDelayed: Bool = false, by hands: Handover.Hands, copyHands: Handover.Hands,
        sent: (Sent) -> Void
    ) throws {
        let legs = self.legs(plan.input.destinations)
        let service =
            try self.service ?? (legs.contains(where: \.isServed) ? SendFiche(session) : nil)
        if legs.contains(where: { $0.artefact?.needsPhrase ?? ($0.voie == .guichet) }) {
            _ = try hands.screen()
        }
        var served: [StructureName] = []
        for (index, leg) in legs.enumerated() {
            let names = leg.destinations.map(\.structure)
            if let artefact = leg.artefact {
                let made = try seal.execute(
                    plan, answers, as: artefact, to: leg.destinations, served: served,
                    classical: classical, by: index == 0 ? hands : copyHands)
                sent(
                    Sent(
                        id: made.manifest.id, voie: made.voie, pour: names, made: made, opened: nil)
                )
            } else if leg.voie == .guichet {
                let opened = try SendByGuichet(session).execute(
                    plan, answers, to: leg.destinations[0], until: page.until,
                    classical: classical, isFile: page.isFile, by: hands)
                guard let id = opened.guichet.subject.envoi else { continue }
                sent(Sent(id: id, voie: .guichet, pour: names, made: nil, opened: opened))
            } else if let service {
                let id = try service.execute(
                    plan, answers, to: leg.destinations, served: served, classical: classical,
                    by: leg.voie, isDelayed: isDelayed && leg.voie == .service)
                sent(Sent(id: id, voie: leg.voie, pour: names, made: nil, opened: nil))
            }
            served += names
        }
    }

    /// The first alone, or with the copies that go by the service too; then these, under one id; then each
    /// of the others.
    private func legs(_ destinations: [Destination]) -> [Leg] {
        let copies = destinations.dropFirst().map { ($0, RoadChoice.automatic($0, session)) }
        let served = copies.filter { $0.1 == .service }.map(\.0)
        let first = Array(destinations.prefix(1))
        let others = copies.filter { $0.1 != .service }.map {
            Leg(destinations: [$0.0], voie: $0.1, artefact: Artefact($0.1))
        }
        guard voie != .service else {
            return [Leg(destinations: first + served, voie: .service, artefact: nil)] + others
        }
        return [Leg(destinations: first, voie: voie, artefact: artefact)]
            + (served.isEmpty ? [] : [Leg(destinations: served, voie: .service, artefact: nil)])
            + others
    }
}
