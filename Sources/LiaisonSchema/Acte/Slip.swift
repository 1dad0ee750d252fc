public import LiaisonBase
public import LiaisonCrypto

/// The transport slip of a pli, outside the seal: it tells nothing of the person
/// (formats.md, «pli»).
public struct Slip: Sendable, Equatable {
    /// Whom the pli is for on the other side.
    public enum Addressees: Sendable, Equatable {
        case roles([Role])
        case agents([KeyName])

        /// Whether the pli is sealed to this agent.
        public func includes(_ agent: Carte.Agent) -> Bool {
            switch self {
            case .roles(let roles): !agent.roles.isDisjoint(with: roles)
            case .agents(let names): names.contains(agent.nom)
            }
        }
    }

    /// The largest age file a slip may announce, in bytes: 32 MiB.
    public static let sizeLimit: Int64 = 32 * 1_024 * 1_024
    /// The longest text of a slip, in bytes: lists show many of them.
    public static let textLimit = 8 * 1_024
    /// Seconds by which the clock of who seals may be ahead of ours (formats.md, «accuse»,
    /// `scelle-a-venir`).
    public static let clockTolerance: Int64 = 86_400

    public var id: PliID
    public var objet: Objet
    public var modele: FicheModele?
    public var de: StructureName
    public var auteur: KeyName
    public var pour: StructureName
    public var addressees: Addressees
    public var convention: String?
    public var scelle: Instant
    /// Bytes of the age file.
    public var taille: Int
    /// Lower-case hexadecimal digest of the age file.
    public var sha256: String
    public var conserverJusquA: CalendarDate
    public var postQuantique: Bool
    public var reponseA: PliID?
    public var remplace: PliID?

    /// The slip of `manifest`'s payload to one of its structures.
    public init(
        manifest: Manifest, pour: StructureName, addressees: Addressees, age: [UInt8],
        postQuantique: Bool
    ) {
        id = manifest.id
        objet = manifest.objet
        modele = manifest.modele
        de = manifest.structure
        auteur = manifest.auteur
        self.pour = pour
        self.addressees = addressees
        convention = manifest.convention
        scelle = manifest.scelle
        taille = age.count
        sha256 = Hex.encode(Hash.sha256(age))
        conserverJusquA = manifest.conserverJusquA
        self.postQuantique = postQuantique
        reponseA = manifest.reponseA
        remplace = manifest.remplace
    }

    public init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "le bordereau",
            keys: [
                "id", "objet", "modele", "de", "auteur", "pour", "roles", "agents", "convention",
                "scelle", "taille", "sha256", "conserverJusquA", "postQuantique", "reponseA",
                "remplace",
            ])
        id = try fields.id("id")
        objet = try fields.value("objet") { $0.string.flatMap { Objet(rawValue: $0) } }
        modele = try fields.optional("modele") { $0.string.flatMap { FicheModele(rawValue: $0) } }
        let de = try fields.structure("de")
        self.de = de
        auteur = try fields.value("auteur") { $0.string.flatMap { KeyName(agent: $0) } }
        pour = try fields.structure("pour")
        guard (object["roles"] == nil) != (object["agents"] == nil) else {
            throw SchemaError(.value, "Le bordereau nomme des rôles ou des agents, pas les deux.")
        }
        addressees = try Self.addressees(fields, pour: pour)
        convention = try fields.optionalLine("convention", limit: 200)
        scelle = try fields.instant("scelle")
        taille = try fields.count("taille", limit: Self.sizeLimit)
        sha256 = try fields.digest("sha256")
        conserverJusquA = try fields.date("conserverJusquA")
        postQuantique = try fields.value("postQuantique") { $0.bool }
        reponseA = try fields.optional("reponseA") { $0.string.flatMap { PliID($0) } }
        remplace = try fields.optional("remplace") { $0.string.flatMap { PliID($0) } }
        guard auteur.structure == de else {
            throw SchemaError(
                .mismatch, "L'auteur du bordereau n'est pas de la structure expéditrice.")
        }
    }

    private static func addressees(
        _ fields: FieldReader, pour: StructureName
    ) throws(SchemaError) -> Addressees {
        guard fields.object["roles"] != nil else {
            let agents = try fields.list("agents", limit: 100) {
                $0.string.flatMap { KeyName(agent: $0) }
            }
            guard !agents.isEmpty, Set(agents).count == agents.count,
                agents.allSatisfy({ $0.structure == pour })
            else { throw fields.wrong("agents") }
            return .agents(agents)
        }
        let roles = try fields.list("roles", limit: 2) {
            $0.string.flatMap { Role(rawValue: $0) }
        }
        guard !roles.isEmpty, Set(roles).count == roles.count, !roles.contains(.admin) else {
            throw fields.wrong("roles")
        }
        return .roles(roles)
    }

    public var object: JSONObject {
        var object = JSONObject()
        object.put("id", id)
        object.put("objet", objet.rawValue)
        object.put("modele", modele?.rawValue)
        object.put("de", de)
        object.put("auteur", auteur)
        object.put("pour", pour)
        switch addressees {
        case .roles(let roles): object.put("roles", texts: roles.map(\.rawValue))
        case .agents(let agents): object.put("agents", texts: agents)
        }
        object.put("convention", convention)
        object.put("scelle", scelle)
        object.put("taille", integer: taille)
        object.put("sha256", sha256)
        object.put("conserverJusquA", conserverJusquA)
        object["postQuantique"] = .bool(postQuantique)
        object.put("reponseA", reponseA)
        object.put("remplace", remplace)
        return object
    }

    /// The slip signed by its author; the sending service adds its own signature.
    ///
    /// - Throws: `.tooLarge` for one that nobody would take.
    public func signed(by key: SigningKey) throws(SchemaError) -> Acte {
        let acte = try Acte(.pli, object, key: key, name: auteur)
        try Self.checkLength(acte)
        return acte
    }

    fileprivate static func checkLength(_ acte: Acte) throws(SchemaError) {
        guard acte.note.text.utf8.count <= textLimit else {
            throw SchemaError(
                .tooLarge, "Un bordereau dépasse 8 Kio.",
                hint: "Adressez-le à un rôle plutôt qu'à tant d'agents.")
        }
    }

    /// Refuses a payload whose manifest disagrees with the slip.
    ///
    /// - Throws: `.mismatch`.
    public func checkAgrees(with manifest: Manifest) throws(SchemaError) {
        guard id == manifest.id, objet == manifest.objet, modele == manifest.modele,
            auteur == manifest.auteur, de == manifest.structure, scelle == manifest.scelle,
            reponseA == manifest.reponseA, remplace == manifest.remplace,
            convention == manifest.convention, conserverJusquA == manifest.conserverJusquA,
            manifest.pour.contains(pour)
        else {
            throw SchemaError(
                .mismatch, "Le contenu scellé ne correspond pas à son bordereau.",
                hint: "Ne vous y fiez pas ; prévenez l'expéditeur et votre DPO.")
        }
    }
}

