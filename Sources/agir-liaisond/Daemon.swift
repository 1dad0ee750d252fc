import CHorloge
import Glibc
import Hummingbird
import HummingbirdCore
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// The daemon: a list of services in one group, stopped in order.
struct Daemon {
    private let configuration: DaemonConfiguration
    private let logger: Logger

    init(_ configuration: DaemonConfiguration) {
        self.configuration = configuration
        let toJournald = getenv("JOURNAL_STREAM") != nil
        LoggingSystem.bootstrap { _ in JournaldLogHandler(toJournald: toJournald) }
        logger = Logger(label: "agir-liaisond")
    }

    /// Serves until SIGTERM or SIGINT.
    func run() async throws {
        let folder = try StateFolder(configuration.etat)
        guard !PrivateFile.exists(Backup.marker(in: folder.path)) else {
            throw ConfigurationError(
                "Une restauration n'est pas allée au bout dans \(folder.path).",
                hint: "Recommencez-la : « agir-liaisond restaurer ».")
        }
        let store = try LiaisonStore(folder: folder.path)
        let triggers = DeliveryTriggers()
        let now: @Sendable () -> Instant = { Instant(seconds: Int64(time(nil))) }
        let courrier = Courrier(
            store: store,
            keys: try ServiceKeys(
                folder: folder.path,
                credentials: ProcessGuard.environment()["CREDENTIALS_DIRECTORY"]),
            retention: RetentionSettings(rules: configuration.conservation, folder: folder.path),
            capacity: Capacity(
                perPartner: configuration.quotaParPartenaire, hasRoom: { folder.hasRoom }),
            incidents: IncidentSettings(
                delays: configuration.delais, boot: { horloge_demarrage() }),
            now: now, wakeDelivery: { triggers.wake() })
        let isClaimed = try store.read { try $0.ownCard() } != nil
        let claimCode = try ClaimCode(folder: folder.path, isClaimed: isClaimed)
        if !isClaimed {
            logger.notice("service neuf : en attente de « agir-liaison structure creer »")
        }
        let transport = PeerClient(courrier: courrier, now: now)
        Backup.removeCopies(in: folder.path)
        let retaining = Retaining(courrier: courrier, transport: transport, logger: logger)
        try retaining.start()
        try courrier.record(.debut)
        await within(.seconds(20)) { await retaining.askPartners() }
        let delivery = Delivery(
            courrier: courrier, transport: transport, logger: logger, pace: .milliseconds(20))
        let witnessing = Witnessing(courrier: courrier, transport: transport, logger: logger)
        let gate = RequestGate(
            courrier: courrier, replays: ReplayGuard(start: now().seconds), now: now)
        let tls = try configuration.tls.map { try ServerTLS($0) }
        let listeners = [configuration.ecoute, configuration.ecouteAgents].compactMap(\.self)
        let manager = ServiceManager(
            environment: ProcessGuard.environment(), listeners: 1 + listeners.count)
        let local = LocalRoutes(
            courrier: courrier, gate: gate, claimCode: claimCode, logger: logger, started: now(),
            witnesses: .init(
                attest: { await within(.seconds(10)) { await witnessing.gather() } },
                ask: { await witnessing.words(within: .seconds(5)) },
                consult: { await within(.seconds(10)) { _ = await witnessing.start() } }))
        courrier.holdSigning()
        var services: [any Service] = [
            DeliveryService(delivery: delivery, triggers: triggers),
            LogService(
                witnessing: witnessing, courrier: courrier, months: configuration.journalMois,
                logger: logger),
            RetentionService(retaining: retaining),
            IncidentService(
                watch: IncidentWatch(
                    courrier: courrier, logger: logger,
                    alert: configuration.alerte.map { AlertCommand(path: $0).run })),
            HangupService(tls: tls, logger: logger),
            ExpiryService(courrier: courrier, logger: logger), manager,
            try localListener(local, manager),
        ]
        if let listen = configuration.ecoute {
            services.append(
                listener(
                    PeerRoutes(courrier: courrier, gate: gate).router(), listen, tls, manager,
                    "à l'écoute des partenaires"))
        }
        if let listen = configuration.ecouteAgents {
            services.append(
                listener(
                    local.router(), listen, tls, manager, "à l'écoute des agents d'autres machines")
            )
        }
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: group).run()
        manager.isStopping()
        try courrier.recordGroupedRefusals(all: true)
        try courrier.record(.arret)
        logger.info("arrêté")
        // The lock is held until here.
        withExtendedLifetime(folder) {}
    }

    private func localListener(
        _ routes: LocalRoutes, _ manager: ServiceManager
    ) throws -> some Service {
        let path = configuration.socket
        let inherited = manager.inherited["agents"]
        if inherited == nil, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try PrivateFile.makeFolder(String(path[..<slash]))
        }
        let logger = logger
        return Listener(
            place: inherited.map { .inherited($0) } ?? .unixSocket(path),
            routes: routes.router().buildResponder(),
            tls: nil, logger: quiet
        ) { _ in
            // systemd gave its own socket to the group itself.
            if inherited == nil { Self.openSocketToGroup(path) }
            logger.info("à l'écoute des agents", metadata: ["socket": "\(path)"])
            manager.isListening()
        }
    }

    private func listener<Context: RequestContext>(
        _ router: Router<Context>, _ listen: DaemonConfiguration.Listen,
        _ tls: ServerTLS?, _ manager: ServiceManager, _ announcement: String
    ) -> Listener<Context> where Context.Source == ApplicationRequestContextSource {
        let logger = logger
        return Listener(
            place: .address(listen), routes: router.buildResponder(), tls: tls, logger: quiet
        ) {
            channel in
            let port = channel.localAddress?.port ?? listen.port
            logger.info("\(announcement)", metadata: ["adresse": "\(listen.host):\(port)"])
            manager.isListening()
        }
    }

    /// The servers' own messages, in English, matter only when something is wrong.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = .error
        return logger
    }

    /// Group `agir-liaison`, 0660 (formats.md, «Peer protocol»); where there is no such group, the
    /// daemon's own.
    private static func openSocketToGroup(_ path: String) {
        if let group = getgrnam("agir-liaison") {
            chown(path, uid_t.max, group.pointee.gr_gid)
        }
        chmod(path, 0o660)
    }
}

