public import LiaisonBase
public import LiaisonCrypto

/// The manifest of a sealed payload, inside the seal (formats.md, «Sealed payload»).
public struct Manifest: Sendable, Equatable {
    public struct Part: Sendable, Equatable {
        public let nom: String
        public let type: String
        /// Bytes.
        public let taille: Int
        public let sha256: String
    }

    /// The most parts, padding included.
    static let partLimit = 100

    public var id: PliID
    public var objet: Objet
    public var modele: FicheModele?
    public var auteur: KeyName
    public var structure: StructureName
    public var pour: [StructureName]
    /// SHA-256 of each recipient string, lower-case hexadecimal, sorted.
    public var destinataires: [String]
    public var scelle: Instant
    public var convention: String?
    public var conserverJusquA: CalendarDate
    public var reponseA: PliID?
    public var remplace: PliID?
    public var parties: [Part]

    public init(
        id: PliID, objet: Objet, modele: FicheModele?, auteur: KeyName, pour: [StructureName],
        recipients: [AgeRecipient], scelle: Instant, conserverJusquA: CalendarDate,
        convention: String? = nil, reponseA: PliID? = nil, remplace: PliID? = nil
    ) {
        self.id = id
        self.objet = objet
        self.modele = modele
        self.auteur = auteur
        structure = auteur.structure
        self.pour = pour
        destinataires = Set(recipients.map(Self.digest)).sorted()
        self.scelle = scelle
        self.convention = convention
        self.conserverJusquA = conserverJusquA
        self.reponseA = reponseA
        self.remplace = remplace
        parties = []
    }

    /// The names of what came with the first part.
    public var attachments: [String] { parties.dropFirst().dropLast().map(\.nom) }

    /// How a recipient is named in `destinataires`.
    public static func digest(_ recipient: AgeRecipient) -> String {
        Hex.encode(Hash.sha256(recipient.description.utf8))
    }

    public init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "le manifeste",
            keys: [
                "id", "objet", "modele", "auteur", "structure", "pour", "destinataires", "scelle",
                "convention", "conserverJusquA", "reponseA", "remplace", "parties",
            ])
        id = try fields.id("id")
        objet = try fields.value("objet") { $0.string.flatMap { Objet(rawValue: $0) } }
        modele = try fields.optional("modele") { $0.string.flatMap { FicheModele(rawValue: $0) } }
        let auteur: KeyName = try fields.value("auteur") {
            $0.string.flatMap { KeyName(agent: $0) }
        }
        self.auteur = auteur
        structure = try fields.structure("structure")
        pour = try fields.list("pour", limit: 100) { $0.string.flatMap { StructureName($0) } }
        let digests = try fields.list("destinataires", limit: 100, FieldReader.digest)
        destinataires = digests
        scelle = try fields.instant("scelle")
        convention = try fields.optionalLine("convention", limit: 200)
        conserverJusquA = try fields.date("conserverJusquA")
        reponseA = try fields.optional("reponseA") { $0.string.flatMap { PliID($0) } }
        remplace = try fields.optional("remplace") { $0.string.flatMap { PliID($0) } }
        parties = try fields.list("parties", limit: Self.partLimit) { value throws(SchemaError) in
            try value.object.map(Part.init)
        }
        guard structure == auteur.structure else {
            throw SchemaError(.mismatch, "L'auteur du manifeste n'est pas de la structure nommée.")
        }
        guard digests == Set(digests).sorted() else { throw fields.wrong("destinataires") }
        try check()
    }

    /// What the members must satisfy together, whether they are read or about to be signed.
    func check() throws(SchemaError) {
        // Names are compared by bytes: two spellings of one accent are two names.
        guard Set(parties.map { Array($0.nom.utf8) }).count == parties.count,
            Set(pour).count == pour.count,
            (2...Self.partLimit).contains(parties.count), parties.last?.nom == Part.padding,
            parties.last?.type == Part.paddingType, parties.first?.nom == objet.firstPart,
            objet != .fiche || parties.first?.type == Part.ficheType,
            parties.allSatisfy({ FieldReader.line(.string($0.type), limit: 200) != nil }),
            convention.map({ FieldReader.line(.string($0), limit: 200) != nil }) ?? true
        else {
            throw SchemaError(
                .value, "Le manifeste ne décrit pas un contenu de la forme attendue.",
                hint: "Ne vous y fiez pas ; prévenez l'expéditeur.")
        }
    }

    public var object: JSONObject {
        var object = JSONObject()
        object.put("id", id)
        object.put("objet", objet.rawValue)
        object.put("modele", modele?.rawValue)
        object.put("auteur", auteur)
        object.put("structure", structure)
        object.put("pour", texts: pour)
        object.put("destinataires", texts: destinataires)
        object.put("scelle", scelle)
        object.put("convention", convention)
        object.put("conserverJusquA", conserverJusquA)
        object.put("reponseA", reponseA)
        object.put("remplace", remplace)
        object.put("parties", objects: parties.map(\.object))
        return object
    }
}

extension Manifest.Part {
    /// The name of the last part.
    static let padding = "bourrage"
    static let paddingType = "application/octet-stream"
    static let ficheType = "application/vnd.agir-liaison.fiche+json"

    init(nom: String, type: String, content: [UInt8]) {
        self.nom = nom
        self.type = type
        taille = content.count
        sha256 = Hex.encode(Hash.sha256(content))
    }

    init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "une partie du manifeste", keys: ["nom", "type", "taille", "sha256"])
        nom = try fields.value("nom") { $0.string.flatMap { Self.isName($0) ? $0 : nil } }
        type = try fields.line("type", limit: 200)
        taille = try fields.count("taille", limit: Slip.sizeLimit)
        sha256 = try fields.digest("sha256")
    }

    var object: JSONObject {
        var object = JSONObject()
        object.put("nom", nom)
        object.put("type", type)
        object.put("taille", integer: taille)
        object.put("sha256", sha256)
        return object
    }

    /// Whether whoever reads it on a screen reads all of it.
    private static func isShownWhole(_ name: String) -> Bool {
        var plain = String.UnicodeScalarView()
        plain.append(contentsOf: name.unicodeScalars.lazy.filter { $0.value != 0xFE0F })
        return VisibleText.line(String(plain)) == String(plain)
    }

    /// A plain file name: no slash or backslash, no leading dot, nothing that hides or turns the reading round
    /// (`VisibleText`; a picture's selector passes), at most 120 bytes (formats.md).
    public static func isName(_ name: String) -> Bool {
        // By bytes: a combining mark would hide the dot from a comparison of characters.
        (1...120).contains(name.utf8.count) && name.utf8.first != UInt8(ascii: ".")
            && !name.unicodeScalars.contains { $0 == "/" || $0 == "\\" }
            && isShownWhole(name)
    }
}
