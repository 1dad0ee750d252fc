import BureauAccess
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOPosix

/// A connection to an agent's process, by its socket, which the front alone may open; one a request. systemd
/// starts the process at the first.
struct BureauConnection {
    typealias Channel = NIOAsyncChannel<HTTPResponsePart, HTTPRequestPart>

    let path: String

    /// How long a process may say nothing, and read nothing: opening an identity takes some seconds.
    private static let patience = TimeAmount.seconds(120)
    /// Bytes of the answer that says where the first page is.
    private static let firstPageLimit = 200

    func open() async throws -> Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(10))
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    var heads = NIOHTTPDecoderLimitConfiguration()
                    heads.maxHeaderFieldSize = 8 * 1_024
                    heads.maxHeaderListSize = 64 * 1_024
                    try pipeline.addHTTPClientHandlers(
                        position: ChannelPipeline.SynchronousOperations.Position.last,
                        decoderLimitConfiguration: heads)
                    try pipeline.addHandler(HTTP1ToHTTPClientCodec())
                    try pipeline.addHandler(IdleStateHandler(allTimeout: Self.patience))
                    try pipeline.addHandler(IdleCloser())
                    return try Channel(wrappingChannelSynchronously: channel)
                }
            }
    }

    /// The process says that the session is over, or none of its own.
    struct Over: Error {}

    /// Where that session begins, or goes on.
    ///
    /// - Returns: nil when the process gives no such place.
    /// - Throws: `Over`; what keeps the process from being asked.
    func firstPage(_ session: Entrance.Session, host: String) async throws -> String? {
        try await open().executeThenClose { inbound, outbound in
            try await outbound.write(.head(FrontRelay.opening(session, host: host).head))
            try await outbound.write(.end(nil))
            var body: [UInt8] = []
            var isFound = false
            for try await part in inbound {
                switch part {
                case .head(let head):
                    guard !FrontRelay.returned(FrontField.all(head.headerFields)).isOver else {
                        throw Over()
                    }
                    isFound = head.status == .ok
                case .body(let piece):
                    guard piece.readableBytes <= Self.firstPageLimit - body.count else {
                        return nil
                    }
                    body += piece.readableBytesView
                case .end: return isFound ? FrontRelay.firstPage(body) : nil
                }
            }
            return nil
        }
    }
}

/// Closes a connection on which nothing passes any more.
final class IdleCloser: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}

// MARK: What the front's own types are on the network

extension FrontRequest {
    init(_ head: HTTPRequest) {
        self.init(
            method: head.method.rawValue, target: head.path ?? "", host: head.authority,
            fields: FrontField.all(head.headerFields))
    }

    /// As it goes to a bureau; a method or a field that is none was refused before.
    var head: HTTPRequest {
        HTTPRequest(
            method: HTTPRequest.Method(method) ?? .get, scheme: "https", authority: host,
            path: target, headerFields: HTTPFields(fields))
    }
}

extension FrontField {
    static func all(_ fields: HTTPFields) -> [FrontField] {
        fields.map { FrontField($0.name.rawName, $0.value) }
    }
}

extension HTTPFields {
    init(_ fields: [FrontField]) {
        self.init()
        for field in fields {
            if let name = HTTPField.Name(field.name) {
                append(HTTPField(name: name, value: field.value))
            }
        }
    }
}