/// A pli: slip note, one LF, age file (formats.md, «pli»).
public struct Pli: Sendable, Equatable {
    /// The slip with its signatures, as received.
    public let acte: Acte
    public let slip: Slip
    public let age: [UInt8]

    public init(acte: Acte, age: [UInt8]) throws(SchemaError) {
        try Slip.checkLength(acte)
        self.acte = acte
        slip = try Slip(acte.object)
        self.age = age
        guard slip.taille == age.count, slip.sha256 == Hex.encode(Hash.sha256(age)) else {
            throw SchemaError(
                .mismatch, "Le fichier scellé n'est pas celui que le bordereau annonce.")
        }
    }

    /// Reads a pli and checks its size and digest; verifies no signature.
    public init(_ bytes: [UInt8]) throws(SchemaError) {
        let parts = try crypto { () throws(CryptoError) in try SignedNote.framed(in: bytes[...]) }
        try self.init(acte: try Acte(.pli, parts.note), age: Array(parts.rest))
    }

    /// Verifies both signatures of the slip: its author's and the sending service's.
    ///
    /// - Parameter sender: the card of the structure that the pli comes from.
    /// - Returns: the pli with these two signatures alone: what is kept of it.
    /// - Throws: `.signature` when the card does not know the author, has no service, or either
    ///   signature is missing or false.
    @discardableResult
    public func verify(sender: Carte) throws(SchemaError) -> Pli {
        guard slip.de == sender.structure, let author = sender.agent(slip.auteur)?.cle,
            let service = sender.daemon?.service
        else {
            throw SchemaError(
                .signature, "L'auteur du pli n'est pas dans la carte connue ici.",
                hint: "Faites parvenir la carte en vigueur de votre structure.")
        }
        try acte.verify(author)
        try acte.verify(service)
        return keeping([author, service])
    }

    public var bytes: [UInt8] { acte.bytes + [0x0A] + age }

    /// The same pli with those keys' signatures of its slip alone: what is kept of it.
    public func keeping(_ keys: [VerifierKey]) -> Pli {
        Pli(acte: acte.keeping(keys), slip: slip, age: age)
    }

    /// The same pli with the sending service's signature added.
    public func countersigned(by key: SigningKey) throws(SchemaError) -> Pli {
        let note = try crypto { () throws(CryptoError) in
            var note = acte.note
            try note.sign(key, as: slip.de.key(.service).description)
            return note
        }
        return Pli(acte: try Acte(.pli, note.bytes), slip: slip, age: age)
    }

    /// What was read and compared before.
    private init(acte: Acte, slip: Slip, age: [UInt8]) {
        self.acte = acte
        self.slip = slip
        self.age = age
    }
}
