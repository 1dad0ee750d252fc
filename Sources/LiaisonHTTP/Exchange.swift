internal import LiaisonCrypto
internal import LiaisonSchema
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// One HTTP/1.1 request and its answer, on a connection of its own: no pool to close, nothing of a
/// former exchange left in it, and no Foundation behind it (the command line starts in milliseconds).
struct Exchange {
    let endpoint: SignedClient.Endpoint
    let trust: SignedClient.Trust
    let method: String
    /// Path and query, already encoded.
    let target: String
    let fields: [(String, String)]
    let body: [UInt8]
    /// Bytes of an answer that keeps what the route promises; of another, `Limits.problem`.
    let limit: Int
    /// Told the certificates that the other end shows, none of which is then accepted; nil: they are judged.
    var inspect: (@Sendable ([NIOSSLCertificate]) -> Void)? = nil

    /// Where exchanges run: one thread is enough for what one program asks of others.
    static let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()

    /// - Parameter seconds: how long the whole exchange may take, connecting included.
    /// - Returns: the answer, or an error of NIO, whose text holds addresses and build paths: only
    ///   the fact counts (pitfalls.md).
    func start(seconds: Int64) -> EventLoopFuture<SignedClient.Answer> {
        let answer = Self.loop.makePromise(of: SignedClient.Answer.self)
        let limit = Self.loop.scheduleTask(in: .seconds(seconds)) { answer.fail(TooSlow()) }
        let connected = connect(answer)
        connected.whenFailure { answer.fail(NoConnection(cause: $0)) }
        answer.futureResult.whenComplete { _ in
            limit.cancel()
            connected.whenSuccess { $0.close(promise: nil) }
        }
        return answer.futureResult
    }

    /// Nobody took the connection: nothing went out.
    struct NoConnection: Error {
        let cause: any Error
    }
    struct TooSlow: Error {}
    struct Closed: Error {}

    struct WrongKey: Error {}

    /// By the system's authorities, or by the public key alone: a pinned certificate may name nobody.
    private func tlsHandler(
        _ context: NIOSSLContext, _ name: String?, _ answer: EventLoopPromise<SignedClient.Answer>
    ) throws -> NIOSSLClientHandler {
        if inspect == nil, case .system = trust {
            return try NIOSSLClientHandler(context: context, serverHostname: name)
        }
        return try NIOSSLClientHandler(
            context: context, serverHostname: name,
            customVerificationCallback: { [trust, inspect] certificates, verdict in
                if let inspect {
                    inspect(certificates)
                    return verdict.succeed(.failed)
                }
                guard let key = try? certificates.first?.extractPublicKey().toSPKIBytes() else {
                    return verdict.succeed(.failed)
                }
                let digest = Hash.sha256(key)
                switch trust {
                case .key(let pinned) where !Sodium.equal(digest, pinned):
                    answer.fail(WrongKey())
                    verdict.succeed(.failed)
                case .learning(let learn):
                    learn(digest)
                    verdict.succeed(.certificateVerified)
                case .key, .system: verdict.succeed(.certificateVerified)
                }
            })
    }

    private func connect(
        _ answer: EventLoopPromise<SignedClient.Answer>
    ) -> EventLoopFuture<any Channel> {
        let request = requestParts
        let tls: (NIOSSLContext, name: String?)?
        do {
            tls = try tlsContext()
        } catch {
            return Self.loop.makeFailedFuture(error)
        }
        let bootstrap = ClientBootstrap(group: Self.loop).connectTimeout(.seconds(10))
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(
                    minimum: 1_024, initial: 16_384, maximum: 1 << 18)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let (context, name) = tls {
                        try pipeline.addHandler(tlsHandler(context, name, answer))
                    }
                    var heads = NIOHTTPDecoderLimitConfiguration()
                    heads.maxHeaderFieldSize = 8 * 1_024
                    heads.maxHeaderListSize = 64 * 1_024
                    try pipeline.addHTTPClientHandlers(
                        position: ChannelPipeline.SynchronousOperations.Position.last,
                        decoderLimitConfiguration: heads)
                    try pipeline.addHandler(
                        AnswerHandler(request: request, limit: limit, answer: answer))
                }
            }
        return switch endpoint {
        case .socket(let path): bootstrap.connect(unixDomainSocketPath: path)
        case .peer(let address): bootstrap.connect(host: address.bareHost, port: address.port)
        }
    }

    private var requestParts: (head: HTTPRequestHead, body: [UInt8]) {
        var headers = HTTPHeaders()
        switch endpoint {
        case .socket: headers.add(name: "host", value: "localhost")
        case .peer(let address): headers.add(name: "host", value: address.authority)
        }
        headers.add(name: "connection", value: "close")
        if !body.isEmpty || method != "GET" {
            headers.add(name: "content-length", value: String(body.count))
        }
        for (name, value) in fields { headers.add(name: name, value: value) }
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: method), uri: target, headers: headers)
        return (head, body)
    }

    private func tlsContext() throws -> (NIOSSLContext, name: String?)? {
        guard case .peer(let address) = endpoint, address.isTLS else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        // A key is pinned, not a name.
        if case .system = trust {
        } else {
            configuration.certificateVerification = .noHostnameVerification
        }
        // A certificate for an address names it by its bytes, not by SNI (RFC 6066, section 3).
        let isName =
            address.bareHost.utf8.contains { (97...122).contains($0 | 0x20) }
            && !address.bareHost.contains(":")
        return (try NIOSSLContext(configuration: configuration), isName ? address.host : nil)
    }
}
