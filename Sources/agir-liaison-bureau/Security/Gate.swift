import HTTPTypes
import Hummingbird
import LiaisonCrypto

/// Who is served: the browser that came by the start, from our own pages, at our own name (bureau.md, «Safe on
/// loopback»). DNS rebinding comes with another `Host`, another site with another `Origin`, another instance
/// with another path and cookie.
struct Gate: Sendable {
    let place: Place
    let visit: Visit

    /// - Throws: the first thing that is wrong; nothing was done.
    func check(_ head: HTTPRequest) throws(Refused) {
        guard let path = head.path, path.hasPrefix("/"), let authority = place.authority,
            head.authority == authority, head.headerFields[values: Self.host].isEmpty
        else { throw Refused(.host) }
        let first = path.dropFirst().prefix { $0 != "/" }
        guard path.dropFirst(first.count + 1).first == "/",
            Sodium.equal(Array(first.utf8), Array(place.path.utf8))
        else { throw Refused(.path) }
        guard head.method == .get || head.method == .post else { throw Refused(.method) }
        let isStart = head.method == .get && path.hasPrefix(place.path(of: Start.page))
        try checkOrigin(head, isStart: isStart)
        // The last page, without a session, has its look too.
        guard isStart || place.isDress(path) || visit.knows(head.headerFields[values: .cookie])
        else {
            throw Refused(.cookie)
        }
    }

    private func checkOrigin(_ head: HTTPRequest, isStart: Bool) throws(Refused) {
        let sites = head.headerFields[values: Self.site]
        for site in sites {
            switch site {
            case "same-origin": continue
            // An address that was typed, or opened from the system.
            case "none" where head.method == .get: continue
            // From the page that lies in the runtime folder.
            case "cross-site" where isStart: continue
            default: throw Refused(.elsewhere)
            }
        }
        guard head.method == .post else { return }
        let origins = head.headerFields[values: .origin]
        guard let origin = place.origin, origins == [origin] else { throw Refused(.elsewhere) }
    }

    private static let host = name("Host")
    private static let site = name("Sec-Fetch-Site")

    /// - Parameter text: a token of RFC 9110.
    static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("nom de champ") }
        return name
    }
}

/// The gate before every route, those that there are not included. Who passes keeps the identity open;
/// what a page asks by itself does not.
struct GateMiddleware: RouterMiddleware {
    let gate: Gate
    let vault: Vault

    func handle(
        _ request: Request, context: BureauContext,
        next: (Request, BureauContext) async throws -> Response
    ) async throws -> Response {
        try gate.check(request.head)
        let path = request.head.path
        if gate.place.isWatch(path) {
            // Another page keeps it open: this one stays on the screen, and nothing is made, logged or kept open.
            if request.head.method == .get, vault.isOpen { return Response(status: .noContent) }
        } else if !gate.place.isDress(path) {
            vault.touch()
        }
        return try await next(request, context)
    }
}
