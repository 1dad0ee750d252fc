import Glibc
import Hummingbird
import HummingbirdCore
import LiaisonBase
import LiaisonCrypto
import Logging
import NIOCore
import ServiceLifecycle

/// Where the daemon answers.
extension Daemon {
    /// A daemon of another state must not take the socket of one that is at work, and remove it.
    ///
    /// - Returns: nil for the socket that systemd opened.
    func lockSocket(_ manager: ServiceManager) throws -> FileLock? {
        guard manager.inherited["agents"] == nil else { return nil }
        let path = configuration.socket
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try PrivateFile.makeFolder(String(path[..<slash]))
        }
        return try FileLock(
            "\(path).verrou",
            taken: ConfigurationError(
                "Un autre agir-liaisond répond déjà au socket \(path).",
                hint: "Arrêtez-le, ou donnez un autre chemin avec --socket.", mayPass: true))
    }

    func localListener(
        _ routes: LocalRoutes, _ manager: ServiceManager
    ) -> some Service {
        let path = configuration.socket
        let inherited = manager.inherited["agents"]
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

    func listener<Context: RequestContext>(
        _ router: Router<Context>, _ listen: DaemonConfiguration.Listen,
        _ tls: ServerTLS?, _ manager: ServiceManager, _ announcement: String
    ) -> Listener<Context> where Context.Source == ApplicationRequestContextSource {
        let logger = logger
        return Listener(
            place: .address(listen), routes: router.buildResponder(), tls: tls, logger: quiet
        ) {
            channel in
            let port = channel.localAddress?.port ?? listen.port
            logger.info("\(announcement)", metadata: ["adresse": "\(listen.address(port: port))"])
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
