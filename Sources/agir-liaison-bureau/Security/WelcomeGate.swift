import HTTPTypes
import Hummingbird

/// Who has no keys, or is awaited by no card yet, is led to «Bienvenue» from whatever page is asked for.
struct WelcomeGate: RouterMiddleware {
    let desk: Desk

    func handle(
        _ request: Request, context: BureauContext,
        next: (Request, BureauContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        let isOpen =
            desk.place.isDress(path) || path.hasPrefix(desk.place.path(of: Start.page))
            || path.hasPrefix(desk.place.path(of: "bienvenue"))
        guard !isOpen else { return try await next(request, context) }
        switch desk.stage() {
        case .new: return desk.redirect(to: "bienvenue")
        case .joining: return desk.redirect(to: "bienvenue/structure")
        case .ready: return try await next(request, context)
        }
    }
}
