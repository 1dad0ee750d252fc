package import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// What every workflow is given: the agent's folder, the way to its daemon, the time, and the two things
/// that only a face can do: ask the person, and show a notice. A context serves one thread at a time.
package struct AgentContext {
    package let folder: AgentFolder
    private let resolve: () throws -> SignedClient.Endpoint
    package let now: @Sendable () -> Instant
    /// Asks the person for the secret that this use needs.
    package private(set) var secret: (SecretUse) throws -> SecretBytes
    /// Whether a secret that does not fit may be asked again: somebody types it.
    private let asksAgain: (SecretUse) -> Bool
    /// Whether the person agrees to what comes up while something is being done; nobody there does not.
    package let agrees: (AgentQuestion) -> Bool
    private let show: (AgentNotice) -> Void
    private let transport: SignedClient.Transport?
    /// The identity that the face itself holds open; nil where each work opens it, or the keeper gives it.
    let held: (() throws -> AgentIdentity)?

    /// - Parameters:
    ///   - endpoint: asked when the daemon is: what needs none works whatever the address.
    ///   - now: the wall clock, to the second.
    ///   - held: of a face that holds the identity open: no keeper is asked then. Throws when it is closed.
    ///   - secret: throws when nobody can answer.
    ///   - asksAgain: whether that secret is typed, rather than read from a file.
    ///   - transport: what stands for the network in a test.
    ///   - show: told of each notice as soon as it is true.
    package init(
        folder: AgentFolder, endpoint: @autoclosure @escaping () throws -> SignedClient.Endpoint,
        now: @escaping @Sendable () -> Instant,
        held: (() throws -> AgentIdentity)? = nil,
        secret: @escaping (SecretUse) throws -> SecretBytes,
        asksAgain: @escaping (SecretUse) -> Bool = { _ in false },
        agrees: @escaping (AgentQuestion) -> Bool = { _ in false },
        transport: SignedClient.Transport? = nil,
        show: @escaping (AgentNotice) -> Void
    ) {
        self.folder = folder
        resolve = endpoint
        self.now = now
        self.held = held
        self.secret = secret
        self.asksAgain = asksAgain
        self.agrees = agrees
        self.transport = transport
        self.show = show
    }

    /// Takes from other users of the machine what they could do with the folder, and says it: when a command begins,
    /// or an identity is opened.
    package func tend() { folder.tend(show) }

    /// The calendar day in Europe/Paris.
    package var today: CalendarDate { ParisTime.date(at: now()) }

    package func notify(_ notice: AgentNotice) { show(notice) }

    /// The same where a face asked for the secrets before: a page that holds them.
    package func answering(
        _ secret: @escaping (SecretUse) throws -> SecretBytes
    ) -> AgentContext {
        var context = self
        context.secret = secret
        return context
    }

    /// How often a secret is asked for before the work is given up.
    private static let attempts = 3

    /// Tries a secret, whatever its keyboard or its file made of it. Who mistyped it is asked again in place.
    ///
    /// - Throws: what `open` throws, `CryptoError.passphrase` once the attempts ran out.
    func opened<Opened>(
        by use: SecretUse, _ open: (SecretBytes) throws -> Opened
    ) throws -> Opened {
        var attempt = 1
        while true {
            let secret = try secret(use)
            do {
                return try TypedSecret.opening(secret, open)
            } catch let error as CryptoError where error.code == .passphrase {
                guard attempt < Self.attempts, asksAgain(use) else { throw error }
                attempt += 1
                notify(.trust(.secretRefused(AgentError(error))))
            }
        }
    }

    // MARK: The daemon

    /// - Throws: what is wrong with the address that was given.
    package var endpoint: SignedClient.Endpoint { get throws { try resolve() } }

    package func client(
        signer: SignedClient.Signer? = nil, pour: StructureName? = nil
    ) throws -> SignedClient {
        let endpoint = try endpoint
        return SignedClient(
            endpoint, trust: try trust(endpoint), signer: signer, pour: pour,
            transport: transport, now: now)
    }

    /// The way to a partner's daemon, which nobody vouches for but this system's authorities.
    package func client(of partner: PeerAddress) -> SignedClient {
        SignedClient(
            .peer(partner), trust: .system, signer: nil, pour: nil, transport: transport, now: now)
    }

    /// A daemon on another machine is known by the key pinned when joining, and by nothing else.
    private func trust(_ endpoint: SignedClient.Endpoint) throws -> SignedClient.Trust {
        guard case .peer(let address) = endpoint, address.isTLS else { return .system }
        guard let key = try folder.anchor()?.tls else {
            throw AgentError(
                .notAllowed, "La clé TLS du service \(address) n'est pas épinglée.",
                next: .joinStructure(service: address.text))
        }
        return .key(key)
    }

    /// The key of the daemon, taken as it is: once, when joining. Nil when it is on this machine.
    package func learnedKey() throws -> [UInt8]? {
        let endpoint = try endpoint
        guard case .peer(let address) = endpoint, address.isTLS else { return nil }
        let learned = LearnedKey()
        let client = SignedClient(
            endpoint, trust: .learning { learned.digest = $0 }, signer: nil, pour: nil,
            transport: transport, now: now)
        _ = try client.request("GET", Routes.health)
        return learned.digest
    }
}

/// What comes up while something is being done, and no plan could foresee.
package enum AgentQuestion: Equatable, Sendable {
    /// So many recipients have a classical key only: whether they are left out rather than weaken all.
    case leaveOutClassical(Int)
}

/// What a secret is asked for.
package enum SecretUse: Equatable, Sendable {
    /// The passphrase of the agent's identity.
    case identity
    /// A new one, typed twice when it is typed.
    case newPassphrase
    /// The same one, for the structure's key.
    case structureKey
    /// The phrase of a sealed file, told by another channel.
    case sealedFile
}

/// Set on the network's thread before the answer comes, read after it came.
private final class LearnedKey: @unchecked Sendable {
    var digest: [UInt8]?
}
