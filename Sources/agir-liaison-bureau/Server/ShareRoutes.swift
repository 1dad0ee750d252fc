import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// «Partager»: a fiche given to a colleague who reads fiches.
struct ShareRoutes: Sendable {
    let desk: Desk

    struct SharePage: Sendable {
        let action: String
        let jeton: String
        let retour: String
        let faute: String?
        /// Said once it is done.
        let fait: String?
        let collegues: [SendPage.Choice]
        let aCollegues: Bool
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "fiche/:fiche/partager") { context in
            let (_, word) = try fiche(context)
            let done = try await desk.agent.run { page(word, $0) }
            return respond(done)
        }
        desk.post(router, "fiche/:fiche/partager") { fields, context in
            let (key, word) = try fiche(context)
            return respond(
                try await desk.agent.run { try share(key, word, fields, $0) })
        }
    }

    private func fiche(_ context: BureauContext) throws -> (PliKey, String) {
        let word = context.parameters.get("fiche") ?? ""
        guard case .pli(let key) = try desk.handles.target(word) else { throw Refused(.missing) }
        return (key, word)
    }

    private func respond(_ done: AgentDesk.Done<SharePage>) -> Response {
        desk.pages.response(
            .partager, desk.shell("Partager", notices: done.notices), done.result,
            status: done.result.faute == nil ? .ok : .unprocessableContent)
    }

    private func share(
        _ key: PliKey, _ word: String, _ fields: FormFields, _ session: Session
    ) throws -> SharePage {
        guard let chosen = Colleagues(session).chosen(fields) else {
            return page(word, session, fault: "Choisissez un collègue.")
        }
        let share = try ShareFiches(session.synchronize())
        let result = try share.execute(
            share.plan([key.id.text], with: chosen.nom.description))
        return page(
            word, session,
            done: result.shared.isEmpty
                ? "\(chosen.nom.local) l'avait déjà."
                : "\(chosen.nom.local) la trouve dans ses fiches reçues.")
    }

    private func page(
        _ word: String, _ session: Session, fault: String? = nil, done: String? = nil
    ) -> SharePage {
        let action = desk.place.path(of: "fiche/\(word)/partager")
        let choices = Colleagues(session).choices
        return SharePage(
            action: action, jeton: desk.visit.token(for: action),
            retour: desk.place.path(of: "fiche/\(word)"), faute: fault, fait: done,
            collegues: choices, aCollegues: !choices.isEmpty)
    }
}
