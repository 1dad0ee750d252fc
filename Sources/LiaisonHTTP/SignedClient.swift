internal import AsyncHTTPClient
public import LiaisonCrypto
public import LiaisonSchema
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// Sends signed requests to one daemon, over a Unix socket or TCP.
public struct SignedClient: Sendable {
    /// Where a daemon answers.
    public enum Endpoint: Sendable, Equatable, CustomStringConvertible {
        case socket(path: String)
        case peer(PeerAddress)

        /// Reads `unix:/chemin` or an address.
        public init?(_ text: String) {
            if text.hasPrefix("unix:") {
                let path = String(text.dropFirst(5))
                guard path.hasPrefix("/"), path.utf8.count <= 107 else { return nil }
                self = .socket(path: path)
            } else {
                guard let address = PeerAddress(text) else { return nil }
                self = .peer(address)
            }
        }

        public var description: String {
            switch self {
            case .socket(let path): "unix:\(path)"
            case .peer(let address): address.text
            }
        }

        func url(_ target: String) -> String {
            switch self {
            case .socket(let path): "http+unix://\(Self.percentEncoded(path))\(target)"
            case .peer(let address): address.text + target
            }
        }

        private static func percentEncoded(_ path: String) -> String {
            path.utf8.map { byte in
                switch byte {
                case 48...57, 65...90, 97...122, 45, 46, 95, 126:
                    String(Unicode.Scalar(byte))
                default: "%" + Hex.encode([byte]).uppercased()
                }
            }.joined()
        }
    }

    /// An answer whose status is 2xx, or any when asked raw.
    public struct Answer: Sendable {
        public let status: Int
        public let body: [UInt8]
    }

    /// The daemon could not be reached, or broke off.
    public struct Unreachable: Error, Sendable {
        public let endpoint: Endpoint
    }

    /// Who signs, and how the key names itself.
    public struct Signer: Sendable {
        let key: SigningKey
        let keyID: String

        public init(key: SigningKey, verifier: VerifierKey) {
            self.key = key
            keyID = verifier.keyID
        }
    }

    public let endpoint: Endpoint
    let connections: Connections
    let signer: Signer?
    /// The structure that requests are meant for.
    let pour: StructureName?
    let now: @Sendable () -> Instant

    init(
        endpoint: Endpoint, connections: Connections, signer: Signer?, pour: StructureName?,
        now: @escaping @Sendable () -> Instant
    ) {
        self.endpoint = endpoint
        self.connections = connections
        self.signer = signer
        self.pour = pour
        self.now = now
    }

    /// Sends one request; when the daemon says that our clock is off, signs once more with its time.
    ///
    /// - Parameters:
    ///   - target: path and query, already encoded.
    ///   - seconds: how long the whole exchange may take.
    /// - Throws: `Unreachable`.
    public func send(
        _ method: String, _ target: String, body: [UInt8] = [], extra: [(String, String)] = [],
        seconds: Int64 = 30
    ) async throws -> Answer {
        let first = try await exchange(
            method, target, body, extra, created: now().seconds, seconds: seconds)
        guard first.status == 401,
            let time = Problem(status: first.status, body: first.body).heure
        else { return first }
        return try await exchange(method, target, body, extra, created: time, seconds: seconds)
    }

    /// The same, for a caller that wants success or the problem.
    ///
    /// - Throws: `Unreachable`, `Problem`.
    public func request(
        _ method: String, _ target: String, body: [UInt8] = [], extra: [(String, String)] = []
    ) async throws -> Answer {
        let answer = try await send(method, target, body: body, extra: extra)
        guard (200..<300).contains(answer.status) else {
            throw Problem(status: answer.status, body: answer.body)
        }
        return answer
    }

    private func exchange(
        _ method: String, _ target: String, _ body: [UInt8], _ extra: [(String, String)],
        created: Int64, seconds: Int64
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: endpoint.url(target))
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in fields(method, target, body, created: created) + extra {
            request.headers.add(name: name, value: value)
        }
        if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            let response = try await connections.http.execute(request, timeout: .seconds(seconds))
            let buffer = try await response.body.collect(upTo: Limits.answer)
            return Answer(status: Int(response.status.code), body: Array(buffer.readableBytesView))
        } catch {
            // Its texts hold addresses and build paths: only the fact counts (pitfalls.md).
            throw Unreachable(endpoint: endpoint)
        }
    }

    private func fields(
        _ method: String, _ target: String, _ body: [UInt8], created: Int64
    ) -> [(String, String)] {
        let digest = ContentDigest.field(of: body)
        var fields = [(FieldNames.contentDigest, digest)]
        guard let signer, let pour else { return fields }
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let signature = MessageSignature(
            .init(
                method: method, path: String(halves[0]),
                query: halves.count > 1 ? String(halves[1]) : nil, contentDigest: digest,
                pour: pour.text),
            key: signer.key, keyID: signer.keyID, created: created)
        fields.append((FieldNames.pour, pour.text))
        fields.append((FieldNames.signatureInput, signature.inputField))
        fields.append((FieldNames.signature, signature.signatureField))
        return fields
    }
}

/// The connections behind the clients of one program, opened when the first request is: a command
/// that asks nothing of a daemon starts no thread for it.
final class Connections: Sendable {
    private let opened = Mutex<HTTPClient?>(nil)

    var http: HTTPClient {
        opened.withLock { opened in
            if let opened { return opened }
            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            configuration.timeout.connect = .seconds(10)
            let client = HTTPClient(
                eventLoopGroupProvider: .singleton, configuration: configuration)
            opened = client
            return client
        }
    }

    func shutdown() async {
        let client = opened.withLock { opened in
            defer { opened = nil }
            return opened
        }
        try? await client?.shutdown()
    }
}

/// Makes the clients of one program; shut down at its end.
public struct ClientPool: Sendable {
    private let connections = Connections()
    private let now: @Sendable () -> Instant

    public init(now: @escaping @Sendable () -> Instant) {
        self.now = now
    }

    /// - Parameters:
    ///   - signer: nil for the requests that are not signed.
    ///   - pour: the structure that answers there.
    public func client(
        _ endpoint: SignedClient.Endpoint, signer: SignedClient.Signer? = nil,
        pour: StructureName? = nil
    ) -> SignedClient {
        SignedClient(
            endpoint: endpoint, connections: connections, signer: signer, pour: pour, now: now)
    }

    public func shutdown() async {
        await connections.shutdown()
    }
}
