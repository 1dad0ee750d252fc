public import LiaisonBase

/// What a referent assembled for the DPO who answers a person: `reponse.json` (formats.md, `reponse-droits`).
public struct AccessAnswer: Sendable, Equatable {
    /// A pli about the person, without anything about others.
    public struct Item: Sendable, Equatable {
        /// Of the pli as its author sealed it, not of a `partage`.
        public let de: StructureName
        public let id: PliID
        public let objet: Objet
        public let modele: FicheModele?
        public let scelle: Instant
        /// What its author is in their structure; never a name.
        public let fonction: String?
        public let contenu: JSONObject
        /// The attachments: type and bytes. Their names may name others.
        public let pieces: [Piece]

        public init(
            de: StructureName, id: PliID, objet: Objet, modele: FicheModele?, scelle: Instant,
            fonction: String?, contenu: JSONObject, pieces: [Piece] = []
        ) {
            self.de = de
            self.id = id
            self.objet = objet
            self.modele = modele
            self.scelle = scelle
            self.fonction = fonction
            self.contenu = contenu
            self.pieces = pieces
        }
    }

    public struct Piece: Sendable, Equatable {
        public let type: String
        public let taille: Int

        public init(type: String, taille: Int) {
            self.type = type
            self.taille = taille
        }
    }

    public let demande: Int
    public let numeroAGDREF: AGDREFNumber
    public var plis: [Item]
    /// What this referent could not open.
    public var nonOuverts: [PliKey]

    public init(
        demande: Int, numeroAGDREF: AGDREFNumber, plis: [Item] = [], nonOuverts: [PliKey] = []
    ) {
        self.demande = demande
        self.numeroAGDREF = numeroAGDREF
        self.plis = plis
        self.nonOuverts = nonOuverts
    }

    private static let limit = 32 * 1_024 * 1_024
    private static let itemLimit = 10_000

    public init(_ content: [UInt8]) throws(SchemaError) {
        guard content.count <= Self.limit, let object = (try? JSONValue.parse(content))?.object
        else { throw SchemaError(.form, "La réponse est illisible.") }
        let fields = try FieldReader(
            object, in: "la réponse", keys: ["demande", "numeroAGDREF", "plis", "nonOuverts"])
        demande = try fields.count("demande", limit: JSONValue.largestInteger)
        numeroAGDREF = try fields.value("numeroAGDREF") { $0.string.flatMap { AGDREFNumber($0) } }
        plis = try fields.list("plis", limit: Self.itemLimit) { value throws(SchemaError) in
            try value.object.map(Item.init)
        }
        nonOuverts = try fields.list("nonOuverts", limit: Self.itemLimit) {
            $0.string.flatMap { PliKey($0) }
        }
    }

    public var part: Payload.Part {
        var object = JSONObject()
        object.put("demande", integer: demande)
        object.put("numeroAGDREF", numeroAGDREF.digits)
        object.put("plis", objects: plis.map(\.object))
        object.put("nonOuverts", texts: nonOuverts)
        return Payload.Part(
            nom: Objet.reponseDroits.firstPart, type: "application/json",
            content: Array(JSONValue.object(object).text.utf8))
    }
}

extension AccessAnswer.Item {
    init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "la réponse",
            keys: ["de", "id", "objet", "modele", "scelle", "fonction", "contenu", "pieces"])
        de = try fields.structure("de")
        id = try fields.id("id")
        objet = try fields.value("objet") { $0.string.flatMap { Objet(rawValue: $0) } }
        modele = try fields.optional("modele") { $0.string.flatMap { FicheModele(rawValue: $0) } }
        scelle = try fields.instant("scelle")
        fonction = try fields.optionalLine("fonction")
        contenu = try fields.value("contenu") { $0.object }
        pieces = try fields.list("pieces", limit: 100) { value throws(SchemaError) in
            guard let object = value.object else { return nil }
            let fields = try FieldReader(object, in: "une pièce", keys: ["type", "taille"])
            return AccessAnswer.Piece(
                type: try fields.line("type"),
                taille: try fields.count("taille", limit: Slip.sizeLimit))
        }
    }

    var object: JSONObject {
        var object = JSONObject()
        object.put("de", de)
        object.put("id", id)
        object.put("objet", objet.rawValue)
        object.put("modele", modele?.rawValue)
        object.put("scelle", scelle)
        object.put("fonction", fonction)
        object["contenu"] = .object(contenu)
        object.put("pieces", objects: pieces.map(\.object))
        return object
    }
}

extension AccessAnswer.Piece {
    var object: JSONObject {
        var object = JSONObject()
        object.put("type", type)
        object.put("taille", integer: taille)
        return object
    }
}
