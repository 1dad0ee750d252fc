import BureauAccess
import HTTPTypes
import Hummingbird

/// «Quitter»: keys closed, the cookie and every form dead; hosted, the front's session too.
struct QuitRoutes: Sendable {
    let desk: Desk

    private struct Nothing: Sendable {}

    func add(to router: RouterGroup<BureauContext>) {
        desk.post(router, "quitter") { _, _ in
            desk.endSession(visit: false)
            let hosting = desk.hosting
            hosting?.finish()
            var response =
                hosting == nil
                ? desk.pages.response(.parti, desk.shell("Au revoir"), Nothing())
                : Desk.redirect(toPath: FrontWord.left)
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
