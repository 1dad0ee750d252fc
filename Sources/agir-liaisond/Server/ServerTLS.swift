import Glibc
import HummingbirdCore
import LiaisonCrypto
import LiaisonSchema
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// The certificate and the key with which both listeners answer, read again on SIGHUP: connections
/// that stand keep theirs. TLS 1.3 only.
final class ServerTLS: Sendable {
    private let files: DaemonConfiguration.TLSFiles
    private let inUse: Mutex<(context: NIOSSLContext, end: Instant)>

    /// - Throws: `ConfigurationError` for files that are not a certificate and its key.
    init(_ files: DaemonConfiguration.TLSFiles) throws {
        self.files = files
        inUse = Mutex(try Self.read(files))
    }

    /// - Throws: `ConfigurationError`; what was in use stays.
    func reload() throws {
        let new = try Self.read(files)
        inUse.withLock { $0 = new }
    }

    var current: NIOSSLContext { inUse.withLock { $0.context } }

    /// When the certificate in use ends, or the first of those that lead from it to its authority: without one of
    /// them nobody accepts it.
    var end: Instant { inUse.withLock { $0.end } }

    /// Says that every account of this machine can read the key, if it can.
    func warnOfExposedKey(_ logger: Logger) {
        var found = stat()
        guard stat(files.cle, &found) == 0, found.st_mode & S_IROTH != 0 else { return }
        logger.warning("la clé TLS est lisible par tous les comptes de la machine : chmod 640")
    }

    private static func read(
        _ files: DaemonConfiguration.TLSFiles
    ) throws -> (context: NIOSSLContext, end: Instant) {
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(files.certificat)
            let key = try NIOSSLPrivateKey(file: files.cle, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) },
                privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv13
            guard let end = certificates.map(\.notValidAfter).min() else {
                throw NIOSSLError.noCertificateToValidate
            }
            return (
                try NIOSSLContext(configuration: configuration), Instant(seconds: Int64(end))
            )
        } catch {
            throw ConfigurationError(
                "Le certificat TLS \(files.certificat) et sa clé ne sont pas utilisables.",
                hint: "Ce sont deux fichiers PEM qui vont ensemble, lisibles par le service.")
        }
    }

}

/// A connection that takes the certificate in force when it opens.
struct SecuredChannel: Sendable {
    let base: HTTP1Channel
    /// Nil: in the clear.
    let tls: ServerTLS?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        guard let tls else { return base.setup(channel: channel, logger: logger) }
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(
                NIOSSLServerHandler(context: tls.current))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}
