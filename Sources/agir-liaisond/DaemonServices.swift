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
