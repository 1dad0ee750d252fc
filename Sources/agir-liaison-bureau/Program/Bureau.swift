import Glibc
import Hummingbird
import HummingbirdCore
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import Logging
import NIOCore
import ServiceLifecycle

/// One agent's bureau on loopback: the desk, the listener, the way in.
struct Bureau: Sendable {
    /// Connections at a time: one browser, with room for what comes uninvited.
    static let connections = 128
    private let desk: Desk
    private let hearing: Hearing

    /// Where it is asked.
    enum Hearing: Sendable {
        /// - port: 0: a free one.
        case loopback(port: Int)
        /// By the front that ends TLS for browsers which know it under that name.
        case socket(path: String, name: String)
    }

    init(settings: AgentSettings, _ hearing: Hearing, minutes: Int) throws {
        self.hearing = hearing
        let elapsed = Self.elapsed()
        let now: @Sendable () -> Instant = { Instant(seconds: Int64(time(nil))) }
        let place =
            switch hearing {
            case .loopback: Place()
            case .socket(_, let name): Place(scheme: "https", authority: name)
            }
        let agent = AgentDesk(vault: Vault(minutes: minutes, elapsed: elapsed)) { held, show in
            AgentContext(
                folder: AgentFolder(path: settings.folder), endpoint: settings.endpoint, now: now,
                held: held,
                // Nobody is at a terminal: what a page needs, it asks before.
                secret: { _ in
                    throw AgentError(
                        .notAllowed, "Cela demande votre phrase : faites-le au terminal.")
                },
                show: show)
        }
        let folder = AgentFolder(path: settings.folder)
        guard folder.hasIdentity else {
            throw AgentError(
                .configuration, "Il n'y a pas d'identité dans le dossier \(settings.folder).",
                next: .trust(.createIdentity))
        }
        desk = Desk(
            place: place, visit: Visit(place), start: Start(elapsed: elapsed), agent: agent,
            pages: try Pages(), now: now,
            house: { (try? folder.ownCard().carte.libelle) ?? "Bureau" },
            agentName: { (try? folder.agentActe().nom.description) ?? "" },
            asksPhrase: {
                (try? folder.read("identite.age", limit: 1 << 20))
                    .map { SealedFile.isSealed($0) } ?? true
            })
    }

    /// Serves until SIGTERM or SIGINT.
    func run(opensBrowser: Bool) async throws {
        let host = Self.host()
        let address: BindAddress =
            switch hearing {
            case .loopback(let port): .hostname(host, port: port)
            case .socket(let path, _): .unixDomainSocket(path: path)
            }
        var logger = Logger(label: "agir-liaison-bureau")
        // A browser's requests tell of persons: only what is wrong with the listener is said.
        logger.logLevel = .critical
        let desk = desk
        let entrance = Entrance(desk: desk)
        let app = Application(
            router: BureauRoutes(desk: desk).router(),
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 8 * 1_024, maxHeaderListSize: 16 * 1_024,
                        maxHeaderFieldCount: 64))),
            configuration: .init(
                address: address,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    Self.connections, logger: logger)),
            services: [IdleWatch(vault: desk.vault)],
            onServerRunning: { channel in
                if let port = channel.localAddress?.port {
                    desk.place.hears(at: "\(host):\(port)")
                }
                entrance.open(inBrowser: opensBrowser)
            },
            logger: logger)
        defer {
            desk.vault.lock()
            entrance.close()
        }
        try await app.runService()
    }

    /// An address of the loopback network that nobody can guess: cookies are kept by host.
    private static func host() -> String {
        let random = Sodium.randomBytes(3)
        return "127.\(random[0]).\(random[1]).\(max(1, min(random[2], 254)))"
    }

    /// Seconds since now on a clock that counts sleep, and that nobody sets.
    private static func elapsed() -> @Sendable () -> Int64 {
        let started = ContinuousClock.now
        return { started.duration(to: .now).components.seconds }
    }
}

/// Closes the identity when no request comes any more.
struct IdleWatch: Service {
    let vault: Vault

    func run() async throws {
        while !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(10)) }
            vault.closeIfIdle()
            if Task.isShuttingDownGracefully { return }
        }
    }
}
