import BureauAccess
import Dispatch
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
import UnixSignals

/// One agent's bureau, on loopback or hosted: the desk, the listener, the way in.
struct Bureau: Sendable {
    /// Connections at a time: one browser, with room for what comes uninvited.
    static let connections = 128
    private let desk: Desk
    private let chores: Chores

    /// - Parameters:
    ///   - hosted: what its unit gives; nil on loopback.
    ///   - said: the minutes without a request that this process was told; nil: those that its agent chose.
    init(settings: AgentSettings, hosted: HostedPlace?, minutes said: Int?) throws {
        let elapsed = Self.elapsed()
        let store: any FolderStore =
            if let hosted { hosted.store } else { DiskFolder(settings.folder) }
        let folder = AgentFolder(store, path: settings.folder)
        let minutes = said ?? IdleTime.read(folder) ?? Vault.usualMinutes
        let now: @Sendable () -> Instant = { Instant(seconds: Int64(time(nil))) }
        // The name that browsers use for the front is known at its first word.
        let place = Place(scheme: hosted == nil ? "http" : "https")
        let isHosted = hosted != nil
        // Said at the start, rather than by each page.
        let endpoint = try settings.endpoint
        let agent = AgentDesk(vault: Vault(minutes: minutes, elapsed: elapsed)) { held, show in
            AgentContext(
                folder: AgentFolder(store, path: settings.folder), endpoint: endpoint,
                now: now,
                held: held,
                // Nobody is at a terminal: what a page needs, it asks before.
                secret: { _ in
                    throw AgentError(
                        .notAllowed, "Cela demande votre phrase, et cette page ne la demande pas.",
                        next: "Prévenez votre administrateur : c'est une erreur du programme.")
                },
                show: show)
        }
        desk = Desk(
            place: place, visit: Visit(place), start: Start(elapsed: elapsed), agent: agent,
            pages: try Pages(), handles: try Handles(), now: now,
            house: { (try? folder.ownCard().carte.libelle) ?? "Bureau" },
            agentName: {
                (try? folder.agentActe()).map { "\($0.nom.local) (\($0.fonction))" } ?? ""
            },
            asksPhrase: {
                (try? folder.read("identite.age", limit: 1 << 20))
                    .map { SealedFile.isSealed($0) } ?? true
            },
            stage: { Stage(folder) },
            hosting: try hosted.map { _ in
                let agent = try folder.hasIdentity ? folder.agentActe().nom : nil
                return Hosting(
                    HostedVisit(agent: agent, idleMinutes: minutes), elapsed: elapsed)
            },
            isOperator: { (try? folder.ownCard().carte.type) == .operateurAGIR },
            daemon: DaemonWords(of: folder, isHosted: isHosted),
            end: { if !isHosted { Self.endSoon() } })
        chores = Chores(folder: folder, now: now)
    }

    /// Serves the front until the session is over, SIGTERM or SIGINT.
    func serveFront(on socket: Int32) async throws {
        guard let hosting = desk.hosting else { return }
        var logger = Logger(label: "agir-liaison-bureau")
        logger.logLevel = .critical
        let listener = FrontListener(
            socket: socket, routes: BureauRoutes(desk: desk).router().buildResponder(),
            logger: logger)
        let vault = desk.vault
        defer { vault.lock() }
        chores.run()
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    ServiceGroupConfiguration.ServiceConfiguration(service: listener),
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: IdleWatch(vault: vault)),
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: HostingWatch(hosting: hosting),
                        successTerminationBehavior: .gracefullyShutdownGroup),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        ).run()
    }

    /// Serves this machine's browser until SIGTERM or SIGINT.
    ///
    /// - Parameter port: 0: a free one.
    /// - Throws: exit 78 where the way of the browser would lie in a relative folder.
    func run(port: Int, opensBrowser: Bool) async throws {
        let runtime = opensBrowser ? try FolderPlace.runtime(AgentSettings.variable) : nil
        let host = Self.host()
        var logger = Logger(label: "agir-liaison-bureau")
        // A browser's requests tell of persons: only what is wrong with the listener is said.
        logger.logLevel = .critical
        let desk = desk
        chores.run()
        let entrance = Entrance(desk: desk, runtime: runtime)
        let crowd = Crowd(most: Self.connections)
        let app = Application(
            router: BureauRoutes(desk: desk).router(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: Self.handlers(crowd), idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 8 * 1_024, maxHeaderListSize: 16 * 1_024,
                        maxHeaderFieldCount: 64))),
            configuration: .init(address: .hostname(host, port: port)),
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

    /// Of each connection on loopback, behind the HTTP decoder.
    static func handlers(_ crowd: Crowd) -> [any RemovableChannelHandler] {
        [crowd.handler(), WriteCloser()]
    }

    /// «Quitter»: once the page that says so was given.
    private static func endSoon() {
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(2)) {
            kill(getpid(), SIGTERM)
        }
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
