public import LiaisonBase
public import LiaisonCrypto

/// The notice of a breach or of a complaint that a partner is told (formats.md, `violation/v1`;
/// guide AGIR 2022, annexe 6.1, art. 3: within 36 hours).
public struct ViolationActe: Sendable, Equatable {
    public struct Contact: Sendable, Equatable {
        public let nom: String
        public let telephone: String
        public let courriel: String
        /// What stands in the act for what is not known: all three are there.
        public static let unknown = "non communiqué"

        public init(nom: String, telephone: String, courriel: String) {
            self.nom = nom
            self.telephone = telephone
            self.courriel = courriel
        }
    }

    /// The most fiches named one by one: what an act of 256 KiB holds with its texts.
    public static let pliLimit = 3_000

    /// The sender's own number of the incident.
    public var numero: Int
    /// From 1: a first notice may go while things are unknown (RGPD, art. 33(4)).
    public var phase: Int
    public var type: IncidentKind
    public var decouverte: Instant?
    public var reception: Instant?
    public var connaissance: Instant?
    public var natures: [IncidentNature]
    /// The codes of a later version's: they are shown, nothing hangs on them.
    public private(set) var autresNatures: [String] = []
    public var faits: String
    /// Those exchanged with the addressee.
    public var plis: [PliID]
    /// About how many.
    public var personnes: Int
    public var enregistrements: Int
    public var consequences: String?
    public var mesures: String?
    public var inconnu: [String]
    public var contact: Contact
    /// Why it comes after the deadline.
    public var motifRetard: String?

    public init(
        numero: Int, phase: Int, type: IncidentKind, decouverte: Instant?, reception: Instant?,
        connaissance: Instant?, natures: [IncidentNature], faits: String, plis: [PliID],
        personnes: Int, enregistrements: Int, consequences: String?, mesures: String?,
        inconnu: [String], contact: Contact, motifRetard: String?
    ) {
        self.numero = numero
        self.phase = phase
        self.type = type
        self.decouverte = decouverte
        self.reception = reception
        self.connaissance = connaissance
        self.natures = natures
        self.faits = faits
        self.plis = plis
        self.personnes = personnes
        self.enregistrements = enregistrements
        self.consequences = consequences
        self.mesures = mesures
        self.inconnu = inconnu
        self.contact = contact
        self.motifRetard = motifRetard
    }

    /// The most codes in a list, a later version's among them.
    private static let codeLimit = 20

    /// Reads the act; verifies no signature. A kind that this version does not know is taken for the graver
    /// one, whose deadlines are the shorter.
    public init(_ acte: Acte) throws(SchemaError) {
        let fields = FieldReader(tolerant: acte.object, in: "la notification")
        let limit = JSONValue.largestInteger
        let textLimit = IncidentTexts.limit
        numero = try fields.count("numero", limit: limit)
        phase = try fields.count("phase", limit: limit)
        type = try fields.value("type") {
            FieldReader.code($0).map { IncidentKind(rawValue: $0) ?? .violation }
        }
        decouverte = try fields.optional("decouverte") { $0.string.flatMap { Instant($0) } }
        reception = try fields.optional("reception") { $0.string.flatMap { Instant($0) } }
        connaissance = try fields.optional("connaissance") { $0.string.flatMap { Instant($0) } }
        let codes = try fields.list("natures", limit: Self.codeLimit, FieldReader.code)
        guard Set(codes).count == codes.count else { throw fields.wrong("natures") }
        natures = codes.compactMap { IncidentNature(rawValue: $0) }
        autresNatures = codes.filter { IncidentNature(rawValue: $0) == nil }
        faits = try fields.text("faits", limit: textLimit)
        plis = try fields.list("plis", limit: 10_000) { $0.string.flatMap { PliID($0) } }
        personnes = try fields.count("personnes", limit: limit)
        enregistrements = try fields.count("enregistrements", limit: limit)
        consequences = try fields.optional("consequences") { FieldReader.text($0, textLimit) }
        mesures = try fields.optional("mesures") { FieldReader.text($0, textLimit) }
        inconnu =
            acte.object["inconnu"] == nil
            ? []
            : try fields.list("inconnu", limit: IncidentTexts.unknownLimit) {
                FieldReader.text($0, textLimit)
            }
        contact = try fields.value("contact") { value throws(SchemaError) in
            guard let object = value.object else { return nil }
            let fields = FieldReader(tolerant: object, in: "le contact")
            // A partner may have no number to give.
            func text(_ key: String) throws(SchemaError) -> String {
                try fields.value(key) { $0.string == "" ? "" : FieldReader.line($0, limit: 500) }
            }
            return Contact(
                nom: try text("nom"), telephone: try text("telephone"),
                courriel: try text("courriel"))
        }
        motifRetard = try fields.optional("motifRetard") { FieldReader.text($0, textLimit) }
    }

    /// What it did to the data, as people read it.
    var naturesFrench: String { (natures.map(\.french) + autresNatures).joined(separator: ", ") }

    /// Reads the first part of a payload, and verifies that its author signed it.
    ///
    /// - Throws: `.signature` when `key` did not sign.
    public init(_ content: [UInt8], signedBy key: VerifierKey) throws(SchemaError) {
        let acte = try Acte(.violation, content)
        try self.init(acte)
        try acte.verify(key)
    }

    public var object: JSONObject {
        var object = JSONObject()
        object.put("numero", integer: numero)
        object.put("phase", integer: phase)
        object.put("type", type.rawValue)
        object.put("decouverte", decouverte)
        object.put("reception", reception)
        object.put("connaissance", connaissance)
        object.put("natures", texts: natures.map(\.rawValue) + autresNatures)
        object.put("faits", faits)
        object.put("plis", texts: plis)
        object.put("personnes", integer: personnes)
        object.put("enregistrements", integer: enregistrements)
        object.put("consequences", consequences)
        object.put("mesures", mesures)
        if !inconnu.isEmpty { object.put("inconnu", texts: inconnu) }
        var contact = JSONObject()
        contact.put("nom", self.contact.nom)
        contact.put("telephone", self.contact.telephone)
        contact.put("courriel", self.contact.courriel)
        object["contact"] = .object(contact)
        object.put("motifRetard", motifRetard)
        return object
    }

    /// The first part of an `objet` `violation`.
    public func part(
        signedBy key: SigningKey, name: KeyName
    ) throws(SchemaError) -> Payload.Part {
        let acte = try Acte(.violation, object, key: key, name: name)
        _ = try ViolationActe(acte)
        return Payload.Part(
            nom: Objet.violation.firstPart, type: "text/plain", content: acte.bytes)
    }
}

/// A difficulty that the parties tell each other (formats.md, `anomalie`).
public struct AnomalieMessage: Sendable, Equatable {
    public let texte: String

    public init(texte: String) {
        self.texte = texte
    }

    public init(_ content: [UInt8]) throws(SchemaError) {
        guard content.count <= 4 * IncidentTexts.limit,
            let object = (try? JSONValue.parse(content))?.object
        else { throw SchemaError(.form, "Le message d'anomalie est illisible.") }
        let fields = try FieldReader(object, in: "le message d'anomalie", keys: ["texte"])
        texte = try fields.text("texte", limit: IncidentTexts.limit)
    }

    /// - Throws: `.value` for an empty text or one over 16 KiB.
    public func part() throws(SchemaError) -> Payload.Part {
        var object = JSONObject()
        object.put("texte", texte)
        let content = Array(JSONValue.object(object).text.utf8)
        _ = try AnomalieMessage(content)
        return Payload.Part(
            nom: Objet.anomalie.firstPart, type: "application/json", content: content)
    }
}
