internal import LiaisonBase
internal import LiaisonCrypto
public import LiaisonSchema
public import LiaisonStore

/// What the administrator says of guichets.
public struct GuichetSettings: Sendable {
    /// Bytes that the sealed contents, keys and answers of all guichets take together.
    public static let defaultQuota: Int64 = 4 << 30

    /// Under which name they are served; nil: there are none.
    public let adresse: PeerAddress?
    public let quota: Int64

    public init(adresse: PeerAddress? = nil, quota: Int64 = GuichetSettings.defaultQuota) {
        self.adresse = adresse
        self.quota = quota
    }

    /// What a link begins with, before `#`.
    public var page: String? { adresse.map { "\($0)/guichet" } }
}

/// The pages that partners open with a browser (guichet.md): made by agents, served to who knows their
/// name, closed in time. The daemon holds neither phrase nor token nor what opens anything.
public struct GuichetDesk: Desk {
    let office: Office
    let incidents: IncidentDesk
    let retention: RetentionDesk
    public let settings: GuichetSettings
    let memory = GuichetMemory()
    let contents = ServedContents()

    /// A guichet with its answers.
    public struct Held: Sendable {
        public let guichet: StoredGuichet
        public let answers: [StoredGuichetAnswer]
    }

    /// Guichets that a page holds.
    public static let page = 100

    static let unknown = Refusal(
        .introuvable, "Aucun guichet ne porte ce nom.",
        hint: "Voyez « agir-liaison guichet lister ».")
    /// One wording for what is unknown, over or taken back.
    static let gone = Refusal(
        .introuvable, "Ce lien n'est pas, ou n'est plus, en service.",
        hint: "Appelez la personne qui vous l'a envoyé.")

    func requireOpen() throws {
        guard settings.adresse != nil else {
            throw Refusal(
                .introuvable, "Ce service n'ouvre pas de guichet.",
                hint: "L'administrateur donne le réglage « guichet.adresse ».")
        }
    }

    func ownName() throws -> StructureName { try ownCard().carte.structure }

    func held(_ nom: GuichetName, _ view: StoreView) throws -> Held {
        guard let guichet = try view.guichet(nom) else { throw Self.unknown }
        return Held(guichet: guichet, answers: try view.answers(of: nom))
    }

    /// A page of them, newest first.
    ///
    /// - Parameters:
    ///   - after: where the page before ended; 0: the first one.
    ///   - isUnopened: only those with answers that nobody opened.
    ///   - envoi: only those of that sending.
    ///   - prefix: only those whose name, or whose sending's identity, begins so.
    /// - Returns: where to go on; nil: it is the last one.
    public func list(
        after: Int64, isUnopened: Bool = false, of envoi: PliID? = nil, prefix: String? = nil,
        for agent: AuthenticatedAgent
    ) throws -> (guichets: [Held], next: Int64?) {
        try require(.listFiches, agent)
        let rang = after == 0 ? Int64.max : after
        return try store.read { view in
            let rows = try view.guichets(
                before: rang, isUnopened: isUnopened, of: envoi, prefix: prefix, limit: Self.page)
            let held = try rows.map {
                Held(guichet: $0, answers: try view.answers(of: $0.nom))
            }
            return (held, rows.count == Self.page ? rows.last?.rang : nil)
        }
    }

    public func guichet(_ nom: GuichetName, for agent: AuthenticatedAgent) throws -> Held {
        try require(.listFiches, agent)
        return try store.read { try held(nom, $0) }
    }

    /// `cleReponse`, sealed to our readers.
    ///
    /// - Parameter willRead: told how many bytes it is, before they are read.
    public func key(
        of nom: GuichetName, for agent: AuthenticatedAgent, willRead: (Int) throws -> Void
    ) throws -> [UInt8] {
        try require(.readFiche, agent, ref: nom.text)
        return try part(.key, of: nom, willRead)
    }

    /// An answer as the browser sealed it. The access is in the log before it leaves.
    public func answer(
        _ id: PliID, of nom: GuichetName, for agent: AuthenticatedAgent,
        willRead: (Int) throws -> Void
    ) throws -> [UInt8] {
        try require(.readFiche, agent, ref: nom.text)
        let bytes = try part(.answer(id), of: nom, willRead)
        try store.write(at: now()) { transaction in
            guard let guichet = try transaction.view.guichet(nom),
                try transaction.view.part(.answer(id), of: nom) != nil
            else { throw Self.unknown }
            try transaction.record(LogEvent(.lecture, by: agent.name, ref: guichet.ref))
        }
        return bytes
    }

    /// - Throws: `Refusal` `.introuvable` for what is not held, or is destroyed meanwhile.
    func part(
        _ part: GuichetPart, of nom: GuichetName, _ willRead: (Int) throws -> Void
    ) throws -> [UInt8] {
        let missing = Refusal(
            .introuvable, "Ce guichet n'a pas, ou n'a plus, cette réponse.",
            hint: "Voyez « agir-liaison guichet lister ».")
        guard let found = try store.read({ try $0.part(part, of: nom) }) else { throw missing }
        try willRead(found.bytes)
        do {
            let own = try ownName()
            guard
                let bytes = try store.blob(
                    in: .guichet, de: own.text, id: part.id(in: nom).text)
            else { throw missing }
            return bytes
        } catch let error as StoreError {
            // Its key went first.
            guard try store.read({ try $0.part(part, of: nom) }) != nil else { throw missing }
            throw error
        }
    }
}
