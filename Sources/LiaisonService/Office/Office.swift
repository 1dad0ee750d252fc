public import LiaisonCrypto
public import LiaisonSchema
public import LiaisonStore

/// An agent whose request was authenticated.
public struct AuthenticatedAgent: Sendable {
    public let name: KeyName
    public let roles: Set<Role>
}

/// What every desk works with: the store, the keys, the time, and how a request is refused. Time comes in
/// from outside; it is asked once a transaction.
///
/// Every refusal leaves at most one log record and no row. The store is the desks': nobody else sees it. All desks
/// hold the same object.
public final class Office: Sendable {
    let store: LiaisonStore
    public let keys: ServiceKeys
    public let now: @Sendable () -> Instant
    let capacity: Capacity
    let limiter = RefusalLimiter()
    let traces = Traces()
    let wakeDelivery: @Sendable () -> Void

    /// - Parameters:
    ///   - now: the wall clock.
    ///   - wakeDelivery: called when something new is due.
    public init(
        store: LiaisonStore, keys: ServiceKeys, capacity: Capacity = Capacity(),
        now: @escaping @Sendable () -> Instant, wakeDelivery: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.keys = keys
        self.capacity = capacity
        self.now = now
        self.wakeDelivery = wakeDelivery
    }

    /// The structure's own card.
    ///
    /// - Throws: `Refusal` `.nonRevendique` before the daemon is claimed.
    public func ownCard() throws -> SignedCarte {
        guard let card = try store.ownCard() else {
            throw Refusal(
                .nonRevendique, "Ce service n'appartient encore à aucune structure.",
                hint: "Créez la structure : « agir-liaison structure creer ».")
        }
        return card
    }

    /// Whether the daemon is a structure's.
    public var isClaimed: Bool { get throws { try store.ownCard() != nil } }

    /// The key of an agent of this structure.
    public func agent(keyID: String) throws -> (AuthenticatedAgent, VerifierKey)? {
        guard let agent = try ownCard().carte.agent(keyID: keyID) else { return nil }
        return (AuthenticatedAgent(name: agent.nom, roles: agent.roles), agent.cle)
    }

    /// The service key of a partner whose card is held here.
    public func peer(keyID: String) throws -> (Carte, VerifierKey)? {
        guard let name = keyID.split(separator: "/").first.flatMap({ StructureName(String($0)) }),
            let card = try store.card(of: name)?.carte,
            let key = card.daemon?.service, key.keyID == keyID
        else { return nil }
        return (card, key)
    }

    /// - Throws: `Refusal` `.interdit` that names the roles needed.
    ///
    /// - Parameter ref: what was asked for.
    public func require(
        _ permission: Permission, _ agent: AuthenticatedAgent, ref: String? = nil
    ) throws {
        guard permission.allows(agent.roles) else {
            try refused(.refus, by: agent.name, ref: ref, detail: .role)
            throw Refusal(
                .interdit,
                Role.missing(permission.roles),
                hint: "Demandez-le à l'administrateur de votre structure.", roles: permission.roles)
        }
    }

    /// Who may open it is said by its `objet`; an index key is for the colleague to whom it was sealed, a
    /// notice for the referents too where no DPO could be named.
    func requireReading(_ slip: Slip?, _ agent: AuthenticatedAgent) throws {
        guard let slip else { return try require(.readMessage, agent) }
        var needed = slip.objet.reading
        switch slip.objet {
        case .cleIndex where slip.addressees != .agents([agent.name]): needed = .readFiche
        case .violation:
            if case .roles(let roles) = slip.addressees, roles.contains(.referent) {
                needed = .readMessage
            }
        default: break
        }
        try require(needed, agent, ref: slip.id.text)
    }

    /// Records a refusal, at most 60 an hour a key, so that a stranger cannot fill the log.
    ///
    /// - Parameters:
    ///   - actor: whose request it was; nil for one that no known key signed.
    ///   - counted: under whose name it counts; nil: the actor's.
    public func refused(
        _ acte: LogActe, by actor: KeyName?, ref: String? = nil, detail: LogDetail,
        countedAs counted: KeyName? = nil
    ) throws {
        let instant = now()
        guard let own = try store.ownCard()?.carte.structure,
            limiter.admits((counted ?? actor)?.description ?? "", at: instant)
        else { return }
        try store.write(at: instant) {
            try $0.record(
                LogEvent(acte, by: actor ?? own.key(.service), ref: ref, .refuse, detail: detail))
        }
    }

    /// Records together the refusals that came too fast to have a record each.
    ///
    /// - Parameter all: those of the hour that runs, too: at the end.
    public func recordGroupedRefusals(all: Bool = false) throws {
        guard let own = try store.ownCard()?.carte.structure else { return }
        let groups = limiter.groups(at: now(), all: all)
        guard !groups.isEmpty else { return }
        try store.write(at: now()) { transaction in
            for group in groups {
                try transaction.record(
                    LogEvent(
                        .refusGroupes, by: KeyName(group.key) ?? own.key(.service), .refuse,
                        detail: group.key.isEmpty ? .signature : nil, content: .count(group.count)))
            }
        }
    }

    /// Records an act of the service itself; nothing before the daemon is claimed.
    public func record(_ acte: LogActe) throws {
        guard let own = try store.ownCard()?.carte.structure else { return }
        try store.write(at: now()) { try $0.record(LogEvent(acte, by: own.key(.service))) }
    }

    /// Tells the DPO of something that nobody's request brought about.
    public func alarm(_ detail: LogDetail) throws {
        guard let own = try store.ownCard()?.carte.structure else { return }
        try store.write(at: now()) {
            try $0.record(LogEvent(.alarme, by: own.key(.service), .echec, detail: detail))
        }
    }

    func schema<Result>(
        _ acte: LogActe, by actor: KeyName?, ref: String? = nil, _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let error as SchemaError {
            try refused(acte, by: actor, ref: ref, detail: Self.detail(of: error))
            throw Refusal(Self.code(of: error), error.message, hint: error.hint)
        }
    }

    private static func detail(of error: SchemaError) -> LogDetail {
        switch error.code {
        case .signature: .signature
        case .mismatch: .empreinte
        case .surreptitious: .destinataire
        case .rollback: .retourArriere
        default: .formatInvalide
        }
    }

    private static func code(of error: SchemaError) -> Refusal.Code {
        switch error.code {
        case .signature, .surreptitious: .interdit
        case .rollback: .conflit
        case .tooLarge: .tropGrand
        default: .invalide
        }
    }
}
