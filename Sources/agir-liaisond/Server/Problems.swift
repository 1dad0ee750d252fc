import HTTPTypes
import Hummingbird
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore
import Logging

/// Turns whatever a handler throws into a problem document; what is unforeseen is logged by its type
/// alone, for its text may hold anything.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return respond(problem)
        } catch let refusal as Refusal {
            return respond(Problem(refusal))
        } catch let error as StoreError {
            context.logger.error("base : \(error.code.rawValue)")
            return respond(
                Problem(
                    code: error.code == .full ? Refusal.Code.disquePlein.rawValue : "stockage",
                    status: error.code == .full ? 507 : 503, title: error.message,
                    detail: error.hint))
        } catch let error as HTTPError {
            return respond(
                Problem(
                    code: error.status == .notFound ? "introuvable" : "invalide",
                    status: error.status.code,
                    title: error.status == .notFound
                        ? "Cette adresse n'existe pas." : "La demande n'est pas comprise."))
        } catch {
            context.logger.error("demande interrompue", metadata: ["type": "\(type(of: error))"])
            return respond(
                Problem(
                    code: "interne", status: 500, title: "Le service a échoué.",
                    detail: "Réessayez."))
        }
    }

    private func respond(_ problem: Problem) -> Response {
        var response = Response(
            status: .init(code: problem.status), bytes: problem.bytes, type: Problem.mediaType)
        response.headers[.retryAfter] = Self.retryAfter[problem.status].map(String.init)
        return response
    }

    /// Seconds after which what failed for a while may be tried again.
    private static var retryAfter: [Int: Int] { [429: 10, 503: 60, 507: 3_600] }
}

extension Problem {
    init(_ refusal: Refusal) {
        self.init(
            code: refusal.code.rawValue, status: Self.status(of: refusal.code),
            title: refusal.message, detail: refusal.hint.isEmpty ? nil : refusal.hint,
            roles: refusal.roles.map(\.rawValue))
    }

    private static func status(of code: Refusal.Code) -> Int {
        switch code {
        case .invalide: 400
        case .nonAuthentifie, .horloge, .rejeu: 401
        case .interdit: 403
        case .introuvable: 404
        case .conflit: 409
        case .tropGrand: 413
        case .tropDeDemandes: 429
        case .quota, .disquePlein: 507
        case .nonRevendique, .heureDouteuse: 503
        case .interne: 500
        }
    }
}

extension Response {
    /// - Parameter owner: of the bytes, kept until they are written.
    init(
        status: HTTPResponse.Status, bytes: [UInt8], type: String,
        holding owner: (any Sendable)? = nil
    ) {
        self.init(
            status: status, headers: [.contentType: type],
            body: ResponseBody(pieces: bytes, holding: owner))
    }

    /// A signed document.
    static func act(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, bytes: bytes, type: "application/vnd.agir-liaison.acte")
    }

    /// What was put: it is new, or was there already.
    static func put(isNew: Bool) -> Response { Response(status: isNew ? .created : .ok) }

    /// A sealed pli.
    static func pli(_ bytes: [UInt8]) -> Response {
        Response(status: .ok, bytes: bytes, type: "application/vnd.agir-liaison.pli")
    }

    static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, bytes: Array(text.utf8), type: "application/json")
    }
}
