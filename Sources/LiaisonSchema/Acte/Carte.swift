internal import LiaisonBase
public import LiaisonCrypto

/// A structure's card, signed by its structure key (formats.md, «carte»).
public struct Carte: Sendable, Equatable {
    public struct Agent: Sendable, Equatable {
        public let nom: KeyName
        public let fonction: String
        public let roles: Set<Role>
        /// The codes of a later version's roles: no power here hangs on them.
        public internal(set) var autresRoles: [String] = []
        public let cle: VerifierKey
        public let destinataire: AgeRecipient

        public init(
            nom: KeyName, fonction: String, roles: Set<Role>, cle: VerifierKey,
            destinataire: AgeRecipient
        ) {
            self.nom = nom
            self.fonction = fonction
            self.roles = roles
            self.cle = cle
            self.destinataire = destinataire
        }
    }

    public struct Revocation: Sendable, Equatable {
        public enum Motif: String, Sendable, CaseIterable { case depart, compromission, perte }
        public let cle: VerifierKey
        public let depuis: Instant
        /// The code of the motive. One of a later version's is none of ours: the key is revoked all the same,
        /// and nothing that it verified is kept, as after `compromission`.
        public let codeMotif: String
        public var motif: Motif? { Motif(rawValue: codeMotif) }

        public init(cle: VerifierKey, depuis: Instant, motif: Motif) {
            self.init(cle: cle, depuis: depuis, codeMotif: motif.rawValue)
        }

        init(cle: VerifierKey, depuis: Instant, codeMotif: String) {
            self.cle = cle
            self.depuis = depuis
            self.codeMotif = codeMotif
        }
    }

    /// The keys that a daemon holds: all three, or none for a partner without a daemon.
    public struct DaemonKeys: Sendable, Equatable {
        public let service: VerifierKey
        public let journal: VerifierKey
        public let temoin: VerifierKey

        public init(service: VerifierKey, journal: VerifierKey, temoin: VerifierKey) {
            self.service = service
            self.journal = journal
            self.temoin = temoin
        }
    }

    public struct DPOContact: Sendable, Equatable {
        public let telephone: String
        public let courriel: String

        /// Both, as the page of a guichet gives them.
        public var reach: String { "\(telephone), \(courriel)" }

        public init(telephone: String, courriel: String) {
            self.telephone = telephone
            self.courriel = courriel
        }
    }

    /// The longest life of a card, in days.
    public static let longestLife: Int64 = 400
    static let agentLimit = 500

    public var structure: StructureName
    public var libelle: String
    public var type: StructureKind {
        didSet { typeInconnu = nil }
    }
    /// What a later version calls a kind of structure that this one does not know: hostile text. Its `type`
    /// is then `autre`.
    public internal(set) var typeInconnu: String?
    /// Only grows.
    public var serie: Int
    public var emise: Instant
    public var expire: Instant
    public var adresse: PeerAddress?
    public var courriel: String?
    public var cleStructure: VerifierKey
    public var daemon: DaemonKeys?
    public var agents: [Agent]
    public var dpo: DPOContact?
    public var revocations: [Revocation]
    public var remplace: VerifierKey?
    /// What the programs of this structure can do, codes of `Capacite` and of later versions: sorted, each
    /// once. Empty in a card of version 1. A new card is signed with those of this version.
    public internal(set) var capacites: [String] = []
    /// Since when agents of this structure work in a browser on its server, where their keys lie too; nil
    /// where keys stay with the agents.
    public var bureauHeberge: CalendarDate?

    public init(
        structure: StructureName, libelle: String, type: StructureKind, serie: Int, emise: Instant,
        expire: Instant, adresse: PeerAddress?, courriel: String?, cleStructure: VerifierKey,
        daemon: DaemonKeys?, agents: [Agent], dpo: DPOContact?
    ) {
        self.structure = structure
        self.libelle = libelle
        self.type = type
        self.serie = serie
        self.emise = emise
        self.expire = expire
        self.adresse = adresse
        self.courriel = courriel
        self.cleStructure = cleStructure
        self.daemon = daemon
        self.agents = agents
        self.dpo = dpo
        revocations = []
        remplace = nil
    }

    /// Whether the programs of this structure can do that: nothing new is written to one whose card does
    /// not announce it (formats.md, «Evolution»).
    public func announces(_ capacite: Capacite) -> Bool { capacites.contains(capacite.rawValue) }

    /// What the structure is, as people see it: in the words of its card where this version has none.
    public var typeFrench: String { typeInconnu.map(VisibleText.escaped) ?? type.french }

    /// The agents whose key is not revoked.
    public var activeAgents: [Agent] {
        agents.filter { agent in !revocations.contains { $0.cle == agent.cle } }
    }

    public func agent(_ name: KeyName) -> Agent? {
        activeAgents.first { $0.nom == name }
    }

