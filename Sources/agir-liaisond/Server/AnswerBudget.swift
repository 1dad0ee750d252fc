import HTTPTypes
import Hummingbird
import LiaisonHTTP
import NIOCore
import Synchronization

/// Who is asking, and what the answer was charged: all that a task answers goes to one account, and stays
/// there until the asker took it.
final class Asker: Sendable {
    /// Of the request that this task serves; nil outside the routes.
    @TaskLocal static var current: Asker?

    private struct State {
        /// Nil for a stranger.
        var key: String?
        /// Whether what it is given is in memory once for all who read it.
        var isShared = false
        var charged = 0
        var leases: [RequestBudget.Lease] = []
    }

    private let budget: RequestBudget
    private let state = Mutex(State())

    init(_ budget: RequestBudget) { self.budget = budget }

    /// The gate knows who signed.
    ///
    /// - Parameter isShared: whether the answer is in memory once for all who read it: each is charged the piece
    ///   that waits in its connection, in any case, for connections are bounded.
    func identify(_ key: String, isShared: Bool = false) {
        state.withLock { ($0.key, $0.isShared) = (key, isShared) }
    }

    /// Takes memory for an answer of so many bytes, what was taken for it before included; asked before it
    /// is read into memory wherever its size is known.
    ///
    /// - Throws: `Refusal` `.tropDeDemandes`.
    func charge(_ bytes: Int) throws {
        try state.withLock { state in
            let bytes = state.isShared ? min(bytes, ResponseBody.piece) : bytes
            let more = bytes - state.charged
            guard more > 0 else { return }
            state.leases.append(
                try budget.take(
                    more, for: state.key,
                    isCertain: state.isShared || bytes <= RequestBudget.smallAnswer))
            state.charged = bytes
        }
    }
}

/// Charges each answer to who asked for it, until it is written.
struct AnswerMiddleware<Context: RequestContext>: RouterMiddleware {
    let budget: RequestBudget

    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let asker = Asker(budget)
        var response = try await Asker.$current.withValue(asker) {
            try await next(request, context)
        }
        let body = response.body
        guard let length = body.contentLength, length > 0 else { return response }
        try asker.charge(length)
        response.body = ResponseBody(contentLength: length) { writer in
            // Given back with the asker, when the last piece is on its way.
            defer { withExtendedLifetime(asker) {} }
            try await body.write(writer)
        }
        return response
    }
}

extension ResponseBody {
    /// Bytes copied at a time: what waits in a connection holds nothing of the rest.
    fileprivate static let piece = 64 * 1_024

    /// Written piece by piece, as fast as the asker reads.
    ///
    /// - Parameter owner: of the bytes, kept until the last piece is on its way.
    init(pieces bytes: [UInt8], holding owner: (any Sendable)? = nil) {
        guard bytes.count > Self.piece else {
            self.init(byteBuffer: ByteBuffer(bytes: bytes))
            return
        }
        self.init(contentLength: bytes.count) { writer in
            defer { withExtendedLifetime(owner) {} }
            var start = 0
            while start < bytes.count {
                let end = min(start + Self.piece, bytes.count)
                try await writer.write(ByteBuffer(bytes: bytes[start..<end]))
                start = end
            }
            try await writer.finish(nil)
        }
    }
}
