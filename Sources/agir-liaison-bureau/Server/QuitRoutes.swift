import BureauAccess
import HTTPTypes
import Hummingbird

/// «Quitter»: keys closed, the cookie and every form dead; hosted, the front's session too.
struct QuitRoutes: Sendable {
    let desk: Desk

    struct GonePage: Sendable {
        let suite: String
    }

    func add(to router: RouterGroup<BureauContext>) {
        desk.post(router, "quitter") { _, _ in
            desk.endSession(visit: false)
            let hosting = desk.hosting
            hosting?.finish()
            var response = desk.pages.response(
                .parti, desk.shell("Au revoir"),
                GonePage(
                    suite: hosting == nil
                        ? "Pour revenir : « agir-liaison bureau »."
                        : "Pour revenir : la page d'entrée, votre nom et un code."))
            // A new visit that no browser has: what this one keeps is refused from now on.
            _ = desk.visit.begin()
            if hosting != nil, let end = HTTPField.Name(FrontWord.end) {
                response.headers[end] = "oui"
            }
            desk.end()
            return response
        }
    }
}
