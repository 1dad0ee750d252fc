import HTTPTypes
import Hummingbird

/// How the page that a write answers is given.
enum Giving: String {
    /// At an address of its own, as often as it is asked for.
    case kept
    /// The same, and what stood at that path before can't be asked for again.
    case end
    /// The same, a single time: it has a code or words in it.
    case once
    /// Names nobody: given whatever closed the identity meanwhile.
    case bare
    /// By the write itself: nothing is there to ask afterwards.
    case direct

    /// On the answer, for who gives it; no browser has it.
    static let field = Gate.name("Agir-Page")
}

/// Gives the page that a write answers by an address of its own, asked for anew: browsers keep what a form sent for
/// as long as the page that answered it is in their history, and Chromium writes it on the disk. A page that is
/// reloaded sends nothing again either.
struct GivenPagesMiddleware: RouterMiddleware {
    let desk: Desk

    func handle(
        _ request: Request, context: BureauContext,
        next: (Request, BureauContext) async throws -> Response
    ) async throws -> Response {
        let (vault, path) = (desk.vault, request.uri.path)
        let isWrite = request.head.method == .post
        // What is not there any more is the page at that path, or leads to where that was begun.
        if !isWrite, let word = Self.word(request.head.path), let page = vault.given.page(word) {
            return page
        }
        let closings = vault.closings
        var response = try await next(request, context)
        let giving = response.headers[Giving.field].flatMap { Giving(rawValue: $0) } ?? .kept
        response.headers[Giving.field] = nil
        guard isWrite else { return response }
        if response.status == .seeOther || giving == .end || giving == .once {
            vault.given.forget(of: path)
        }
        // Our script asks for no page: a field that is not kept so is kept with its page.
        guard response.headers[.contentType] == Pages.type, giving != .direct,
            !path.hasSuffix("/champ")
        else { return response }
        let since = giving == .bare ? vault.closings : closings
        if let word = vault.keep(response, of: path, isOnce: giving == .once, since: since) {
            return Desk.redirect(toPath: "\(path)\(Self.query)\(word)")
        }
        // The identity was closed meanwhile: the phrase's page is what stands at that path. Words that only this
        // answer has are not lost so.
        return giving == .once ? response : Desk.redirect(toPath: path)
    }

    private static let query = "?vue="

    private static func word(_ path: String?) -> String? {
        guard let path, let start = path.firstRange(of: query) else { return nil }
        return String(path[start.upperBound...])
    }
}
