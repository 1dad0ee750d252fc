import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends a connection with the answer to a write. NIO keeps what it read last as long as a connection lives, and a
/// browser keeps one for a minute: a phrase or a name that was typed would lie there, whatever was locked meanwhile.
/// What a connection read goes with it, and is covered (`OwnProcess.coverMemory`). Hosted, the front ends its own.
final class WriteCloser: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Whether each request that is not answered yet is a write.
    private var writes: [Bool] = []
    private var isReading = false
    /// Whether the answer to a write is on its way to the browser, whole.
    private var isAnswered = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            writes.append(head.method != .get)
            isReading = true
        case .body: break
        case .end: isReading = false
        }
        context.fireChannelRead(data)
        closeIfOver(context)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where writes.first == true:
            // So that the browser asks nothing more of it.
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .end where !writes.isEmpty:
            guard writes.removeFirst() else { return context.write(data, promise: promise) }
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenComplete { [self] _ in
                isAnswered = true
                closeIfOver(context)
            }
            context.write(data, promise: written)
        default: context.write(data, promise: promise)
        }
    }

    /// A refusal may be given before all was read: closed then, the browser would lose it.
    private func closeIfOver(_ context: ChannelHandlerContext) {
        if isAnswered, !isReading { context.close(promise: nil) }
    }
}
