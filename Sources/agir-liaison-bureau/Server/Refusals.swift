import HTTPTypes
import Hummingbird
import NIOCore

/// Turns a refusal of the gate into a bare answer, which tells nothing of whose bureau this is: who asks is
/// nobody yet. What the routes refuse, they say on a page.
struct Refusals: RouterMiddleware {
    func handle(
        _ request: Request, context: BureauContext,
        next: (Request, BureauContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let refused as Refused {
            return Self.bare(refused)
        } catch let error as HTTPError where error.status == .notFound {
            return Self.bare(Refused(.path))
        } catch let error as HTTPError where error.status == .contentTooLarge {
            return Self.bare(Refused(.tooLarge))
        } catch is HTTPError {
            return Self.bare(Refused(.form))
        }
    }

    /// - Parameter next: what to do, where that is not what is done on one's own machine.
    static func bare(_ refused: Refused, next: String? = nil) -> Response {
        Response(
            status: .init(code: refused.status),
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(
                byteBuffer: ByteBuffer(string: "\(refused.message)\n\(next ?? refused.next)\n")))
    }
}
