public import LiaisonBase
public import LiaisonCrypto

/// The plaintext of a guichet's sealed content (guichet.md, «The sealed content»).
public struct GuichetContent: Sendable {
    /// The `cty` of its seal.
    public static let contentType = "application/vnd.agir-liaison.guichet+json"
    /// The longest sealed text, in bytes: 20 MiB of attachments in base64 twice, and the rest.
    public static let sealedLimit = 40 * 1_024 * 1_024
    /// Bytes of `preuve` and of `cleReponse`.
    public static let secretLength = 32

    public struct Sender: Sendable, Equatable {
        public let libelle: String
        public let agent: String
        public let fonction: String
        public let telephone: String
        public let empreinte: String

        public init(
            libelle: String, agent: String, fonction: String, telephone: String, empreinte: String
        ) {
            self.libelle = libelle
            self.agent = agent
            self.fonction = fonction
            self.telephone = telephone
            self.empreinte = empreinte
        }
    }

    public let id: PliID
    public let formulaire: [GuichetNode]
    /// Nil in an invitation, which bears nobody's fiche.
    public let fiche: JSONObject?
    public let pieces: [Payload.Part]
    public let expediteur: Sender
    public let expire: CalendarDate
    public let preuve: SecretBytes
    public let cleReponse: SecretBytes
    /// The form of the answer; nil where none is proposed.
    public let reponse: [GuichetNode]?

    /// With a proof and a key of its own.
    ///
    /// - Throws: `.form` when no guarded memory can be had.
    public init(
        id: PliID, formulaire: [GuichetNode], fiche: JSONObject?, pieces: [Payload.Part],
        expediteur: Sender, expire: CalendarDate, reponse: [GuichetNode]?
    ) throws(SchemaError) {
        self.id = id
        self.formulaire = formulaire
        self.fiche = fiche
        self.pieces = pieces
        self.expediteur = expediteur
        self.expire = expire
        self.reponse = reponse
        preuve = try Self.secret()
        cleReponse = try Self.secret()
    }

    /// Reads an opened content.
    ///
    /// - Throws: `.form`, `.unknownKey`, `.value`.
    public init(_ plaintext: [UInt8]) throws(SchemaError) {
        let parsed: JSONValue
        do { parsed = try JSONValue.parse(plaintext, nodes: 50_000) } catch {
            throw SchemaError(.form, "Le contenu du guichet est illisible : \(error.description).")
        }
        guard let object = parsed.object else {
            throw SchemaError(.form, "Le contenu du guichet n'est pas un objet JSON.")
        }
        let fields = try FieldReader(
            object, in: Self.context,
            keys: [
                "id", "formulaire", "fiche", "pieces", "expediteur", "expire", "preuve",
                "cleReponse", "reponse",
            ])
        id = try fields.id("id")
        formulaire = try [GuichetNode](tree: object["formulaire"])
        fiche = try fields.optional("fiche") { $0.object }
        pieces = try fields.list("pieces", limit: GuichetReply.pieceLimit) {
            value throws(SchemaError) in try value.object.map(Payload.Part.init(guichet:))
        }
        expediteur = try fields.value("expediteur") { value throws(SchemaError) in
            try value.object.map(Sender.init)
        }
        expire = try fields.date("expire")
        preuve = try Self.secret(fields, "preuve")
        cleReponse = try Self.secret(fields, "cleReponse")
        reponse = try fields.optional("reponse") { value throws(SchemaError) in
            try [GuichetNode](tree: value)
        }
    }

    static let context = "le contenu du guichet"

    private static func secret(
        _ fields: FieldReader, _ key: String
    ) throws(SchemaError) -> SecretBytes {
        var bytes: [UInt8] = try fields.value(key) {
            $0.string.flatMap { Base64.decode($0) }.flatMap { $0.count == secretLength ? $0 : nil }
        }
        return try crypto { () throws(CryptoError) in try SecretBytes(taking: &bytes) }
    }

    private static func secret() throws(SchemaError) -> SecretBytes {
        try crypto { () throws(CryptoError) in try SecretBytes(random: secretLength) }
    }

    /// What the daemon is given of the proof.
    public var proofDigest: [UInt8] { preuve.withBytes { Hash.sha256($0) } }

    /// The bytes to seal: one line of JSON, then spaces up to a Padmé length. The caller wipes them.
    public var plaintext: [UInt8] {
        let object = JSONObject([
            ("id", .string(id.text)), ("formulaire", formulaire.json),
            ("fiche", fiche.map { .object($0) }), ("pieces", .array(pieces.map(\.guichet))),
            (
                "expediteur",
                .object([
                    "libelle": .string(expediteur.libelle), "agent": .string(expediteur.agent),
                    "fonction": .string(expediteur.fonction),
                    "telephone": .string(expediteur.telephone),
                    "empreinte": .string(expediteur.empreinte),
                ])
            ), ("expire", .string(expire.description)), ("preuve", Self.base64(preuve)),
            ("cleReponse", Self.base64(cleReponse)), ("reponse", reponse?.json),
        ])
        var bytes = Array(JSONValue.object(object).text.utf8)
        bytes += [UInt8](
            repeating: UInt8(ascii: " "), count: Padme.roundedUp(bytes.count) - bytes.count)
        return bytes
    }

    private static func base64(_ secret: SecretBytes) -> JSONValue {
        .string(secret.withBytes { Base64.encode($0) })
    }
}

extension GuichetContent.Sender {
    fileprivate init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: GuichetContent.context,
            keys: ["libelle", "agent", "fonction", "telephone", "empreinte"])
        libelle = try fields.line("libelle")
        agent = try fields.line("agent")
        fonction = try fields.line("fonction")
        telephone = try fields.line("telephone")
        empreinte = try fields.line("empreinte")
    }
}

extension Payload.Part {
    fileprivate init(guichet object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: GuichetContent.context, keys: ["nom", "type", "donnees"])
        self.init(
            nom: try fields.value("nom") {
                $0.string.flatMap { Manifest.Part.isName($0) ? $0 : nil }
            }, type: try fields.line("type", limit: 200),
            content: try fields.value("donnees") { $0.string.flatMap { Base64.decode($0) } })
    }

    fileprivate var guichet: JSONValue {
        .object([
            "nom": .string(nom), "type": .string(type), "donnees": .string(Base64.encode(content)),
        ])
    }
}
