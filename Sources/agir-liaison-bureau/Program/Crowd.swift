import NIOCore
import NIOHTTPTypes
import Synchronization

/// The connections to this bureau, which any user of the machine may open: one more than there is room for takes the
/// place of the one on which nobody asked for anything for the longest. A crowd shuts nobody out.
final class Crowd: Sendable {
    private struct Connection {
        let channel: any Channel
        /// When a request came last, or the connection itself.
        var turn: UInt64
        /// Requests that are not answered yet: those go last.
        var unanswered = 0
    }

    private struct State {
        var connections: [ObjectIdentifier: Connection] = [:]
        var turn: UInt64 = 0
    }

    private let most: Int
    private let state = Mutex(State())

    /// - Parameter most: connections at a time.
    init(most: Int) { self.most = most }

    func handler() -> any RemovableChannelHandler & ChannelHandler { Handler(self) }

    private func came(_ channel: any Channel) {
        let evicted = state.withLock { state -> (any Channel)? in
            state.turn += 1
            var evicted: (any Channel)?
            if state.connections.count >= most {
                let oldest = state.connections.min {
                    (min($0.value.unanswered, 1), $0.value.turn)
                        < (min($1.value.unanswered, 1), $1.value.turn)
                }
                evicted = oldest?.value.channel
                if let oldest { state.connections[oldest.key] = nil }
            }
            state.connections[ObjectIdentifier(channel)] = Connection(
                channel: channel, turn: state.turn)
            return evicted
        }
        evicted?.close(promise: nil)
    }

    /// - Parameter unanswered: 1 for a request that came, -1 for one that was answered.
    private func note(_ channel: any Channel, unanswered: Int) {
        state.withLock { state in
            state.turn += 1
            let turn = state.turn
            guard var held = state.connections[ObjectIdentifier(channel)] else { return }
            held.turn = turn
            held.unanswered += unanswered
            state.connections[ObjectIdentifier(channel)] = held
        }
    }

    private func left(_ channel: any Channel) {
        state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// On each connection, behind the HTTP decoder: what is no whole head is no request.
    private final class Handler: ChannelDuplexHandler, RemovableChannelHandler {
        typealias InboundIn = HTTPRequestPart
        typealias InboundOut = HTTPRequestPart
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = HTTPResponsePart

        private let crowd: Crowd

        init(_ crowd: Crowd) { self.crowd = crowd }

        func handlerAdded(context: ChannelHandlerContext) { crowd.came(context.channel) }

        func channelInactive(context: ChannelHandlerContext) {
            crowd.left(context.channel)
            context.fireChannelInactive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if case .head = unwrapInboundIn(data) { crowd.note(context.channel, unanswered: 1) }
            context.fireChannelRead(data)
        }

        func write(
            context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
        ) {
            if case .end = unwrapOutboundIn(data) { crowd.note(context.channel, unanswered: -1) }
            context.write(data, promise: promise)
        }
    }
}
