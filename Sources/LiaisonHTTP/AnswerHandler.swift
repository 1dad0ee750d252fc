internal import NIOCore
internal import NIOHTTP1

/// Sends the request once the connection stands, keeps the promise with what comes back: no more of it than
/// the route may answer is ever held, and not in crumbs.
final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// Pieces that an answer may come in, whatever its size, and bytes that each one more must bring: every
    /// piece costs the loop, which serves all.
    private static let (pieces, crumb) = (1_024, 256)

    /// Bytes of a body that are on their way at a time: the rest is not copied yet.
    private static let piece = 256 * 1_024

    private let request: (head: HTTPRequestHead, body: [UInt8])
    private let limit: Int
    private let answer: EventLoopPromise<SignedClient.Answer>
    private var (status, allowed, count) = (0, 0, 0)
    private var body: [UInt8] = []
    private var type: String?

    init(
        request: (head: HTTPRequestHead, body: [UInt8]), limit: Int,
        answer: EventLoopPromise<SignedClient.Answer>
    ) {
        self.request = request
        self.limit = limit
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(request.head)), promise: nil)
        send(from: 0, context)
    }

    private func send(from start: Int, _ context: ChannelHandlerContext) {
        let end = min(start + Self.piece, request.body.count)
        guard start < end else {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            return
        }
        let piece = ByteBuffer(bytes: request.body[start..<end])
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.send(from: end, context) }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(piece))), promise: written)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = Int(head.status.code)
            type = head.headers.first(name: "content-type")
            // A signed refusal of a pli answers 422.
            allowed =
                (200..<300).contains(status) || status == 422 ? limit : min(limit, Limits.problem)
            let announced = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            guard announced <= allowed else { return refuse(context) }
            body.reserveCapacity(announced)
        case .body(let piece):
            count += 1
            guard piece.readableBytes <= allowed - body.count,
                count <= Self.pieces + body.count / Self.crumb
            else { return refuse(context) }
            body += piece.readableBytesView
        case .end: answer.succeed(.init(status: status, body: body, type: type))
        }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        answer.fail(SignedClient.TooLarge())
        // What is on its way counts for nothing.
        (allowed, body) = (0, [])
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(Exchange.Closed())
    }
}
