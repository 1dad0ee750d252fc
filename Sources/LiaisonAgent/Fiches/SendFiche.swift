import LiaisonHTTP
package import LiaisonSchema

/// Seals a fiche and gives it to the daemon, for each structure that it goes to.
package struct SendFiche {
    private let session: Session
    private let planner: FichePlanner

    /// - Throws: exit 77 for who sends no fiche; what keeps the conventions from being known.
    package init(_ session: Session) throws {
        try session.require(.sendFiche)
        self.session = session
        planner = FichePlanner(
            session: session,
            conventions: try RetentionClient(session: session).currentConventions(),
            isSending: true)
    }

    package func plan(_ input: FicheInput) throws -> FichePlan { try planner.plan(input) }

    /// - Parameters:
    ///   - destinations: those of the plan whom it goes to that way; nil: all of them.
    ///   - served: those who have it already, by another road.
    ///   - classical: whether a classical recipient among hybrid ones is agreed to.
    ///   - voie: `.pli` when it is carried by hand: then the daemon delivers nothing.
    ///   - isDelayed: whether a person sends it, and has a moment to take it back.
    /// - Returns: the identity under which it was deposited.
    package func execute(
        _ plan: FichePlan, _ answers: FicheAnswers, to destinations: [Destination]? = nil,
        served: [StructureName] = [], classical: Bool = false, by voie: Voie = .service,
        isDelayed: Bool = false
    ) throws -> PliID {
        let fiche = try plan.sealable()
        let declarations = try plan.declarations(answers, session.context)
        let justifications = try plan.justifications(session)
        let sealer = Sealer(
            session: session, destinations: destinations ?? plan.input.destinations,
            classical: classical,
            link: plan.input.link, convention: plan.convention)
        let sealed = try sealer.seal(fiche, pieces: plan.input.attachments.parts)
        var accepted: [StructureName] = []
        // What the daemon has is sent, whatever happens here afterwards.
        defer { Self.keep(fiche, sealed.manifest, for: accepted, plan, session) }
        do {
            try Dispatch(
                session, .fiche(declarations, isDelayed: isDelayed),
                about: DataSubjects(fiche.numeroAGDREF), because: justifications, by: voie
            ).deliver(sealed, by: sealer) { accepted.append($0) }
        } catch {
            throw FicheRemainder.error(
                error, plan, answers, accepted: served + accepted, by: voie, classical: classical,
                session)
        }
        return sealed.manifest.id
    }

    /// Notes on this machine what was sent. That it can't be noted is said, and no error: who is told to
    /// begin again sends it twice.
    static func keep(
        _ fiche: Fiche, _ manifest: Manifest, for accepted: [StructureName], _ plan: FichePlan,
        _ session: Session
    ) {
        guard !accepted.isEmpty else { return }
        do {
            try session.folder.locked {
                Copies.sent(plan.input.file, as: manifest, session.context)
                try Repertoire.update(session) { repertoire in
                    repertoire.add(
                        fiche, manifest, pieces: plan.input.attachments.parts.count)
                    repertoire.noteSent(fiche, manifest, to: accepted)
                }
                // It is still needed for those who have not got it.
                guard accepted.count == manifest.pour.count else { return }
                try FicheLinks.forget([plan.input.file], session.folder)
            }
        } catch {
            session.context.notify(.fiche(.sentNotKept(AgentError(error))))
        }
    }

    /// Where a sending stands: the least advanced state among the addressees, and before when it does not
    /// leave.
    package static func status(
        of id: PliID, _ session: Session
    ) throws -> (statut: EnvoiStatut, partirApres: Instant?) {
        let rows = try session.client.ask([BoxEntry].self, "GET", Routes.localSent(id))
        let states = rows.filter { $0.id == id }.compactMap(\.envoi)
        guard states.count == rows.count, let statut = EnvoiStatut.leastAdvanced(states) else {
            throw LocalUnreadable("envois")
        }
        return (statut, rows.compactMap(\.partirApres).min())
    }

    /// What is known of a sending that left.
    package struct Standing {
        package var statut = EnvoiStatut.enAttente
        package var partirApres: Instant?
        /// Why the daemon did not say it the last time that it was asked.
        package var failure: AgentError?

        /// A file that was made: nobody asks the daemon of it.
        package static let made = Standing(statut: .aTransmettre)
    }

    /// - Parameter wait: waits a moment while it is pending; false: no longer.
    package static func follow(
        _ id: PliID, _ session: Session, wait: () -> Bool
    ) -> Standing {
        var standing = Standing()
        repeat {
            do {
                (standing.statut, standing.partirApres) = try status(of: id, session)
                standing.failure = nil
            } catch {
                standing.failure = AgentError(error)
            }
        } while standing.statut.isPending && wait()
        return standing
    }
}
