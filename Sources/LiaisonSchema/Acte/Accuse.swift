public import LiaisonCrypto

/// A receipt (formats.md, «accuse»).
public struct Accuse: Sendable, Equatable {
    public enum Statut: String, Sendable, CaseIterable {
        /// Stored durably; by the receiving service.
        case remis
        /// Opened and verified; by the opening agent.
        case ouvert
        /// Not taken, for good; by the receiving service.
        case refuse
        /// Destroyed; by the receiving service.
        case purge
    }

    /// Why a pli was refused.
    public enum Motif: String, Sendable, CaseIterable {
        case detruit, signature, empreinte
        /// None of the named agents is in the addressee's card.
        case destinataireInconnu = "destinataire-inconnu"
        /// The sender's own retention date is past.
        case perime
    }

    public let de: StructureName
    public let id: PliID
    public let pour: StructureName
    public let sha256: String
    public let statut: Statut
    public let le: Instant
    public let par: KeyName
    public let motif: Motif?
    /// The text of the log's checkpoint at that moment, when the sender of the receipt gave one.
    public let pointDeControle: String?

    public init(
        de: StructureName, id: PliID, pour: StructureName, sha256: String, statut: Statut,
        le: Instant, par: KeyName, motif: Motif? = nil, pointDeControle: String? = nil
    ) {
        self.de = de
        self.id = id
        self.pour = pour
        self.sha256 = sha256
        self.statut = statut
        self.le = le
        self.par = par
        self.motif = motif
        self.pointDeControle = pointDeControle
    }

    /// Reads the act and verifies it with the key that the addressee's card gives to `par`.
    ///
    /// - Throws: `.signature` when that card knows no such signer for that status.
    public init(_ bytes: some Collection<UInt8>, addressee: Carte) throws(SchemaError) {
        let acte = try Acte(.accuse, bytes)
        let fields = try FieldReader(
            acte.object, in: "l'accusé",
            keys: [
                "de", "id", "pour", "sha256", "statut", "le", "par", "motif", "pointDeControle",
            ])
        de = try fields.structure("de")
        id = try fields.id("id")
        pour = try fields.structure("pour")
        sha256 = try fields.digest("sha256")
        statut = try fields.value("statut") { $0.string.flatMap { Statut(rawValue: $0) } }
        le = try fields.instant("le")
        let par: KeyName = try fields.value("par") { $0.string.flatMap { KeyName($0) } }
        self.par = par
        motif = try fields.optional("motif") { $0.string.flatMap { Motif(rawValue: $0) } }
        pointDeControle = try fields.optional("pointDeControle") { $0.string }
        guard pour == addressee.structure, par.structure == pour else {
            throw SchemaError(.mismatch, "L'accusé n'est pas signé par son destinataire.")
        }
        let key = statut == .ouvert ? addressee.agent(par)?.cle : addressee.daemon?.service
        guard let key, key.name == par.description else {
            throw SchemaError(.signature, "Le signataire de l'accusé n'est pas connu.")
        }
        try acte.verify(key)
    }

    public func signed(by key: SigningKey) throws(SchemaError) -> Acte {
        var object = JSONObject()
        object.put("de", de)
        object.put("id", id)
        object.put("pour", pour)
        object.put("sha256", sha256)
        object.put("statut", statut.rawValue)
        object.put("le", le)
        object.put("par", par)
        object.put("motif", motif?.rawValue)
        object.put("pointDeControle", pointDeControle)
        return try Acte(.accuse, object, key: key, name: par)
    }
}
