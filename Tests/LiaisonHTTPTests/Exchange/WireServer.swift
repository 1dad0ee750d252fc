import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The other end of an exchange: says given bytes to each who asked it something whole, whatever it was, and
/// keeps what it was asked.
final class WireServer: Sendable {
    enum Place {
        case loopback
        case socket(String)
    }

    /// What it says, and whether it hangs up then.
    struct Word {
        let text: String
        var hangsUp = false
    }

    final class Heard: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }
        func add(_ text: String) { texts.withLock { $0.append(text) } }
    }

    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let heard: Heard

    /// - Parameter words: to each who comes, the next one; the last one to all that follow.
    init(_ place: Place = .loopback, tls: NIOSSLContext? = nil, says words: [Word]) async throws {
        let (group, heard) = (MultiThreadedEventLoopGroup(numberOfThreads: 1), Heard())
        (self.group, self.heard) = (group, heard)
        let queue = Mutex(words)
        let next: @Sendable () -> Word? = {
            queue.withLock { $0.count > 1 ? $0.removeFirst() : $0.first }
        }
        let bootstrap = ServerBootstrap(group: group).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                try pipeline.addHandler(Speaker(heard, next))
            }
        }
        channel =
            switch place {
            case .loopback: try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            case .socket(let path):
                try await bootstrap.bind(unixDomainSocketPath: path).get()
            }
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    /// Closes every connection, and says what it was asked.
    func stop() async throws -> [String] {
        try await group.shutdownGracefully()
        return heard.all
    }
}

/// One connection.
private final class Speaker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let heard: WireServer.Heard
    private let next: @Sendable () -> WireServer.Word?
    private var text = ""

    init(_ heard: WireServer.Heard, _ next: @escaping @Sendable () -> WireServer.Word?) {
        self.heard = heard
        self.next = next
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard let end = text.firstRange(of: "\r\n\r\n") else { return }
        let announced = text.firstRange(of: "content-length: ")
            .flatMap { Int(text[$0.upperBound...].prefix { $0.isNumber }) }
        guard text[end.upperBound...].utf8.count >= announced ?? 0 else { return }
        heard.add(text)
        text = ""
        guard let word = next() else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: word.text)), promise: nil)
        if word.hangsUp { context.close(promise: nil) }
    }
}
