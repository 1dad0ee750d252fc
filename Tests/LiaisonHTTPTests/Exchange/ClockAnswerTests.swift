import LiaisonCrypto
import LiaisonSchema
import Testing

@testable import LiaisonHTTP

/// The daemon says that our clock is off: the request goes once more, signed at its time.
@Suite("L'heure de l'autre")
struct ClockAnswerTests {
    private let now = Instant(seconds: 1_795_000_000)
    private static let yes = "HTTP/1.1 204 OK\r\ncontent-length: 0\r\n\r\n"

    private static func late(_ seconds: Int64, status: Int = 401) -> String {
        let body = #"{"type":"urn:agir-liaison:probleme:horloge","title":"x","heure":\#(seconds)}"#
        return "HTTP/1.1 \(status) x\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private func client(_ server: WireServer) throws -> SignedClient {
        let key = try SigningKey.generate()
        return SignedClient(
            try #require(SignedClient.Endpoint("http://127.0.0.1:\(server.port)")),
            signer: .init(key: key, verifier: try key.verifierKey(name: "a.example/service")),
            pour: StructureName("b.example"), now: { [now] in now })
    }

    private func times(_ asked: [String]) -> [String] {
        asked.compactMap { text in
            text.firstRange(of: ";created=").map {
                String(text[$0.upperBound...].prefix { $0.isNumber })
            }
        }
    }

    @Test("signée de nouveau à l'heure dite, une seule fois")
    func again() async throws {
        let server = try await WireServer(says: [
            .init(text: Self.late(1_795_000_600)), .init(text: Self.yes),
        ])
        #expect(try await client(server).send("GET", "/", limit: 9).status == 204)
        let asked = try await server.stop()
        #expect(times(asked) == ["1795000000", "1795000600"])
    }

    @Test("qui dit toujours que l'heure est fausse n'est pas écouté deux fois")
    func stubborn() async throws {
        let server = try await WireServer(says: [.init(text: Self.late(1_795_000_600))])
        #expect(try await client(server).send("GET", "/", limit: 9).status == 401)
        #expect(try await server.stop().count == 2)
    }

    @Test("une heure dite avec un autre statut n'en est pas une")
    func otherStatus() async throws {
        let server = try await WireServer(says: [
            .init(text: Self.late(1_795_000_600, status: 403))
        ])
        let client = try client(server)
        #expect(try await client.send("GET", "/", limit: 9).status == 403)
        let problem = #expect(throws: Problem.self) { try client.request("GET", "/") }
        #expect(problem?.status == 403)
        #expect(times(try await server.stop()) == ["1795000000", "1795000000"])
    }

    @Test("la commande attend de même : l'heure, la réponse, ou pourquoi il n'y en a pas")
    func waiting() async throws {
        let server = try await WireServer(says: [
            .init(text: Self.late(1_795_000_600)), .init(text: Self.yes),
            .init(text: "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nsalut"),
        ])
        let client = try client(server)
        #expect(try client.request("GET", "/").status == 204)
        #expect(throws: LocalUnreadable.self) { try client.request("GET", "/", limit: 4) }
        _ = try await server.stop()
        let error = #expect(throws: SignedClient.Unreachable.self) {
            try client.request("GET", "/")
        }
        #expect(error?.endpoint == client.endpoint)
    }
}
