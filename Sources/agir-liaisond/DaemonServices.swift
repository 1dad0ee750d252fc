import LiaisonService
import Logging
import ServiceLifecycle
import UnixSignals

/// What looks at each trigger, until the daemon stops.
struct PeriodicService: Service {
    private let periodic: any Periodic

    init(_ periodic: any Periodic) { self.periodic = periodic }

    func run() async throws {
        await cancelWhenGracefulShutdown { await periodic.run() }
    }
}

/// Delivery stops with the group, between two attempts.
struct DeliveryService: Service {
    private let delivery: Delivery

    init(_ delivery: Delivery) { self.delivery = delivery }

    func run() async throws {
        await withGracefulShutdownHandler {
            await delivery.run()
        } onGracefulShutdown: {
            delivery.stop()
        }
    }
}

/// SIGHUP: the certificate is read again, and the configuration, which a restart takes; what was read and what was
/// refused is said.
struct HangupService: Service {
    let tls: ServerTLS?
    let configuration: DaemonConfiguration
    let reread: @Sendable () async throws -> DaemonConfiguration
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            readCertificate()
            await readConfiguration()
        }
    }

    private func readCertificate() {
        guard let tls, let files = configuration.tls else {
            return logger.notice("pas de certificat à relire")
        }
        do {
            try tls.reload()
            logger.notice("certificat relu", metadata: ["fichier": "\(files.certificat)"])
            tls.warnOfExposedKey(logger)
        } catch {
            let message = (error as? ConfigurationError)?.message ?? "\(type(of: error))"
            logger.error("\(message) L'ancien certificat reste en service.")
        }
    }

    private func readConfiguration() async {
        do {
            let changed = try await reread().differences(from: configuration)
            logger.notice(
                changed.isEmpty
                    ? "configuration relue : rien n'a changé"
                    : "configuration relue : attendent un redémarrage : \(changed.joined(separator: ", "))"
            )
        } catch {
            let refused = error as? ConfigurationError
            logger.error(
                "configuration refusée, elle empêcherait un redémarrage : \(refused?.message ?? "illisible.") \(refused?.hint ?? "")"
            )
        }
    }
}
