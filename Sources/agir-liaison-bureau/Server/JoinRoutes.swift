import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// «Bienvenue», the end: the administrator takes her into the card once she read her digits out; the structure's key
/// is pinned once she compared its digits.
struct JoinRoutes: Sendable {
    let desk: Desk

    struct JoinPage: Sendable {
        let agent: String
        /// Her own, to be read out.
        let chiffres: String
        let note: String
        let action: String
        let jeton: String
        let faute: String?
        let suite: String?
        let groupes: [Field]
        /// Whether the service gives the card: then no file need be found.
        let aCarte: Bool
    }

    private enum Outcome: Sendable {
        case page(JoinPage)
        case joined
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "bienvenue/structure") { _ in
            guard desk.stage() == .joining else { return desk.redirect(to: "") }
            let done = try await desk.agent.perform { context in
                Outcome.page(try page(FingerprintGroups(), nil, nil, context))
            }
            return respond(done)
        }
        desk.upload(router, "bienvenue/structure") { form, _ in
            guard desk.stage() == .joining else { return desk.redirect(to: "") }
            return respond(try await desk.agent.perform { try join(form, $0) })
        }
    }

    private func respond(_ done: AgentDesk.Done<Outcome>) -> Response {
        switch done.result {
        case .page(let page):
            desk.pages.response(
                .rejoindre, desk.shell("Votre structure", notices: done.notices), page,
                status: page.faute == nil ? .ok : .unprocessableContent)
        // Her phrase is asked there.
        case .joined: desk.redirect(to: "")
        }
    }

    private func join(_ form: UploadedForm, _ context: AgentContext) throws -> Outcome {
        let groups = FingerprintGroups(form.fields)
        guard let fingerprint = groups.value else {
            return .page(
                try page(groups, "Corrigez les groupes marqués : rien n'est épinglé.", nil, context)
            )
        }
        let file = form.files.first
        guard let card = file?.content ?? StructureJoining.offered(context) else {
            return .page(
                try page(
                    groups, "Le service ne donne pas de carte.",
                    "Demandez le fichier de la carte à votre administrateur, et joignez-le ici.",
                    context))
        }
        do {
            let plan = try StructureJoining.plan({ card }, named: file?.name, context)
            _ = try StructureJoining.execute(
                plan, heard: HeardFingerprint(fingerprint, tellsGroups: true), context)
            return .joined
        } catch {
            // A file that is no card, digits that differ, a card that does not name her yet.
            let told = AgentError(error)
            guard [.data, .notAllowed].contains(told.code) else { throw error }
            return .page(
                try page(
                    groups.unmarked, desk.daemon.told(told.message),
                    (told.next?.words).map(desk.daemon.told), context))
        }
    }

    private func page(
        _ groups: FingerprintGroups, _ fault: String?, _ next: String?, _ context: AgentContext
    ) throws -> JoinPage {
        let acte = try context.folder.agentActe()
        let action = desk.place.path(of: "bienvenue/structure")
        return JoinPage(
            agent: acte.nom.description,
            chiffres: Fingerprint(agent: acte.cle, recipient: acte.destinataire).description,
            note: desk.place.path(of: "bienvenue/fichier/note"), action: action,
            jeton: desk.visit.token(for: action), faute: fault, suite: next,
            groupes: groups.boxes, aCarte: StructureJoining.offered(context) != nil)
    }
}
