internal import LiaisonBase
public import LiaisonCrypto

/// What people wrote of an incident: for the DPOs alone, the daemon keeps it sealed.
public struct IncidentTexts: Sendable, Equatable {
    /// The longest text, in bytes.
    public static let limit = 64 * 1_024
    /// The most things not yet known.
    static let unknownLimit = 500

    public var faits: String
    public var consequences: String?
    public var mesures: String?
    /// What is not known yet.
    public var inconnu: [String]
    /// Categories of persons and of data (RGPD, art. 33(3)(a)).
    public var categories: String?

    public init(
        faits: String, consequences: String? = nil, mesures: String? = nil, inconnu: [String] = [],
        categories: String? = nil
    ) {
        self.faits = faits
        self.consequences = consequences
        self.mesures = mesures
        self.inconnu = inconnu
        self.categories = categories
    }

    init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: "les textes de l'incident",
            keys: ["faits", "consequences", "mesures", "inconnu", "categories"])
        faits = try fields.text("faits", limit: Self.limit)
        consequences = try fields.optional("consequences") { FieldReader.text($0, Self.limit) }
        mesures = try fields.optional("mesures") { FieldReader.text($0, Self.limit) }
        categories = try fields.optional("categories") { FieldReader.text($0, Self.limit) }
        inconnu =
            object["inconnu"] == nil
            ? []
            : try fields.list("inconnu", limit: Self.unknownLimit) {
                FieldReader.text($0, Self.limit)
            }
    }

    private var object: JSONObject {
        var object = JSONObject()
        object.put("faits", faits)
        object.put("consequences", consequences)
        object.put("mesures", mesures)
        object.put("categories", categories)
        if !inconnu.isEmpty { object.put("inconnu", texts: inconnu) }
        return object
    }

    /// - Throws: `.value` for an empty text, one over 64 KiB, or one with control characters.
    public func sealed(to recipients: [AgeRecipient]) throws(SchemaError) -> SealedText {
        _ = try IncidentTexts(object)
        guard
            let age = try? Age.seal(
                Array(JSONValue.object(object).text.utf8), to: recipients)
        else { throw SchemaError(.value, "Les textes de l'incident ne peuvent pas être scellés.") }
        return try SealedText(age: age)
    }

    /// Nil for who is not among their readers.
    public init?(_ sealed: SealedText, with identities: [AgeIdentity]) {
        guard let text = sealed.text(with: identities),
            let object = (try? JSONValue.parse(text.utf8))?.object,
            let texts = try? IncidentTexts(object)
        else { return nil }
        self = texts
    }
}

extension FieldReader {
    /// Text of several lines: no control character but line feeds and tabs, not blank. Other systems' ends
    /// of lines are taken for line feeds.
    static func text(_ value: JSONValue, _ limit: Int) -> String? {
        guard
            let text = value.string?.replacing("\r\n", with: "\n").replacing("\r", with: "\n"),
            text.utf8.count <= limit,
            !text.allSatisfy(\.isWhitespace),
            !text.unicodeScalars.contains(where: {
                $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
            })
        else { return nil }
        return text
    }

    func text(_ key: String, limit: Int) throws(SchemaError) -> String {
        guard let value = object[key], let text = Self.text(value, limit) else {
            throw SchemaError(
                .value, "Le texte « \(key) » est vide, trop long, ou porte des signes de commande.",
                hint: "Soixante mille signes au plus.")
        }
        return text
    }
}
