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
        /// What the other end says that it is; nil: it does not.
        public let type: String?

        package init(status: Int, body: [UInt8], type: String? = nil) {
            self.status = status
            self.body = body
            self.type = type
        }

        /// Whether it is a web page: a proxy's or a portal's, no daemon's.
        public var isPage: Bool {
            let type = type?.lowercased() ?? ""
            return ["text/html", "application/xhtml"].contains { type.hasPrefix($0) }
        }
    }

    /// The daemon could not be reached, or broke off.
    public struct Unreachable: Error, Sendable {
        public let endpoint: Endpoint
        /// Whether something of the request may have gone out: false when there was no connection at all.
        public let mayHaveSent: Bool
        public let trouble: PeerTrouble
    }

    /// The other end of a TLS connection does not hold the key that is pinned.
    public struct WrongKey: Error, Sendable {
        public let endpoint: Endpoint
    }

    /// A daemon answered more than its route answers: nothing of it is kept.
    public struct TooLarge: Error, Sendable {}

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
    ///   - limit: bytes of what the route may answer; what answers more is not heard.
    ///   - seconds: how long one exchange may take.
    /// - Throws: `Unreachable`, `TooLarge`.
    public func send(
        _ method: String, _ target: String, body: [UInt8] = [], limit: Int, seconds: Int64 = 30
    ) async throws -> Answer {
        let exchange = exchanges(method, target, body, [], limit: limit, seconds)
        // Read here, not on the loop that serves all partners.
        let first = try await answer(to: exchange(now().seconds), isFirst: true)
        guard let time = Self.clock(first) else { return first }
        return try await answer(to: exchange(time), isFirst: false)
    }

    /// - Parameter isFirst: whether nothing of the request went out before.
    private func answer(
        to exchange: EventLoopFuture<Answer>, isFirst: Bool
    ) async throws -> Answer {
        let answer = Exchange.loop.makePromise(of: Answer.self)
        exchange.cascade(to: answer)
        do {
            return try await withTaskCancellationHandler {
                try await answer.futureResult.get()
            } onCancel: {
                answer.fail(CancellationError())
            }
        } catch let error as TooLarge {
            throw error
        } catch {
            throw Unreachable(
                endpoint: endpoint, mayHaveSent: !isFirst || !(error is Exchange.NoConnection),
                trouble: PeerTrouble(error))
        }
    }

    /// The daemon's time, when it says that ours is off.
    private static func clock(_ answer: Answer) -> Int64? {
        guard answer.status == 401 else { return nil }
        return Problem(status: answer.status, body: answer.body).heure
    }

    /// The same for the command line, which waits, and wants success or the problem.
    ///
    /// - Throws: `Unreachable`, `WrongKey`, `Problem`, `LocalUnreadable` for an answer above `limit`.
    public func request(
        _ method: String, _ target: String, body: [UInt8] = [], extra: [(String, String)] = [],
        limit: Int = Limits.answer, seconds: Int64 = 30
    ) throws -> Answer {
        try start(method, target, body: body, extra: extra, limit: limit, seconds: seconds).answer()
    }

    /// A request that was sent.
    public struct Pending {
        fileprivate let client: SignedClient
        fileprivate let first: EventLoopFuture<Answer>
        /// The same request with another time.
        fileprivate let again: @Sendable (Int64) -> EventLoopFuture<Answer>

        /// Waits for the answer; throws as `request`.
        public func answer() throws -> Answer {
            let answer = try client.wait(first)
            let last = try SignedClient.clock(answer).map { try client.wait(again($0)) } ?? answer
            guard (200..<300).contains(last.status) else {
                throw Problem(status: last.status, body: last.body)
            }
            return last
        }
    }

    /// Sends a request, so that something else can be done before its answer is asked for.
    public func start(
        _ method: String, _ target: String, body: [UInt8] = [], extra: [(String, String)] = [],
        limit: Int = Limits.answer, seconds: Int64 = 30
    ) -> Pending {
        let exchange = exchanges(method, target, body, extra, limit: limit, seconds)
        return Pending(client: self, first: exchange(now().seconds), again: exchange)
    }

    private func wait(_ future: EventLoopFuture<Answer>) throws -> Answer {
        do {
            return try future.wait()
        } catch is Exchange.WrongKey {
            throw WrongKey(endpoint: endpoint)
        } catch is TooLarge {
            throw LocalUnreadable("taille")
        } catch {
            throw Unreachable(
                endpoint: endpoint, mayHaveSent: !(error is Exchange.NoConnection),
                trouble: PeerTrouble(error))
        }
    }

    /// What sends the request, each time signed at the time given.
    private func exchanges(
        _ method: String, _ target: String, _ body: [UInt8], _ extra: [(String, String)],
        limit: Int, _ seconds: Int64
    ) -> @Sendable (Int64) -> EventLoopFuture<Answer> {
        { created in
            let fields = fields(method, target, body, created: created) + extra
            if let transport {
                return Exchange.loop.makeCompletedFuture {
                    try transport(
                        Request(method: method, target: target, fields: fields, body: body))
                }
            }
            return Exchange(
                endpoint: endpoint, trust: trust, method: method, target: target, fields: fields,
                body: body, limit: limit
            ).start(seconds: seconds)
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
