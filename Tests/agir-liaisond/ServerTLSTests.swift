import Glibc
import LiaisonBase
import Logging
import Synchronization
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("Le certificat du service et sa clé")
struct ServerTLSTests {
    /// Nobody's: made for this test, for a hundred years.
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/rNfY6jyo7DC7BdQ
        DShK44LR1o1Wd6wniYsELjhrY86hRANCAATP0UgYwGqrCBzAsb9Q2kYkWoDrx04B
        ksYd98NiVjCbjn2BA9IkcQPJKwHkfrHtbQKSd+FvsAnu1IBFlXghYUMo
        -----END PRIVATE KEY-----
        """
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBdzCCAR2gAwIBAgIUZQWdKPUfvXkqdoAscL9niZcYWR8wCgYIKoZIzj0EAwIw
        EDEOMAwGA1UEAwwFZXNzYWkwIBcNMjYxMTI2MjM0ODM2WhgPMjEyNjExMDIyMzQ4
        MzZaMBAxDjAMBgNVBAMMBWVzc2FpMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        z9FIGMBqqwgcwLG/UNpGJFqA68dOAZLGHffDYlYwm459gQPSJHEDySsB5H6x7W0C
        knfhb7AJ7tSARZV4IWFDKKNTMFEwHQYDVR0OBBYEFNVX9STvOH4hUwUJQdgl9E5V
        iloNMB8GA1UdIwQYMBaAFNVX9STvOH4hUwUJQdgl9E5ViloNMA8GA1UdEwEB/wQF
        MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAOVXaBstkIK2cF30X0o4q6WiNuf0QLFR
        ibizN1ShFdUoAiBU5U32hV4ur8GUxpYq53pibaNvskgbGI9vwcaiXqEuKw==
        -----END CERTIFICATE-----
        """

    private final class Lines: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }
        func add(_ text: String) { texts.withLock { $0.append(text) } }
    }

    /// Keeps what is said.
    private struct Listener: LogHandler {
        let lines: Lines
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: Logging.LogEvent) { lines.add("\(event.level) \(event.message)") }
    }

    private let folder: TemporaryFolder
    private let files: DaemonConfiguration.TLSFiles

    init() throws {
        folder = try TemporaryFolder()
        files = .init(certificat: "\(folder.path)/c.pem", cle: "\(folder.path)/k.pem")
        try PrivateFile.write(Array(Self.certificate.utf8), to: files.certificat)
        try PrivateFile.write(Array(Self.key.utf8), to: files.cle)
    }

    /// What is said when the key has that mode.
    private func said(_ mode: mode_t) throws -> [String] {
        #expect(chmod(files.cle, mode) == 0)
        let lines = Lines()
        try ServerTLS(files).warnOfExposedKey(
            Logger(label: "essai") { _ in Listener(lines: lines) })
        return lines.all
    }

    @Test("une clé que tous les comptes de la machine lisent est dite ; au groupe du service, non")
    func exposed() throws {
        for mode in [0o600, 0o640, 0o400] as [mode_t] { #expect(try said(mode) == [], "\(mode)") }
        for mode in [0o644, 0o604] as [mode_t] {
            let lines = try said(mode)
            #expect(lines.count == 1 && lines[0].hasPrefix("warning la clé TLS est lisible"))
        }
    }

    @Test("relu : un fichier qui n'est plus un certificat laisse celui d'avant en service")
    func reload() throws {
        let tls = try ServerTLS(files)
        try tls.reload()
        let end = tls.end
        try PrivateFile.write(Array("rien\n".utf8), to: files.certificat, replacing: true)
        #expect(throws: ConfigurationError.self) { try tls.reload() }
        #expect(tls.end == end)
        #expect(throws: ConfigurationError.self) { try ServerTLS(files) }
    }
}
