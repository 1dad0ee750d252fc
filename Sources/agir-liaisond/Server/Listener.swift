import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle

/// One place where the daemon answers. Hummingbird's own server binds its socket itself; this one also
/// takes a socket that systemd opened (sd_listen_fds(3)).
struct Listener<Context: RequestContext>: Service
where Context.Source == ApplicationRequestContextSource {
    let place: ListenPlace
    let routes: RouterResponder<Context>
    /// Nil: in the clear.
    let tls: ServerTLS?
    let logger: Logger
    /// Called once it listens.
    let onListening: @Sendable (any Channel) -> Void

    func run() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let quiescing = ServerQuiescingHelper(group: group)
        let connection = SecuredChannel(
            base: HTTP1Channel(responder: responder(), configuration: configuration), tls: tls)
        let logger = logger
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                connection.setup(channel: channel, logger: logger).map { value in
                    // It ends with its connection, which the quiescing closes.
                    Task { await connection.handle(value: value, logger: logger) }
                }
            }
        let server: any Channel
        do {
            server = try await place.bind(bootstrap).get()
        } catch {
            throw place.refusal(error)
        }
        onListening(server)
        let stopped = server.eventLoop.makePromise(of: Void.self)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                _ = try? await server.closeFuture.get()
                quiescing.initiateShutdown(promise: stopped)
                _ = try? await stopped.futureResult.get()
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
        return { request, writer, channel in
            let context = Context(source: .init(channel: channel, logger: logger))
            var response =
                (try? await routes.respond(to: request, context: context))
                ?? Response(status: .internalServerError)
            response.headers[.date] = HTTPDate.now
            try await response.body.write(try await writer.writeHead(response.head))
        }
    }

    /// What it lets its clients take: a connection on which no request comes is closed.
    private var configuration: HTTP1Channel.Configuration {
        let connections = ConnectionGuard()
        return .init(
            additionalChannelHandlers: [connections.handler()], idleTimeout: .seconds(30),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8 * 1_024, maxHeaderListSize: 16 * 1_024,
                maxHeaderFieldCount: 64))
    }
}

/// Where to listen.
enum ListenPlace: Sendable {
    /// A socket that systemd opened.
    case inherited(Int32)
    /// A path; a socket that is there already is a dead daemon's, for its lock is ours.
    case unixSocket(String)
    case address(DaemonConfiguration.Listen)

    func bind(_ bootstrap: ServerBootstrap) -> EventLoopFuture<any Channel> {
        switch self {
        case .inherited(let descriptor): bootstrap.withBoundSocket(descriptor)
        case .unixSocket(let path):
            bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true)
        case .address(let listen):
            bootstrap.serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: listen.host, port: listen.port)
        }
    }

    /// Why nothing listens there, in French: no error of NIO's goes further.
    func refusal(_ error: any Error) -> ConfigurationError {
        let code = (error as? IOError)?.errnoCode
        switch self {
        case .inherited:
            return ConfigurationError(
                "Le socket ouvert par systemd n'est pas utilisable.",
                hint: "Voyez « systemctl status agir-liaisond.socket ».")
        case .unixSocket(let path) where error is UnixDomainSocketPathWrongType:
            return ConfigurationError(
                "« \(path) » existe et n'est pas un socket : il n'est pas remplacé.",
                hint: "Déplacez-le, ou donnez un autre chemin avec --socket.")
        case .unixSocket(let path):
            return ConfigurationError(
                "Le service ne peut pas ouvrir le socket \(path)\(Self.french(code)).",
                hint: "Le compte du service doit pouvoir écrire dans ce dossier.")
        case .address(let listen):
            let place = listen.address(port: listen.port)
            // Not an address of this machine, or a name that says nothing yet: the network may be on its way.
            return switch code {
            case EADDRINUSE:
                ConfigurationError(
                    "Un autre programme écoute déjà à l'adresse \(place).",
                    hint: "Arrêtez-le, ou changez « ecoute » ou « ecouteAgents ».", mayPass: true)
            case EACCES, EPERM:
                ConfigurationError(
                    "Le service n'a pas le droit d'écouter à l'adresse \(place).",
                    hint: "Prenez un port au-delà de 1023.")
            default:
                ConfigurationError(
                    "Le service ne peut pas écouter à l'adresse \(place)\(Self.french(code)).",
                    hint: "Donnez une adresse de cette machine, ou un nom qui en désigne une.",
                    mayPass: true)
            }
        }
    }

    private static func french(_ code: CInt?) -> String {
        code.map { " (erreur système \($0))" } ?? ""
    }
}
