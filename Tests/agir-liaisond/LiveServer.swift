import HTTPTypes
import Hummingbird
import NIOCore

@testable import LiaisonHTTP

/// What a live server with some routes answers, over HTTP/1.1 on the loopback or on a socket of this machine.
struct LiveServer<Context: RequestContext>
where Context.Source == ApplicationRequestContextSource {
    let router: Router<Context>
    /// Its path; nil: on the loopback.
    var socket: String?

    struct Asked: Sendable {
        let method: HTTPRequest.Method
        let path: String
        let fields: HTTPFields
        let body: [UInt8]
    }

    private struct NotStarted: Error {}

    /// One request after another, each on a connection of its own, as partners do.
    func answers(_ all: [Asked]) async throws -> [SignedClient.Answer] {
        let (ports, started) = AsyncStream.makeStream(of: Int.self)
        let app = Application(
            router: router,
            configuration: .init(
                address: socket.map { .unixDomainSocket(path: $0) }
                    ?? .hostname("127.0.0.1", port: 0)),
            onServerRunning: { started.yield($0.localAddress?.port ?? 0) })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { started.finish() }
                try await app.run()
            }
            defer { group.cancelAll() }
            guard let port = await ports.first(where: { _ in true }),
                let endpoint = SignedClient.Endpoint(
                    socket.map { "unix:\($0)" } ?? "http://127.0.0.1:\(port)")
            else { throw NotStarted() }
            var answers: [SignedClient.Answer] = []
            for asked in all {
                answers.append(
                    try await Exchange(
                        endpoint: endpoint, trust: .system, method: asked.method.rawValue,
                        target: asked.path,
                        fields: asked.fields.map { ($0.name.rawName, $0.value) }, body: asked.body,
                        limit: 64 << 20
                    ).start(seconds: 60).get())
            }
            return answers
        }
    }
}
