import Foundation
import NIOCore
import Testing

@testable import LiaisonHTTP

@Suite("Un échange, octet pour octet")
struct ExchangeTests {
    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nsalut"

    private static func socketPath() -> String {
        FileManager.default.temporaryDirectory.appending(path: "\(UUID()).sock").path()
    }

    private func exchange(
        with server: WireServer, _ method: String = "GET", _ target: String = "/v1/x?y=1",
        fields: [(String, String)] = [], body: [UInt8] = [], limit: Int = 1_024,
        seconds: Int64 = 60
    ) async throws -> SignedClient.Answer {
        let endpoint = try #require(SignedClient.Endpoint("http://127.0.0.1:\(server.port)"))
        return try await Exchange(
            endpoint: endpoint, trust: .system, method: method, target: target, fields: fields,
            body: body, limit: limit
        ).start(seconds: seconds).get()
    }

    @Test("la demande est celle-là, sans rien de plus ; la réponse revient entière")
    func bytes() async throws {
        let server = try await WireServer(says: [.init(text: Self.hello)])
        let answer = try await exchange(
            with: server, "PUT", fields: [("liaison-pour", "b.example")],
            body: Array("corps".utf8))
        #expect(answer.status == 200 && answer.body == Array("salut".utf8))
        #expect(
            try await server.stop() == [
                "PUT /v1/x?y=1 HTTP/1.1\r\nhost: 127.0.0.1:\(server.port)\r\nconnection: close\r\n"
                    + "content-length: 5\r\nliaison-pour: b.example\r\n\r\ncorps"
            ])
    }

    @Test("un corps vide se dit, sauf d'un GET", arguments: ["GET", "POST", "PUT", "DELETE"])
    func empty(method: String) async throws {
        let server = try await WireServer(says: [.init(text: Self.hello)])
        _ = try await exchange(with: server, method)
        let asked = try await server.stop()
        #expect(asked.count == 1)
        #expect(asked.allSatisfy { $0.contains("content-length: 0") == (method != "GET") })
    }

    @Test("par un socket Unix, l'hôte est la machine")
    func socket() async throws {
        let path = Self.socketPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try await WireServer(.socket(path), says: [.init(text: Self.hello)])
        let answer = try await Exchange(
            endpoint: .socket(path: path), trust: .system, method: "GET", target: "/", fields: [],
            body: [], limit: 5
        ).start(seconds: 60).get()
        #expect(answer.body.count == 5)
        #expect(
            try await server.stop() == [
                "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
            ])
    }

    @Test("un grand corps, dans les deux sens")
    func large() async throws {
        let size = 3 << 20
        let text = String(repeating: "x", count: size)
        let server = try await WireServer(says: [
            .init(text: "HTTP/1.1 201 OK\r\ncontent-length: \(size)\r\n\r\n\(text)")
        ])
        let answer = try await exchange(
            with: server, "PUT", body: Array(repeating: 0x79, count: size), limit: size)
        #expect(answer.status == 201 && answer.body.count == size)
        let asked = try await server.stop()
        #expect(
            asked.map { $0.hasSuffix("\r\n\r\n" + String(repeating: "y", count: size)) } == [true])
    }

    @Test("ce qui vient avant la réponse n'en est pas une ; ce qui la suit n'est pas entendu")
    func around() async throws {
        let server = try await WireServer(says: [
            .init(text: "HTTP/1.1 103 Early Hints\r\n\r\n\(Self.hello)\(Self.hello)")
        ])
        let answer = try await exchange(with: server)
        #expect(answer.status == 200 && answer.body == Array("salut".utf8))
        _ = try await server.stop()
    }

    @Test(
        "qui raccroche avant la fin, ou ne parle pas cette langue, n'a pas répondu",
        arguments: [
            "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nsalu",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nsalut\r\n",
            "SSH-2.0-x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nx: \(String(repeating: "a", count: 9_000))\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\(String(repeating: "x: aaaaaaaaaaaaaaaa\r\n", count: 5_000))\r\n",
        ])
    func broken(text: String) async throws {
        let server = try await WireServer(says: [.init(text: text, hangsUp: true)])
        await #expect(throws: (any Error).self) { try await exchange(with: server) }
        #expect(try await server.stop().count == 1)
    }

    @Test("sans longueur annoncée, la réponse finit quand on raccroche")
    func untilClose() async throws {
        let server = try await WireServer(says: [
            .init(text: "HTTP/1.1 200 OK\r\n\r\nsalut", hangsUp: true)
        ])
        #expect(try await exchange(with: server).body == Array("salut".utf8))
        _ = try await server.stop()
    }

    @Test("un octet de trop : rien n'en est gardé, et c'est dit")
    func tooLarge() async throws {
        let server = try await WireServer(says: [.init(text: Self.hello)])
        await #expect(throws: SignedClient.TooLarge.self) {
            try await exchange(with: server, limit: 4)
        }
        #expect(try await exchange(with: server, limit: 5).body.count == 5)
        _ = try await server.stop()
    }

    @Test("qui se tait n'est pas attendu plus longtemps que dit")
    func silent() async throws {
        let server = try await WireServer(says: [])
        await #expect(throws: Exchange.TooSlow.self) {
            try await exchange(with: server, seconds: 0)
        }
        _ = try await server.stop()
    }

    @Test("personne à cette adresse : une erreur, pas une attente")
    func nobody() async throws {
        await #expect(throws: (any Error).self) {
            try await Exchange(
                endpoint: .socket(path: Self.socketPath()), trust: .system, method: "GET",
                target: "/", fields: [], body: [], limit: 9
            ).start(seconds: 60).get()
        }
    }
}
