internal import LiaisonBase
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
        /// It says that it was sealed more than a day from now.
        case scelleAVenir = "scelle-a-venir"
        /// The addressee's version does not know what the pli is about.
        case objetInconnu = "objet-inconnu"
        /// The addressee's version does not read slips of that version.
        case versionInconnue = "version-inconnue"

        public var french: String {
            switch self {
            case .detruit: "déjà détruite chez le destinataire"
            case .signature: "signature fausse ou absente"
            case .empreinte: "contenu qui ne correspond pas à son empreinte"
            case .destinataireInconnu: "aucun des agents nommés n'est chez le destinataire"
            case .perime: "sa date de conservation était passée"
            case .scelleAVenir: "elle se disait scellée dans l'avenir : vérifiez l'horloge du poste"
            case .objetInconnu: "le destinataire ne connaît pas encore cette sorte de pli"
            case .versionInconnue: "le destinataire ne lit pas encore cette version des plis"
            }
        }

        /// What people are told of a code, one of a later version too.
        public static func french(_ code: String) -> String {
            Motif(rawValue: code)?.french ?? "motif « \(printable(code)) »"
        }
    }

    public let de: StructureName
    public let id: PliID
    public let pour: StructureName
    public let sha256: String
    public let statut: Statut
    public let le: Instant
    public let par: KeyName
    /// The code of the motive; a later version may have others: the refusal stands all the same.
    public let codeMotif: String?
    public var motif: Motif? { codeMotif.flatMap { Motif(rawValue: $0) } }
    /// The text of the log's checkpoint at that moment, when the sender of the receipt gave one.
    public let pointDeControle: String?

    /// The longest text of a receipt, in bytes: a `purge` receipt is kept for ever.
    public static let textLimit = 8 * 1_024

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
        codeMotif = motif?.rawValue
        self.pointDeControle = pointDeControle
    }

    /// Reads the act and verifies it with the key that the addressee's card gives to `par`. The list of
    /// `statut` is closed, for it moves the pli's state; `motif` may be a later version's.
    ///
    /// - Throws: `.signature` when that card knows no such signer for that status.
    public init(_ bytes: some Collection<UInt8>, addressee: Carte) throws(SchemaError) {
        let acte = try Acte(.accuse, bytes)
        guard acte.note.text.utf8.count <= Self.textLimit else {
            throw SchemaError(.tooLarge, "Un accusé dépasse 8 Kio.")
        }
        let fields = FieldReader(tolerant: acte.object, in: "l'accusé")
        de = try fields.structure("de")
        id = try fields.id("id")
        pour = try fields.structure("pour")
        sha256 = try fields.digest("sha256")
        statut = try fields.value("statut") { $0.string.flatMap { Statut(rawValue: $0) } }
        le = try fields.instant("le")
        let par: KeyName = try fields.value("par") { $0.string.flatMap { KeyName($0) } }
        self.par = par
        codeMotif = try fields.optional("motif", FieldReader.code)
        pointDeControle = try fields.optional("pointDeControle") { $0.string }
        guard pour == addressee.structure, par.structure == pour else {
            throw SchemaError(.mismatch, "L'accusé n'est pas signé par son destinataire.")
        }
        guard let key = signer(in: addressee) else {
            throw SchemaError(.signature, "Le signataire de l'accusé n'est pas connu.")
        }
        try acte.verify(key)
    }

    private func signer(in addressee: Carte) -> VerifierKey? {
        let key = statut == .ouvert ? addressee.agent(par)?.cle : addressee.daemon?.service
        return key?.name == par.description ? key : nil
    }

    /// What is kept of the bytes that this was read from: the text, and its signer's line alone.
    public func kept(_ bytes: [UInt8], addressee: Carte) throws(SchemaError) -> [UInt8] {
        try Acte(.accuse, bytes).keeping([signer(in: addressee)].compactMap(\.self)).bytes
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
        object.put("motif", codeMotif)
        object.put("pointDeControle", pointDeControle)
        return try Acte(.accuse, object, key: key, name: par)
    }
}
