public import LiaisonCrypto
public import LiaisonSchema
internal import NIOCore

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
    }

    /// An answer whose status is 2xx, or any when asked raw.
    public struct Answer: Sendable {
        public let status: Int
        public let body: [UInt8]

        package init(status: Int, body: [UInt8]) {
            self.status = status
            self.body = body
        }
    }

    /// The daemon could not be reached, or broke off.
    public struct Unreachable: Error, Sendable {
        public let endpoint: Endpoint
    }

    /// The other end of a TLS connection does not hold the key that is pinned.
    public struct WrongKey: Error, Sendable {
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

    /// How the other end of a TLS connection is known.
    public enum Trust: Sendable {
        /// By a certificate that this system's authorities vouch for.
        case system
        /// By its public key: the SHA-256 of its SubjectPublicKeyInfo, 32 bytes.
        case key([UInt8])
        /// Not yet: its key is told, once, to be pinned.
        case learning(@Sendable ([UInt8]) -> Void)
    }

    /// A request as it would go on the wire.
    package struct Request: Sendable {
        package let method: String
        /// Path and query, already encoded.
        package let target: String
        package let fields: [(String, String)]
        package let body: [UInt8]
    }

    /// What stands for the network in a test: an error of it is a daemon that does not answer.
    package typealias Transport = @Sendable (Request) throws -> Answer

    public let endpoint: Endpoint
    let trust: Trust
    let signer: Signer?
    /// The structure that requests are meant for.
    let pour: StructureName?
    let now: @Sendable () -> Instant
    private let transport: Transport?

    /// - Parameters:
    ///   - signer: nil for the requests that are not signed.
    ///   - pour: the structure that answers there.
    ///   - now: the clock that dates signatures.
    public init(
        _ endpoint: Endpoint, trust: Trust = .system, signer: Signer? = nil,
        pour: StructureName? = nil, now: @escaping @Sendable () -> Instant
    ) {
        self.init(
            endpoint, trust: trust, signer: signer, pour: pour, transport: nil, now: now)
    }

    /// - Parameter transport: nil: the network.
    package init(
        _ endpoint: Endpoint, trust: Trust, signer: Signer?, pour: StructureName?,
        transport: Transport?, now: @escaping @Sendable () -> Instant
    ) {
        self.endpoint = endpoint
        self.trust = trust
        self.signer = signer
        self.pour = pour
        self.transport = transport
        self.now = now
    }

    /// Sends one request; when the daemon says that our clock is off, signs once more with its time.
    ///
    /// - Parameters:
    ///   - target: path and query, already encoded.
    ///   - seconds: how long one exchange may take.
    /// - Throws: `Unreachable`.
    public func send(
        _ method: String, _ target: String, body: [UInt8] = [], seconds: Int64 = 30
    ) async throws -> Answer {
        let answer = Exchange.loop.makePromise(of: Answer.self)
        future(method, target, body, [], seconds).cascade(to: answer)
        do {
            return try await withTaskCancellationHandler {
                try await answer.futureResult.get()
            } onCancel: {
                answer.fail(CancellationError())
            }
        } catch {
            throw Unreachable(endpoint: endpoint)
        }
    }

    /// The same for the command line, which waits, and wants success or the problem.
    ///
    /// - Throws: `Unreachable`, `WrongKey`, `Problem`.
    public func request(
        _ method: String, _ target: String, body: [UInt8] = [], extra: [(String, String)] = [],
        seconds: Int64 = 30
    ) throws -> Answer {
        try answer(future(method, target, body, extra, seconds))
    }

    /// A request that was sent.
    public struct Pending {
        fileprivate let client: SignedClient
        fileprivate let future: EventLoopFuture<Answer>

        /// Waits for the answer; throws as `request`.
        public func answer() throws -> Answer { try client.answer(future) }
    }

    /// Sends a request, so that something else can be done before its answer is asked for.
    public func start(
        _ method: String, _ target: String, body: [UInt8] = [], extra: [(String, String)] = []
    ) -> Pending {
        Pending(client: self, future: future(method, target, body, extra, 30))
    }

    private func answer(_ future: EventLoopFuture<Answer>) throws -> Answer {
        let answer: Answer
        do {
            answer = try future.wait()
        } catch is Exchange.WrongKey {
            throw WrongKey(endpoint: endpoint)
        } catch {
            throw Unreachable(endpoint: endpoint)
        }
        guard (200..<300).contains(answer.status) else {
            throw Problem(status: answer.status, body: answer.body)
        }
        return answer
    }

    private func future(
        _ method: String, _ target: String, _ body: [UInt8], _ extra: [(String, String)],
        _ seconds: Int64
    ) -> EventLoopFuture<Answer> {
        @Sendable func exchange(created: Int64) -> EventLoopFuture<Answer> {
            let fields = fields(method, target, body, created: created) + extra
            if let transport {
                return Exchange.loop.makeCompletedFuture {
                    try transport(
                        Request(method: method, target: target, fields: fields, body: body))
                }
            }
            return Exchange(
                endpoint: endpoint, trust: trust, method: method, target: target, fields: fields,
                body: body
            ).start(seconds: seconds)
        }
        return exchange(created: now().seconds).flatMap { first in
            guard first.status == 401,
                let time = Problem(status: first.status, body: first.body).heure
            else { return Exchange.loop.makeSucceededFuture(first) }
            return exchange(created: time)
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
