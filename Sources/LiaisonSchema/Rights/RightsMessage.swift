public import LiaisonCrypto

/// What a `droits` pli says: a person exercises a right, and the structures that received a fiche about
/// her are to follow (formats.md, «Sealed payload»; RGPD, article 19).
public struct RightsMessage: Sendable, Equatable {
    public let numeroAGDREF: AGDREFNumber
    /// Never `acces`, which is answered by who was asked.
    public let demande: Droit
    /// What is to be put right: where it stands in the fiche, and the corrected text.
    public let champs: JSONObject?

    /// Bytes of a message.
    private static let limit = 16 * 1_024
    /// Of the fields together, so that the message holds them.
    private static let fieldsLimit = 15 * 1_024
    /// Texts of one field.
    private static let listLimit = 100

    /// - Throws: `.value` for `acces`, for fields that are not texts or lists of texts, or too long.
    public init(
        numeroAGDREF: AGDREFNumber, demande: Droit, champs: JSONObject? = nil
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
            champs: fields.optional("champs") { $0.object })
    }

    /// Texts, or lists of texts: nothing else is a corrected field.
    public static func check(_ champs: JSONObject) throws(SchemaError) {
        func isText(_ value: JSONValue) -> Bool {
            value.string.map { text in
                !text.unicodeScalars.contains {
                    $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
                }
            } ?? false
        }
        let isFine = champs.members.allSatisfy { member in
            guard isText(.string(member.key)), !member.key.isEmpty else { return false }
            guard let list = member.value.array else { return isText(member.value) }
            return list.count <= listLimit && list.allSatisfy(isText)
        }
        guard isFine else {
            throw SchemaError(
                .value, "Les champs à rectifier sont des textes, ou des listes de textes.",
                hint: "Par exemple : {\"/beneficiaire/nom\": \"SPECIMEN\"}.")
        }
        guard JSONValue.object(champs).text.utf8.count <= fieldsLimit else {
            throw SchemaError(.tooLarge, "Les champs à rectifier sont trop longs.")
        }
    }

    public var part: Payload.Part {
        var object = JSONObject()
        object.put("numeroAGDREF", numeroAGDREF.digits)
        object.put("demande", demande.rawValue)
        object["champs"] = champs.map { .object($0) }
        return Payload.Part(
            nom: Objet.droits.firstPart, type: "application/json",
            content: Array(JSONValue.object(object).text.utf8))
    }

    /// What is to be put right, a line each.
    public var lines: [String] {
        (champs?.members ?? []).map { member in
            let texts = member.value.array?.compactMap(\.string) ?? [member.value.string ?? ""]
            return "\(member.key) : \(texts.joined(separator: " ; "))"
        }
    }
}