    /// The agent whose `keyid` (`name+hexid`) that is.
    public func agent(keyID: String) -> Agent? {
        activeAgents.first { $0.cle.keyID == keyID }
    }

    public func agents(with role: Role) -> [Agent] {
        activeAgents.filter { $0.roles.contains(role) }
    }

    /// What a card must satisfy besides the form of its members.
    func check() throws(SchemaError) {
        guard expire > emise, expire - emise <= Self.longestLife * 86_400 else {
            throw SchemaError(
                .value, "La carte de \(structure) dure plus de \(Self.longestLife) jours.",
                hint: "Demandez une carte renouvelée.")
        }
        guard dpo != nil || !agents(with: .dpo).isEmpty else {
            throw SchemaError(
                .value,
                "La carte de \(structure) ne nomme aucun délégué à la protection des données.",
                hint: "Il faut un agent qui a le rôle de DPO, ou le contact du DPO.")
        }
        guard Set(agents.map(\.nom)).count == agents.count else {
            throw SchemaError(.value, "La carte de \(structure) nomme deux fois le même agent.")
        }
        guard agents.allSatisfy({ $0.nom.structure == structure && $0.nom.isAgent }),
            revocations.allSatisfy({ KeyName($0.cle.name)?.structure == structure })
        else {
            throw SchemaError(
                .mismatch, "La carte de \(structure) nomme un agent d'une autre structure.")
        }
        // One key, one use (formats.md, «Names»): a signature does not cover its signer's name.
        let keys =
            [cleStructure, daemon?.service, daemon?.journal, daemon?.temoin, remplace]
            .compactMap { $0?.publicKey } + agents.map(\.cle.publicKey)
        guard Set(keys).count == keys.count else {
            throw SchemaError(
                .value, "La carte de \(structure) donne la même clé à deux usages.")
        }
    }
}

/// A card as it was received: its bytes, and what they say.
public struct SignedCarte: Sendable, Equatable {
    public let carte: Carte
    /// The text as it came, with the lines of the structure key and of the one that it replaces: what
    /// others may have added on the way is not part of a card.
    public let bytes: [UInt8]

    /// Reads a card and verifies that the key it names signed it. That says nothing yet of whose key
    /// it is: that takes the out-of-band check.
    public init(_ bytes: some Collection<UInt8>) throws(SchemaError) {
        let acte = try Acte(.carte, bytes)
        carte = try Carte(acte.object, isFirstVersion: acte.isCarteV1)
        try acte.verify(carte.cleStructure)
        self.bytes =
            acte.note.keeping([carte.cleStructure] + [carte.remplace].compactMap(\.self)).bytes
    }

    /// A new card, of the version that this program writes, with what it can do.
    public init(_ carte: Carte, key: SigningKey) throws(SchemaError) {
        let acte = try Acte(
            .carte, carte.announcing.object, key: key, name: carte.structure.key(.structure))
        // What is not read back is not signed either.
        try self.init(acte.bytes)
    }

    /// A card under a new structure key, signed by the one before too: the own daemon takes it by
    /// that signature; everybody else compares the new fingerprint.
    public init(
        _ carte: Carte, key: SigningKey, replacing before: SigningKey
    ) throws(SchemaError) {
        let name = carte.structure.key(.structure)
        let acte = try Acte(.carte, carte.announcing.object, key: key, name: name)
        let note = try crypto { () throws(CryptoError) in
            var note = acte.note
            try note.sign(before, as: name.description)
            return note
        }
        try self.init(note.bytes)
    }

    /// Whether the key of `held` signed this card too, and the card says that it replaces it.
    public func isReplacement(of held: SignedCarte) -> Bool {
        guard carte.structure == held.carte.structure,
            carte.remplace == held.carte.cleStructure, carte.serie > held.carte.serie,
            let acte = try? Acte(.carte, bytes)
        else { return false }
        return (try? acte.verify(held.carte.cleStructure)) != nil
    }

    /// Whether this card may stand in place of `held`: `serie` only grows, and the same number
    /// means the same bytes.
    ///
    /// - Throws: `.rollback`.
    public func checkSuccession(of held: SignedCarte) throws(SchemaError) {
        if carte.serie < held.carte.serie {
            throw SchemaError(
                .rollback,
                "La carte de \(carte.structure) (série \(carte.serie)) est plus ancienne que "
                    + "celle déjà connue (série \(held.carte.serie)).",
                hint: "Demandez la carte en vigueur.")
        }
        if carte.serie == held.carte.serie, bytes != held.bytes {
            throw SchemaError(
                .rollback,
                "Deux cartes différentes de \(carte.structure) portent le numéro \(carte.serie).",
                hint: "N'utilisez aucune des deux ; appelez la structure et prévenez votre DPO.")
        }
    }
}