/// Delivery as a service: stops with the group, between two attempts.
struct DeliveryService: Service {
    let delivery: Delivery
    let triggers: DeliveryTriggers

    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await triggers.tick(every: .seconds(1), clock: .continuous) }
                await delivery.run(triggers: triggers.triggers)
                group.cancelAll()
            }
        } onGracefulShutdown: {
            triggers.finish()
        }
    }
}

/// SIGHUP: the certificate is read again.
struct HangupService: Service {
    let tls: ServerTLS?
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                try tls?.reload()
                logger.notice(
                    "configuration relue ; une autre adresse d'écoute attend un redémarrage")
            } catch let error as ConfigurationError {
                logger.error("\(error.message) L'ancien certificat reste en service.")
            }
        }
    }
}

/// Keeps the log provable: asks the witnesses before the first signature, then signs, has cosigned and
/// prunes.
struct LogService: Service {
    let witnessing: Witnessing
    let courrier: Courrier
    /// How long a record is kept.
    let months: Int
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await within(.seconds(60)) {
                if await witnessing.start() == .unconfirmed {
                    logger.warning("journal non confirmé : aucun partenaire n'a répondu")
                }
            }
            courrier.allowSigning()
            if let own = try? courrier.logStanding().own {
                logger.critical(
                    "le journal est figé ou contredit, rien n'en est signé : \(own.french)")
            }
            await withDiscardingTaskGroup { group in
                var pruned: CalendarDate?
                while !Task.isCancelled {
                    witnessing.tick(in: &group)
                    let today = ParisTime.date(at: courrier.now())
                    if pruned != today {
                        pruned = today
                        prune()
                    }
                    try? await Task.sleep(for: .seconds(5))
                }
                group.cancelAll()
            }
        }
    }

    private func prune() {
        do {
            let count = try courrier.pruneLog(months: months)
            if count > 0 {
                logger.notice("journal élagué", metadata: ["enregistrements": "\(count)"])
            }
            try courrier.thinPoints()
        } catch {
            logger.error("journal non élagué", metadata: ["type": "\(type(of: error))"])
            try? courrier.alarm(.elagageEchoue)
        }
    }
}

/// Destroys what is due, each day and when a hold is lifted.
struct RetentionService: Service {
    let retaining: Retaining

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                // A partner that does not answer delays no purge.
                group.addTask {
                    while !Task.isCancelled {
                        // One that never ends keeps nobody else from being asked again.
                        await within(.seconds(600)) { await retaining.askPartners() }
                        try? await Task.sleep(for: .seconds(600))
                    }
                }
                // It counts sleep, and nobody sets it.
                let started = ContinuousClock.now
                while !Task.isCancelled {
                    let elapsed = started.duration(to: .now).components.seconds
                    await retaining.tick(boot: elapsed) { Task.isCancelled }
                    try? await Task.sleep(for: .seconds(2))
                }
            }
        }
    }
}

/// Watches the clocks of incidents.
struct IncidentService: Service {
    let watch: IncidentWatch

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await watch.tick()
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}

/// Waits for the end of something, so long at most.
func within(_ limit: Duration, _ body: @escaping @Sendable () async -> Void) async {
    await withTaskGroup(of: Void.self) { group in
        group.addTask { await body() }
        group.addTask { try? await Task.sleep(for: limit) }
        await group.next()
        group.cancelAll()
    }
}

/// Says in the daemon's log which cards are about to expire: as each mark is passed, and each day of
/// the last week.
struct ExpiryService: Service {
    let courrier: Courrier
    let logger: Logger

    func run() async throws {
        var said: [StructureName: Int] = [:]
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let now = courrier.now()
            for card in (try? courrier.cardsInForce()) ?? [] {
                guard let mark = card.expiryMark(at: now), let text = card.expiryWarning(at: now),
                    mark == 7 || said[card.structure] != mark
                else { continue }
                said[card.structure] = mark
                logger.warning("\(text)")
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(86_400)) }
        }
    }
}
