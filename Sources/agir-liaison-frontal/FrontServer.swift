import BureauAccess
import Glibc
import HTTPTypes
import LiaisonBase
import LiaisonSchema
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOPosix
import NIOSSL

/// The front on the network: a connection a task, what passes through is never held whole. It ends TLS, or
/// listens on loopback behind a proxy that does.
struct FrontServer: Sendable {
    let settings: FrontSettings
    let door: FrontDoor
    let hosting: HostingWatch
    let places: NetworkPlace
    let connections: ConnectionCount
    let report: @Sendable (String) -> Void

    typealias Connection = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// How long a connection on which nothing passes either way stays: a bureau may take as long to answer.
    private static let idle = TimeAmount.seconds(120)

    /// Serves until the task is cancelled.
    ///
    /// - Throws: `FrontError` for a certificate that is none, what NIO throws for a place that is taken.
    func run() async throws {
        let tls = try settings.tls.map { try Self.context($0) }
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: settings.host, port: settings.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    var heads = NIOHTTPDecoderLimitConfiguration()
                    heads.maxHeaderFieldSize = 8 * 1_024
                    heads.maxHeaderListSize = 16 * 1_024
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false, withErrorHandling: false,
                        withOutboundHeaderValidation: true, withEncoderConfiguration: .init(),
                        withDecoderLimitConfiguration: heads)
                    try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: tls != nil))
                    try pipeline.addHandler(IdleStateHandler(allTimeout: Self.idle))
                    try pipeline.addHandler(IdleCloser())
                    return try Connection(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        report("à l'écoute des navigateurs sur \(settings.host):\(settings.port)")
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { inbound in
                for try await connection in inbound {
                    group.addTask {
                        let channel = connection.channel
                        let held = connections.begin(
                            from: places.holder(of: channel.remoteAddress?.ipAddress),
                            close: { channel.close(promise: nil) })
                        guard let held else {
                            // Its writer must be finished, whatever becomes of it.
                            try? await connection.executeThenClose { _, _ in }
                            return
                        }
                        await serve(connection, held)
                        connections.end(held)
                    }
                }
            }
        }
    }

    private static func context(_ files: FrontSettings.TLSFiles) throws -> NIOSSLContext {
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(files.certificat)
            let key = try NIOSSLPrivateKey(file: files.cle, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) },
                privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv13
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw FrontError(
                "Le certificat TLS \(files.certificat) et sa clé ne sont pas utilisables.",
                hint: "Ce sont deux fichiers PEM qui vont ensemble, lisibles par le frontal.")
        }
    }

    // MARK: A connection

    /// A browser that goes away, or breaks the protocol, ends its connection and nothing else.
    private func serve(_ connection: Connection, _ held: ConnectionCount.Held) async {
        let remote = connection.channel.remoteAddress
        try? await connection.executeThenClose { inbound, outbound in
            var parts = inbound.makeAsyncIterator()
            while let part = try await parts.next() {
                guard case .head(let head) = part else { return }
                let isLast = head.headerFields[.connection]?.lowercased() == "close"
                let isReusable = try await serve(
                    FrontRequest(head), &parts, outbound, remote, held)
                guard isReusable, !isLast else { break }
            }
            // What was written last reaches the browser before the connection ends.
            outbound.finish()
            try await connection.channel.closeFuture.get()
        }
    }

    private typealias Parts = NIOAsyncChannelInboundStream<HTTPRequestPart>.AsyncIterator
    private typealias Out = NIOAsyncChannelOutboundWriter<HTTPResponsePart>

    /// - Returns: whether the request was read to its end, so that another may follow.
    private func serve(
        _ request: FrontRequest, _ parts: inout Parts, _ outbound: Out, _ remote: SocketAddress?,
        _ held: ConnectionCount.Held
    ) async throws -> Bool {
        // TLS keeps the last bytes that it opened as long as its connection lives: not those that were typed.
        let isWrite = request.method != "GET"
        switch door.route(request, isOpen: hosting.isOpen) {
        case .answer(let answer):
            // What came with it is read away, a little; more closes the connection.
            let isRead = try await Self.body(&parts, limit: FrontDoor.bodyLimit) != nil
            try await Self.write(answer, outbound, closes: isWrite)
            return isRead && !isWrite
        case .form:
            guard let body = try await Self.body(&parts, limit: FrontDoor.bodyLimit) else {
                try await Self.write(
                    door.pages.trouble(
                        status: 413, "Demande refusée", "Ce formulaire est trop grand."), outbound,
                    closes: true)
                return false
            }
            let network = places.place(
                from: remote?.ipAddress, forwarded: request.values("x-forwarded-for"))
            try await Self.write(try await posted(request, body, network), outbound, closes: true)
            return false
        case .opening(let session):
            connections.know(held)
            let isRead = try await Self.body(&parts, limit: FrontDoor.bodyLimit) != nil
            let answer = await opened(session, host: request.host ?? "")
            try await Self.write(answer, outbound, closes: isWrite)
            return isRead && !isWrite
        case .bureau(let session):
            connections.know(held)
            return try await relay(request, session, &parts, outbound, isWrite: isWrite)
        }
    }

    private func posted(
        _ request: FrontRequest, _ body: [UInt8], _ network: String
    ) async throws -> FrontAnswer {
        do {
            return try await OffLoop.run {
                try door.post(request, body: body, network: network)
            }
        } catch {
            report("une entrée a échoué : \(error)")
            return door.pages.trouble(
                status: 500, "Entrée impossible",
                "Le service d'entrée a un défaut. Prévenez votre administrateur.")
        }
    }

    private func opened(_ session: Entrance.Session, host: String) async -> FrontAnswer {
        do {
            let page = try await BureauConnection(path: settings.socket(of: session.agent))
                .firstPage(session, host: host)
            return page.map { door.redirect(to: $0) } ?? unavailable
        } catch is BureauConnection.Over {
            // It ended, and the answer that said so went astray: she would wait here until the ten hours are over.
            door.entrance.end(session)
            return door.pages.trouble(
                status: 403, "Session finie", FrontDoor.overMessage)
        } catch {
            return unavailable
        }
    }

    private var unavailable: FrontAnswer {
        door.pages.trouble(
            status: 503, "Bureau indisponible",
            "Votre bureau ne répond pas. Attendez une minute, puis revenez ; sinon, prévenez votre "
                + "administrateur. Ce que vous aviez enregistré est dans vos brouillons.")
    }

    /// Hands a request on, and its answer back, piece by piece: neither side sends more than the other reads.
    private func relay(
        _ request: FrontRequest, _ session: Entrance.Session, _ parts: inout Parts, _ outbound: Out,
        isWrite: Bool
    ) async throws -> Bool {
        let bureau: BureauConnection.Channel
        do {
            bureau = try await BureauConnection(path: settings.socket(of: session.agent)).open()
        } catch {
            _ = try await Self.body(&parts, limit: FrontDoor.bodyLimit)
            try await Self.write(unavailable, outbound, closes: true)
            return false
        }
        return try await bureau.executeThenClose { inbound, toBureau in
            try await toBureau.write(.head(FrontRelay.forwarded(request, session).head))
            var isRead = true
            do {
                try await Self.hand(&parts, to: toBureau)
            } catch {
                // It answered before it read all, and closed: its answer is what counts.
                isRead = false
            }
            var isAnswered = false
            for try await part in inbound {
                switch part {
                // 1xx of its own connection.
                case .head(let head) where head.status.kind == .informational: continue
                case .head(let head):
                    isAnswered = true
                    let returned = FrontRelay.returned(FrontField.all(head.headerFields))
                    if returned.isOver { door.entrance.end(session) }
                    if isWrite, Self.isBare(head) {
                        let answer = returned.isOver ? door.over : door.redirect(to: "/")
                        try await Self.write(answer, outbound, closes: true)
                        return false
                    }
                    var fields = HTTPFields(returned.fields)
                    if isWrite { fields[.connection] = "close" }
                    try await outbound.write(
                        .head(HTTPResponse(status: head.status, headerFields: fields)))
                case .body(let piece): try await outbound.write(.body(piece))
                case .end:
                    try await outbound.write(.end(nil))
                    return isRead && !isWrite
                }
            }
            // It went away in the middle: a connection that breaks says so to the browser.
            if !isAnswered { try await Self.write(unavailable, outbound, closes: true) }
            return false
        }
    }

    /// What is left of a request's body, and its end.
    private static func hand(
        _ parts: inout Parts, to bureau: NIOAsyncChannelOutboundWriter<HTTPRequestPart>
    ) async throws {
        while let part = try await parts.next() {
            switch part {
            case .head: return
            case .body(let piece): try await bureau.write(.body(piece))
            case .end: return try await bureau.write(.end(nil))
            }
        }
    }

    // MARK: Bytes

    /// A whole body; nil when it has more than `limit` bytes: the rest is not read.
    private static func body(_ parts: inout Parts, limit: Int) async throws -> [UInt8]? {
        var body: [UInt8] = []
        while let part = try await parts.next() {
            switch part {
            case .head: return nil
            case .body(let piece):
                guard piece.readableBytes <= limit - body.count else { return nil }
                body += piece.readableBytesView
            case .end: return body
            }
        }
        return nil
    }

    /// Whether a bureau refuses what it does not know: another session's path or cookie. With such an answer a browser
    /// would keep what was sent (bureau.md, «Shape»).
    private static func isBare(_ head: HTTPResponse) -> Bool {
        [403, 404, 421].contains(head.status.code)
            && head.headerFields[.contentType]?.hasPrefix("text/html") != true
    }

    private static func write(
        _ answer: FrontAnswer, _ outbound: Out, closes: Bool
    ) async throws {
        var fields = HTTPFields(answer.fields)
        if closes { fields[.connection] = "close" }
        fields[.contentLength] = String(answer.body.count)
        let head = HTTPResponse(status: .init(code: answer.status), headerFields: fields)
        try await outbound.write(.head(head))
        if !answer.body.isEmpty { try await outbound.write(.body(ByteBuffer(bytes: answer.body))) }
        try await outbound.write(.end(nil))
    }
}
