import CHorloge
import Glibc
import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore
import Logging
import ServiceLifecycle
import UnixSignals

/// The daemon: a list of services in one group, stopped in order.
struct Daemon {
    let configuration: DaemonConfiguration
    /// Reads it again, from the same places.
    let reread: @Sendable () async throws -> DaemonConfiguration
    let logger: Logger

    init(
        _ configuration: DaemonConfiguration,
        reread: @escaping @Sendable () async throws -> DaemonConfiguration
    ) {
        self.configuration = configuration
        self.reread = reread
        let toJournald = getenv("JOURNAL_STREAM") != nil
        LoggingSystem.bootstrap { _ in JournaldLogHandler(toJournald: toJournald) }
        logger = Logger(label: "agir-liaisond")
    }

    /// Serves until SIGTERM or SIGINT.
    func run() async throws {
        guard configuration.guichet.adresse == nil || configuration.ecoute != nil else {
            throw ConfigurationError(
                "« guichet.adresse » est donné, et le service n'écoute pas les partenaires.",
                hint: "Donnez « ecoute » : le guichet répond sur la même écoute.")
        }
        let folder = try openFolder()
        let places = [configuration.ecoute, configuration.ecouteAgents].compactMap(\.self)
        let manager = ServiceManager(
            environment: ProcessGuard.environment(), listeners: 1 + places.count)
        let socket = try lockSocket(manager)
        let wakes = DeliveryTriggers(pace: .milliseconds(20))
        let desks = try desks(folder, wakes)
        let claimCode = try ClaimCode(folder: folder.path, isClaimed: desks.office.isClaimed)
        let transport = PeerClient(office: desks.office, now: desks.office.now)
        let purge = PurgeWatch(
            desks: desks, transport: transport, logger: logger, boot: Self.elapsed())
        let witnessing = Witnessing(desks: desks, transport: transport, logger: logger)
        try await start(desks, purge)
        let started = desks.office.now()
        let gate = RequestGate(
            desks: desks,
            replays: ReplayGuard(
                start: started.seconds, noted: try desks.office.signedAhead(),
                elapsed: Self.elapsed()),
            now: desks.office.now)
        let tls = try configuration.tls.map { try ServerTLS($0) }
        tls?.warnOfExposedKey(logger)
        let local = LocalRoutes(
            desks: desks, gate: gate, claimCode: claimCode, logger: logger, started: started,
            witnesses: .init(witnessing), certificate: { tls?.end })
        let services: [(any Service)?] = [
            DeliveryService(
                Delivery(desks: desks, transport: transport, logger: logger, wakes: wakes)),
            PeriodicService(
                LogKeeper(
                    witnessing: witnessing, desks: desks, months: configuration.journalMois,
                    logger: logger)),
            PeriodicService(DiskWatch(folder: folder, logger: logger)),
            PeriodicService(purge),
            PeriodicService(RestorationQuestions(purge)),
            PeriodicService(
                IncidentWatch(
                    desks: desks, logger: logger,
                    alert: configuration.alerte.map { AlertCommand(path: $0).run })),
            HangupService(
                tls: tls, configuration: configuration, reread: reread, logger: logger),
            PeriodicService(ExpiryWatch(desks: desks, logger: logger, certificate: { tls?.end })),
            PeriodicService(GuichetWatch(desks: desks, logger: logger)),
            manager,
            localListener(local, manager),
            configuration.ecoute.map {
                listener(
                    PeerRoutes(
                        desks: desks, gate: gate,
                        visitors: NetworkPlace(proxies: configuration.guichet.proxies)
                    ).router(), $0, tls, manager,
                    "à l'écoute des partenaires")
            },
            configuration.ecouteAgents.map {
                listener(
                    local.router(), $0, tls, manager, "à l'écoute des agents d'autres machines")
            },
        ]
        var group = ServiceGroupConfiguration(
            services: services.compactMap(\.self), gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: group).run()
        manager.isStopping()
        try desks.office.recordGroupedRefusals(all: true)
        try desks.office.record(.arret)
        logger.info("arrêté")
        // The locks are held until here.
        withExtendedLifetime((folder, socket)) {}
    }

    private func openFolder() throws -> StateFolder {
        let folder = try StateFolder(configuration.etat)
        guard !PrivateFile.exists(Backup.marker(in: folder.path)) else {
            throw ConfigurationError(
                "Une restauration n'est pas allée au bout dans \(folder.path).",
                hint: "Recommencez-la : « agir-liaisond restaurer ».")
        }
        return folder
    }

    private func desks(_ folder: StateFolder, _ wakes: DeliveryTriggers) throws -> Desks {
        let office = Office(
            store: try LiaisonStore(folder: folder.path, relief: { folder.freeReserve() }),
            keys: try ServiceKeys(
                folder: folder.path,
                credentials: ProcessGuard.environment()["CREDENTIALS_DIRECTORY"]),
            capacity: Capacity(
                perPartner: configuration.quotaParPartenaire, hasRoom: { folder.hasRoom },
                disk: { folder.disk }),
            now: { Instant(seconds: Int64(time(nil))) }, wakeDelivery: { wakes.wake() })
        return Desks(
            office, rules: configuration.conservation, tombs: TombFile(folder: folder.path),
            incidents: IncidentSettings(
                delays: configuration.delais, boot: { horloge_demarrage() }),
            departureDelay: configuration.delaiDepart,
            guichets: GuichetSettings(
                adresse: configuration.guichet.adresse, quota: configuration.guichet.quota))
    }

    /// Before anything is served.
    private func start(_ desks: Desks, _ purge: PurgeWatch) async throws {
        if try !desks.office.isClaimed {
            logger.notice("service neuf : en attente de « agir-liaison structure creer »")
        }
        Backup.removeCopies(in: configuration.etat)
        try purge.start()
        try desks.office.record(.debut)
        await within(.seconds(20)) { await purge.askPartners() }
        desks.logbook.holdSigning()
    }

    /// Seconds since now on a clock that counts sleep, and that nobody sets.
    private static func elapsed() -> @Sendable () -> Int64 {
        let started = ContinuousClock.now
        return { started.duration(to: .now).components.seconds }
    }
}

extension LogRoutes.Witnesses {
    init(_ witnessing: Witnessing) {
        self.init(
            attest: { await within(.seconds(10)) { await witnessing.gather() } },
            ask: { await witnessing.words(within: .seconds(5)) },
            consult: { await within(.seconds(10)) { _ = await witnessing.start() } })
    }
}
