import HTTPTypes
import Hummingbird

/// What every answer tells the browser, refusals included: nothing from elsewhere, nothing inline, nothing
/// kept, nothing told to others.
struct SecurityHeaders: RouterMiddleware {
    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; worker-src 'none'"
    /// Of the pages that save each field as it is left: our script asks us, and nobody else.
    static let writing = policy + "; connect-src 'self'"
    /// Of what a partner sent, shown unchanged.
    static let sandbox = "sandbox; default-src 'none'"

    /// Of a sheet of ours, which stands alone, its style in it.
    static let sheet =
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

    private static let fixed: [(HTTPField.Name, String)] = [
        ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
        // The origin is what a write is judged by: `no-referrer` would make it null.
        ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
        ("X-DNS-Prefetch-Control", "off"), ("X-Robots-Tag", "noindex, nofollow"),
        (
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=(), clipboard-read=(), display-capture=()"
        ),
    ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }

    func handle(
        _ request: Request, context: BureauContext,
        next: (Request, BureauContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.fixed { response.headers[name] = value }
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] = Self.policy
        }
        return response
    }
}
