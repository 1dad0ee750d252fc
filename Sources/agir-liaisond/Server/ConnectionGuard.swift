import LiaisonHTTP
import NIOCore
import NIOHTTPTypes
import Synchronization

/// What one listener lets its clients take: so many connections, the oldest idle one going first so
/// that a crowd shuts nobody out; so much time for a body, so many bytes.
final class ConnectionGuard: Sendable {
    /// Connections at a time.
    static let most = 1_024
    /// The fewest bytes of a body within a look.
    static let pace = 16 * 1_024
    static let look = TimeAmount.seconds(10)
    /// Requests that a client may send before their answers.
    static let pipelined = 16
    /// How long a client may leave its answers unread.
    static let patience = TimeAmount.seconds(30)
    /// Bytes after which a body that nobody wants any more is cut off.
    static let bodyLimit = Limits.guichetContent + 1_024 * 1_024

    private struct Connection {
        let channel: any Channel
        var turn: UInt64
        var isServed: Bool
    }

    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        var turn: UInt64 = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = ConnectionGuard.most) {
        self.limit = limit
    }

    func handler() -> any RemovableChannelHandler & ChannelHandler { Handler(self) }

    /// Notes that something came, or went, on a connection; makes room for a new one.
    private func note(_ channel: any Channel, isServed: Bool) {
        let id = ObjectIdentifier(channel)
        let evicted = state.withLock { state -> (any Channel)? in
            state.turn += 1
            var evicted: (any Channel)?
            if state.connections[id] == nil, state.connections.count >= limit {
                let oldest = state.connections.min {
                    ($0.value.isServed ? 1 : 0, $0.value.turn)
                        < ($1.value.isServed ? 1 : 0, $1.value.turn)
                }
                evicted = oldest?.value.channel
                if let oldest { state.connections[oldest.key] = nil }
            }
            state.connections[id] = Connection(
                channel: channel, turn: state.turn, isServed: isServed)
            return evicted
        }
        evicted?.close(promise: nil)
    }

    private func forget(_ channel: any Channel) {
        state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// On each connection, behind the HTTP decoder. A head that does not come is the idle time-out's.
    private final class Handler: ChannelDuplexHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPRequestPart
        typealias InboundOut = HTTPRequestPart
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = HTTPResponsePart

        private let owner: ConnectionGuard
        private var pacing: RepeatedTask?
        private var (received, looked) = (0, 0)
        private var unanswered = 0
        private var deafness: Scheduled<Void>?

        init(_ owner: ConnectionGuard) {
            self.owner = owner
        }

        func handlerAdded(context: ChannelHandlerContext) {
            owner.note(context.channel, isServed: false)
        }

        func channelInactive(context: ChannelHandlerContext) {
            stop()
            deafness?.cancel()
            owner.forget(context.channel)
            context.fireChannelInactive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            // One read of the socket may hold hundreds of requests.
            guard unanswered <= ConnectionGuard.pipelined else { return }
            switch unwrapInboundIn(data) {
            case .head:
                unanswered += 1
                if unanswered > ConnectionGuard.pipelined { return context.close(promise: nil) }
                owner.note(context.channel, isServed: true)
                (received, looked) = (0, 0)
                let channel = context.channel
                let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
                stop()
                pacing = context.eventLoop.scheduleRepeatedTask(
                    initialDelay: ConnectionGuard.look, delay: ConnectionGuard.look
                ) { _ in bound.value.check(channel) }
            case .body(let part):
                received += part.readableBytes
                if received > ConnectionGuard.bodyLimit { return context.close(promise: nil) }
            case .end: stop()
            }
            context.fireChannelRead(data)
        }

        func write(
            context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
        ) {
            if case .end = unwrapOutboundIn(data) {
                unanswered -= 1
                owner.note(context.channel, isServed: false)
            }
            context.write(data, promise: promise)
        }

        func channelWritabilityChanged(context: ChannelHandlerContext) {
            deafness?.cancel()
            deafness = nil
            if !context.channel.isWritable {
                let channel = context.channel
                deafness = context.eventLoop.scheduleTask(in: ConnectionGuard.patience) {
                    channel.close(promise: nil)
                }
            }
            context.fireChannelWritabilityChanged()
        }

        private func check(_ channel: any Channel) {
            // What we do not read does not come: only a client that we wait for is slow.
            if received - looked < ConnectionGuard.pace { channel.close(promise: nil) }
            looked = received
        }

        private func stop() {
            pacing?.cancel()
            pacing = nil
        }
    }
}
