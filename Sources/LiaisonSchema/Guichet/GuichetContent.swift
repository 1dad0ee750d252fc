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

extension Payload.Part {
    fileprivate var guichet: JSONValue {
        .object([
            "nom": .string(nom), "type": .string(type), "donnees": .string(Base64.encode(content)),
        ])
    }
}
