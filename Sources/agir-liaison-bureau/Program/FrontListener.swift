import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Hosted: the socket that systemd opened, where the front asks. Hummingbird's own server binds its socket itself.
struct FrontListener: Service {
    let socket: Int32
    let routes: RouterResponder<BureauContext>
    let logger: Logger

    func run() async throws {
        let connection = HTTP1Channel(responder: responder(), configuration: configuration)
        let logger = logger
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                connection.setup(channel: channel, logger: logger).map { value in
                    // It ends with its connection.
                    _ = Task { await connection.handle(value: value, logger: logger) }
                }
            }
            .withBoundSocket(socket).get()
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                _ = try? await server.closeFuture.get()
            } onGracefulShutdown: {
                server.close(promise: nil)
            }
        } onCancel: {
            server.close(promise: nil)
        }
    }

    private func responder() -> HTTPChannelHandler.Responder {
        let routes = routes
        let logger = logger
        return { (request, writer: consuming ResponseWriter, channel) in
            let context = BureauContext(source: .init(channel: channel, logger: logger))
            let response =
                (try? await routes.respond(to: request, context: context))
                ?? Response(status: .internalServerError)
            try await response.body.write(try await writer.writeHead(response.head))
        }
    }

    private var configuration: HTTP1Channel.Configuration {
        .init(
            idleTimeout: .seconds(60),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8 * 1_024, maxHeaderListSize: 16 * 1_024,
                maxHeaderFieldCount: 64))
    }
}

/// Ends the process with the session: its socket starts it again.
struct HostingWatch: Service {
    let hosting: Hosting

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled, !hosting.isOver {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(10)) }
        }
    }
}
