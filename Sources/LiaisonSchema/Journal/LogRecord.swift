internal import LiaisonCrypto

/// One record of the traceability log before it has a number and a salt (formats.md,
/// «Traceability log»).
public struct LogEvent: Sendable, Equatable {
    public let acte: LogActe
    /// Key name of the agent or service.
    public let acteur: KeyName
    /// Id of the fiche, or name of the structure concerned.
    public let ref: String?
    public let resultat: LogResultat
    public let detail: LogDetail?

    public init(
        _ acte: LogActe, by acteur: KeyName, ref: String? = nil, _ resultat: LogResultat = .fait,
        detail: LogDetail? = nil
    ) {
        self.acte = acte
        self.acteur = acteur
        self.ref = ref
        self.resultat = resultat
        self.detail = detail
    }

    /// The RFC 8785 line that is stored and hashed verbatim, without a final line feed.
    ///
    /// - Parameter salt: 32 fresh random bytes: they make the leaf a hiding commitment.
    public func line(n: UInt64, le: Instant, salt: [UInt8]) -> String {
        var object = JSONObject()
        object.put("acte", acte.rawValue)
        object.put("acteur", acteur)
        object.put("detail", detail?.rawValue)
        object.put("le", le)
        object["n"] = .integer(Int64(n))
        object.put("ref", ref)
        object.put("resultat", resultat.rawValue)
        object.put("sel", Base64.encode(salt))
        object["v"] = .integer(1)
        return JSONValue.object(object).canonicalText
    }
}

/// A record as it was stored, read back for listing. Its codes are texts: a log outlives the program
/// that wrote it, and lists whole what it does not know.
public struct LogRecord: Sendable, Equatable {
    public let n: UInt64
    public let le: Instant
    public let acte: String
    public let acteur: String
    public let ref: String?
    public let personne: String?
    public let resultat: String
    public let detail: String?

    private static let keys: Set<String> = [
        "acte", "acteur", "detail", "le", "n", "personne", "ref", "resultat", "sel", "v",
    ]

    /// Reads a stored line; it must be exactly its canonical form.
    public init(line: String) throws(SchemaError) {
        guard let object = (try? JSONValue.parse(line.utf8))?.object,
            JSONValue.object(object).canonicalText == line
        else { throw SchemaError(.form, "Un enregistrement du journal est illisible.") }
        let fields = try FieldReader(object, in: "un enregistrement du journal", keys: Self.keys)
        n = UInt64(try fields.count("n", limit: JSONValue.largestInteger))
        le = try fields.instant("le")
        acte = try fields.line("acte")
        acteur = try fields.line("acteur")
        ref = try fields.optionalLine("ref")
        personne = try fields.optionalLine("personne")
        resultat = try fields.line("resultat")
        detail = try fields.optionalLine("detail")
        guard object["v"] == .integer(1),
            object["sel"]?.string.flatMap({ Base64.decode($0) })?.count == 32
        else { throw fields.wrong("sel") }
    }
}
