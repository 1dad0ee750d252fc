import HTTPTypes
import Hummingbird

/// Gives the page that a write answers by an address of its own, asked for anew: browsers keep what a form sent for
/// as long as the page that answered it is in their history, and Chromium writes it on the disk. A page that is
/// reloaded sends nothing again either.
struct GivenPagesMiddleware: RouterMiddleware {
    let desk: Desk

    func handle(
        _ request: Request, context: BureauContext,
        next: (Request, BureauContext) async throws -> Response
    ) async throws -> Response {
        let isWrite = request.head.method == .post
        // What is not there any more is the page at that path, or leads to where that was begun.
        if !isWrite, let word = Self.word(request.head.path),
            let page = desk.vault.given.page(word)
        {
            return page
        }
        let closings = desk.vault.closings
        var response = try await next(request, context)
        let isOnce = response.headers[Pages.once] != nil
        response.headers[Pages.once] = nil
        guard isWrite, response.headers[.contentType] == Pages.type,
            let word = desk.vault.keep(response, isOnce: isOnce, since: closings)
        else { return response }
        return Response(
            status: .seeOther, headers: [.location: "\(request.uri.path)\(Self.query)\(word)"])
    }

    private static let query = "?vue="

    private static func word(_ path: String?) -> String? {
        guard let path, let start = path.firstRange(of: query) else { return nil }
        return String(path[start.upperBound...])
    }
}
