public import LiaisonBase

/// What a `droits` pli says: a person exercises a right, and the structures that received a fiche about
/// her are to follow (formats.md, «Sealed payload»; RGPD, article 19).
public struct RightsMessage: Sendable, Equatable {
    public let numeroAGDREF: AGDREFNumber
    /// Never `acces`, which is answered by who was asked.
    public let demande: Droit
    /// What is to be put right. Here: where it stands in the fiche, and the corrected text; another program
    /// may say it otherwise, and people read it.
    public let champs: JSONValue?

    /// Bytes of a message, whatever white space its writer left.
    private static let limit = 64 * 1_024
    /// Of the fields together.
    public static let fieldsLimit = 16 * 1_024

    /// - Throws: `.value` for `acces`, and as `check`.
    public init(
        numeroAGDREF: AGDREFNumber, demande: Droit, champs: JSONValue? = nil
    ) throws(SchemaError) {
        guard demande.isToldToPartners else {
            throw SchemaError(.value, "Le droit d'accès ne se transmet pas à un partenaire.")
        }
        if let champs { try Self.check(champs) }
        self.numeroAGDREF = numeroAGDREF
        self.demande = demande
        self.champs = champs
    }

    public init(_ content: [UInt8]) throws(SchemaError) {
        guard content.count <= Self.limit, let object = (try? JSONValue.parse(content))?.object
        else { throw SchemaError(.form, "Le message de droits est illisible.") }
        let fields = try FieldReader(
            object, in: "le message de droits", keys: ["numeroAGDREF", "demande", "champs"])
        try self.init(
            numeroAGDREF: fields.value("numeroAGDREF") {
                $0.string.flatMap { AGDREFNumber($0) }
            },
            demande: fields.value("demande") { $0.string.flatMap { Droit(rawValue: $0) } },
            champs: fields.optional("champs") { $0 })
    }

    /// - Throws: `.value` for a text with control characters at any depth, `.tooLarge`.
    public static func check(_ champs: JSONValue) throws(SchemaError) {
        guard hasPlainTexts(champs) else {
            throw SchemaError(
                .value, "Les champs à rectifier portent des signes de commande.",
                hint: "Par exemple : {\"/beneficiaire/nom\": \"SPECIMEN\"}.")
        }
        guard champs.text.utf8.count <= fieldsLimit else {
            throw SchemaError(.tooLarge, "Les champs à rectifier sont trop longs.")
        }
    }

    public var part: Payload.Part {
        var object = JSONObject()
        object.put("numeroAGDREF", numeroAGDREF.digits)
        object.put("demande", demande.rawValue)
        object["champs"] = champs
        return Payload.Part(
            nom: Objet.droits.firstPart, type: "application/json",
            content: Array(JSONValue.object(object).text.utf8))
    }

    /// As deep as the parser let it be.
    private static func hasPlainTexts(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): PlainText.control(in: PlainText.normalised(text)) == nil
        case .array(let values): values.allSatisfy(hasPlainTexts)
        case .object(let object):
            object.members.allSatisfy {
                PlainText.control(in: $0.key) == nil && hasPlainTexts($0.value)
            }
        default: true
        }
    }

    /// What is to be put right, as people read it, a line each.
    public var lines: [String] { champs.map(CorrectedFields.lines) ?? [] }
}
