import Hummingbird
import LiaisonAgent
import LiaisonSchema

/// «Mon compte»: who one is here, and the digits that one reads to a partner; «Aide»: the words of these pages.
struct AccountRoutes: Sendable {
    let desk: Desk

    struct AccountPage: Sendable {
        let agent: String
        let fonction: String
        let roles: String
        let structure: String
        let empreinte: String
        let carte: String
    }

    private struct Nothing: Sendable {}

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "compte") { _ in
            let done = try await desk.agent.run { Self.page($0) }
            return desk.pages.response(
                .compte, desk.shell("Mon compte", .compte, notices: done.notices), done.result)
        }
        desk.get(router, "aide") { _ in
            // Nobody's words are in it: it is there while the identity is closed too.
            desk.pages.response(.aide, desk.shell("Aide", .aide), Nothing())
        }
    }

    private static func page(_ session: Session) -> AccountPage {
        AccountPage(
            agent: session.agent.nom.description, fonction: session.agent.fonction,
            roles: (session.me?.roles ?? []).map(\.rawValue).sorted().joined(separator: ", "),
            structure: session.own.libelle,
            empreinte: Fingerprint(structure: session.own.cleStructure).description,
            carte: ParisTime.date(at: session.own.expire).french)
    }
}
