import LiaisonSchema
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import LiaisonHTTP

@Suite("Pourquoi un service n'est pas joint")
struct CertificateTroubleTests {
    /// Nobody's, made for this test: from 26/11/2026 to 06/12/2026, by the next one.
    private static let leaf = """
        -----BEGIN CERTIFICATE-----
        MIIBLDCB0wIUEhZzSUIQ9qwEE1ClISHsIh4xWmEwCgYIKoZIzj0EAwIwGDEWMBQG
        A1UEAwwNaW50ZXJtZWRpYWlyZTAeFw0yNjExMjYxMzI3MzRaFw0yNjEyMDYxMzI3
        MzRaMBoxGDAWBgNVBAMMD3NlcnZpY2UuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqG
        SM49AwEHA0IABFWRhw/QbP+1ED6FoqGfeMP7xp3oLFjlByr6JtRa++Khn5kJEjls
        O6QrD/FpfCBO7IZKV8gQ2Bi8xNcyCwJLCJwwCgYIKoZIzj0EAwIDSAAwRQIhALRJ
        eFS2y0USqBlpSlXHceXEudH1iL8709mXDkQFUWNZAiB77ZeiW5bXH7VTkXYHUGuu
        o9Q+3caBNXQDhtAJ/QbrTQ==
        -----END CERTIFICATE-----
        """
    /// By a root that is nowhere; for a hundred years, as the next one.
    private static let intermediate = """
        -----BEGIN CERTIFICATE-----
        MIIBJjCBzAIUY8WKL8e1VmvZqzqjyQaKzjejgHgwCgYIKoZIzj0EAwIwETEPMA0G
        A1UEAwwGcmFjaW5lMCAXDTI2MTEyNjEzMjczM1oYDzIxMjYxMTAyMTMyNzMzWjAY
        MRYwFAYDVQQDDA1pbnRlcm1lZGlhaXJlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
        QgAEXPWBMju35S9DSZ69/CxXAMBXe0Kmvsu/lCtdwABPZlFjl6G0npvlARidGkH0
        mcg8z1M/3Empr3+Q0Ex93h7qPTAKBggqhkjOPQQDAgNJADBGAiEAmzr/UoU3ul/Q
        dZFo8k3FA2TlbEr+RGFZ/vz0+ebBC0ICIQDM3fJyd/wOMdwBm4qwEjggUschhzND
        qH3ewfxYqUrtTA==
        -----END CERTIFICATE-----
        """
    private static let ownSigned = """
        -----BEGIN CERTIFICATE-----
        MIIBizCCATGgAwIBAgIUWJKZjpFVJk5FuO9h7JENiWAUxp0wCgYIKoZIzj0EAwIw
        GjEYMBYGA1UEAwwPc2VydmljZS5leGFtcGxlMCAXDTI2MTEyNjEzMjczNFoYDzIx
        MjYxMTAyMTMyNzM0WjAaMRgwFgYDVQQDDA9zZXJ2aWNlLmV4YW1wbGUwWTATBgcq
        hkjOPQIBBggqhkjOPQMBBwNCAARVkYcP0Gz/tRA+haKhn3jD+8ad6CxY5Qcq+ibU
        WvvioZ+ZCRI5bDukKw/xaXwgTuyGSlfIENgYvMTXMgsCSwico1MwUTAdBgNVHQ4E
        FgQUUrPE3QVznuaRHEEKRRTBkmhG3wowHwYDVR0jBBgwFoAUUrPE3QVznuaRHEEK
        RRTBkmhG3wowDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiB8tgL0
        J5Ta+7Ij53JMdnh+dyzHAsP7zOojh8snZLaXywIhANqZBOtOYDXwn7nH5atDxQTz
        fWyIqmN6o18ua/Q/9qm0
        -----END CERTIFICATE-----
        """
    private static let current: Int64 = 1_796_000_000

    private func trouble(_ certificates: [String], now: Int64 = current) throws -> PeerTrouble {
        PeerTrouble(
            certificates: try certificates.map {
                try NIOSSLCertificate(bytes: Array($0.utf8), format: .pem)
            }, now: now)
    }

    @Test("de ce que le service montre : expiré, pas encore, inconnu, sans son intermédiaire")
    func chains() throws {
        #expect(try trouble([Self.leaf]) == .chaineIncomplete)
        #expect(try trouble([Self.leaf, Self.ownSigned]) == .chaineIncomplete)
        #expect(try trouble([Self.leaf, Self.intermediate]) == .certificatInconnu)
        #expect(try trouble([Self.ownSigned]) == .certificatInconnu)
        for now in [1_796_563_655, 1_795_699_653] as [Int64] {
            for chain in [[Self.leaf], [Self.leaf, Self.intermediate]] {
                #expect(try trouble(chain, now: now) == .certificatExpire, "\(now)")
            }
        }
        #expect(try trouble([]) == .reponseIllisible)
    }

    @Test("de quoi que ce soit qui n'est pas un certificat, rien n'est lu")
    func damaged() throws {
        let der = try NIOSSLCertificate(bytes: Array(Self.leaf.utf8), format: .pem).toDERBytes()
        let names = try #require(CertificateNames(der))
        #expect(String(decoding: names.subject, as: UTF8.self).contains("service.example"))
        #expect(String(decoding: names.issuer, as: UTF8.self).contains("intermediaire"))
        for count in 0..<der.count where count < 100 {
            #expect(CertificateNames(Array(der.prefix(count))) == nil, "\(count)")
        }
        for byte in [0x80, 0x84, 0x85, 0xFF] as [UInt8] {
            var changed = der
            changed[1] = byte
            #expect(CertificateNames(changed) == nil, "\(byte)")
        }
    }

    @Test("personne à ce port : refusé ; qui se tait : délai ; qui raccroche : illisible")
    func exchanges() async throws {
        let server = try await WireServer(says: [.init(text: "", hangsUp: true)])
        let port = server.port
        func trouble(seconds: Int64 = 60) async throws -> PeerTrouble? {
            let client = SignedClient(
                try #require(SignedClient.Endpoint("http://127.0.0.1:\(port)")),
                now: { Instant(seconds: Self.current) })
            do {
                _ = try await client.send("GET", "/", limit: 10, seconds: seconds)
                return nil
            } catch let error as SignedClient.Unreachable {
                return error.trouble
            }
        }
        #expect(try await trouble(seconds: 0) == .delai)
        #expect(try await trouble() == .reponseIllisible)
        _ = try await server.stop()
        #expect(try await trouble() == .refuse)
    }

    @Test("un nom sans adresse, un autre nom, une autorité inconnue, une réponse illisible")
    func errors() async throws {
        // No resolver is asked for a label that is one too long.
        let nowhere = await #expect(throws: NIOConnectionError.self) {
            try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: String(repeating: "a", count: 64), port: 1).get()
        }
        let dns = Exchange.NoConnection(cause: try #require(nowhere))
        let late = Exchange.NoConnection(cause: ChannelError.connectTimeout(.seconds(1)))
        #expect(PeerTrouble(dns) == .dns)
        #expect(PeerTrouble(late) == .delai)
        #expect(PeerTrouble(Exchange.NoConnection(cause: ChannelError.eof)) == .refuse)
        #expect(PeerTrouble(NIOSSLExtraError.failedToValidateHostname) == .nom)
        #expect(PeerTrouble(NIOSSLError.handshakeFailed(.noError)) == .certificatInconnu)
        #expect(PeerTrouble(Exchange.Closed()) == .reponseIllisible)
    }
}
