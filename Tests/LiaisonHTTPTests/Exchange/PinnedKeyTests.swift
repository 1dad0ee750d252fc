import LiaisonCrypto
import LiaisonSchema
import NIOSSL
import Synchronization
import Testing

@testable import LiaisonHTTP

@Suite("À qui l'on parle par TLS")
struct PinnedKeyTests {
    /// Nobody's: made for this test, for a hundred years.
    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4WtCAVSnUJ2FIGFb
        rj4odSzs0O5Wcy31H0F6HQ1hi4mhRANCAAT2iXXg1+C1bOtwvpYkDFoWIC1PU96u
        yDAgqAv/DF3/QbPTVwLDetQr0eLnZVPrjn+blZCMOKf50XvmQGrrvHoM
        -----END PRIVATE KEY-----
        """
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBeDCCAR2gAwIBAgIUYz0MhMfGTYtJAWuIDAbwfRd51OUwCgYIKoZIzj0EAwIw
        EDEOMAwGA1UEAwwFZXNzYWkwIBcNMjYxMTI2MDU1ODU1WhgPMjEyNjExMDIwNTU4
        NTVaMBAxDjAMBgNVBAMMBWVzc2FpMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        9ol14NfgtWzrcL6WJAxaFiAtT1PersgwIKgL/wxd/0Gz01cCw3rUK9Hi52VT645/
        m5WQjDin+dF75kBq67x6DKNTMFEwHQYDVR0OBBYEFCqLQ6UJIH+cTj18oTEqyLKX
        6rtpMB8GA1UdIwQYMBaAFCqLQ6UJIH+cTj18oTEqyLKX6rtpMA8GA1UdEwEB/wQF
        MAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhALkjEjkYPml7MQ9sN0TdA3HBXxElnP11
        VBDnOL9bDYkiAiEAtX38nQ/U7VEWE5aC3E/2HK2d28QA316XUVGejsrpkbk=
        -----END CERTIFICATE-----
        """

    private let leaf: NIOSSLCertificate
    /// Of its public key.
    private let digest: [UInt8]

    init() throws {
        leaf = try NIOSSLCertificate(bytes: Array(Self.certificate.utf8), format: .pem)
        digest = Hash.sha256(try leaf.extractPublicKey().toSPKIBytes())
    }

    private func server(_ change: (inout TLSConfiguration) -> Void = { _ in }) async throws
        -> WireServer
    {
        let key = try NIOSSLPrivateKey(bytes: Array(Self.key.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(leaf)], privateKey: .privateKey(key))
        change(&configuration)
        return try await WireServer(
            tls: NIOSSLContext(configuration: configuration),
            says: [.init(text: "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nsalut")])
    }

    private func client(
        _ server: WireServer, _ trust: SignedClient.Trust, at seconds: Int64 = 1_795_000_000
    ) throws -> SignedClient {
        SignedClient(
            try #require(SignedClient.Endpoint("https://127.0.0.1:\(server.port)")), trust: trust,
            now: { Instant(seconds: seconds) })
    }

    private func ask(_ server: WireServer, _ trust: SignedClient.Trust) async throws -> Int {
        try await client(server, trust).send("GET", "/", limit: 9).body.count
    }

    @Test("la clé épinglée suffit, quel que soit le nom que le certificat porte")
    func pinned() async throws {
        let server = try await server()
        #expect(try await ask(server, .key(digest)) == 5)
        #expect(try await server.stop().count == 1)
    }

    @Test("une autre clé : rien ne lui est dit, et c'est dit pour ce que c'est")
    func wrong() async throws {
        let server = try await server()
        let other = Hash.sha256(digest)
        await #expect(throws: SignedClient.Unreachable.self) {
            try await ask(server, .key(other))
        }
        let client = try client(server, .key(other))
        #expect(throws: SignedClient.WrongKey.self) { try client.request("GET", "/") }
        #expect(try await server.stop().isEmpty)
    }

    @Test("une clé à apprendre est dite, pour être épinglée")
    func learning() async throws {
        let server = try await server()
        let learnt = Mutex<[[UInt8]]>([])
        let isAnswered = try await ask(
            server, .learning { digest in learnt.withLock { $0.append(digest) } })
        #expect(isAnswered == 5)
        #expect(learnt.withLock { $0 } == [digest])
        _ = try await server.stop()
    }

    @Test("sans autorité connue, le système n'y croit pas, et rien ne part")
    func system() async throws {
        let server = try await server()
        let error = await #expect(throws: SignedClient.Unreachable.self) {
            try await ask(server, .system)
        }
        #expect(error?.trouble == .certificatInconnu)
        // Whatever is wrong with a certificate, the system says no more; a look at it does.
        #expect(
            try await client(server, .system, at: 1_796_000_000).certificateTrouble()
                == .certificatInconnu)
        #expect(try await client(server, .system).certificateTrouble() == .certificatExpire)
        #expect(try await server.stop().isEmpty)
    }

    @Test("TLS 1.2 n'est pas assez, même avec la bonne clé")
    func old() async throws {
        let server = try await server { $0.maximumTLSVersion = .tlsv12 }
        await #expect(throws: SignedClient.Unreachable.self) {
            try await ask(server, .key(digest))
        }
        #expect(try await server.stop().isEmpty)
    }
}
