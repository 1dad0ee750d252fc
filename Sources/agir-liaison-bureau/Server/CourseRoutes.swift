import Hummingbird
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

/// «Suivi»: each step and receipt of a fiche, what was declared told apart from what is proved.
struct CourseRoutes: Sendable {
    let desk: Desk

    struct CoursePage: Sendable {
        struct Step: Sendable {
            let quand: String
            let etape: String
            let precision: String?
            let par: String
            /// Whether an agent says so, and no receipt.
            let declare: Bool
        }

        let titre: String
        let sous: String
        let suite: String?
        let etapes: [Step]
        /// Of one that was given by our own page.
        let guichet: String?
        /// What an agent says became of what left by a road that proves nothing.
        let aFaits: Bool
        let faits: [Desk.HandedPage.Done]
        let retour: String
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "fiche/:fiche/suivi") { context in
            let word = context.parameters.get("fiche") ?? ""
            guard case .pli(let key) = try desk.handles.target(word) else {
                throw Refused(.missing)
            }
            let done = try await desk.agent.run { try page(key, word, $0) }
            return desk.pages.response(
                .suivi, desk.shell("Suivi", notices: done.notices), done.result)
        }
    }

    private func page(_ key: PliKey, _ word: String, _ session: Session) throws -> CoursePage {
        try session.require(.listFiches)
        let row = try BoxListing.find(key, session)
        let names = PartnerNames(session)
        let person = Repertoire(session).person(row)
        let envoi = row.envoi
        let partner = names.name(envoi == nil ? row.sender : row.pour)
        let steps = try session.course(of: key).steps
        let isGuichet = row.voie == .guichet || steps.contains { $0.voie == .guichet }
        let facts = facts(row.voie, envoi, word)
        return CoursePage(
            titre: "Suivi" + (person.map { " : \($0.name)" } ?? ""),
            sous: envoi == nil ? "De \(partner)" : "À \(partner)",
            suite: row.isHeldBack
                ? "Retenue : la clé d'un destinataire a été révoquée. Refaites-la." : nil,
            etapes: steps.map { step($0, names, session) },
            guichet: isGuichet ? desk.place.path(of: "fiche/\(word)/guichet") : nil,
            aFaits: !facts.isEmpty, faits: facts,
            retour: desk.place.path(of: "fiche/\(word)"))
    }

    /// What its agent may still say of it.
    private func facts(_ voie: Voie?, _ envoi: EnvoiStatut?, _ word: String) -> [Desk.HandedPage
        .Done]
    {
        guard let voie, !voie.isProven, envoi != .retire else { return [] }
        return desk.facts(voie, word)
    }

    private func step(
        _ step: Course.Step, _ names: PartnerNames, _ session: Session
    ) -> CoursePage.Step {
        let details = [
            step.pour.map { "pour \(names.name($0))" }, step.road, step.moyen?.french,
            step.reason,
        ].compactMap { $0 }
        let reasons = session.reasons(of: step).map {
            "\($0.declaration.french) : \($0.text ?? "scellé pour les DPO")"
        }
        return .init(
            quand: ParisTime.french(step.le), etape: step.sentence,
            precision: details.isEmpty && reasons.isEmpty
                ? nil : (details + reasons).joined(separator: ", "),
            par: names.name(step.par), declare: step.moyen != nil)
    }
}
