public import LiaisonBase

/// What a partner answered on the page of a guichet (guichet.md, «What comes back»). Its author is whom it
/// says: «répondant : déclaré». Whatever the page checks is checked here again: anybody who holds the link
/// and the words can write one.
public struct GuichetReply: Sendable, Equatable {
    /// The `cty` of its seal.
    public static let contentType = "application/vnd.agir-liaison.reponse+json"
    /// The longest sealed answer, in bytes: 20 MiB.
    public static let sealedLimit = 20 * 1_024 * 1_024
    /// The most characters of `texte`, after NFC.
    static let textLimit = 10_000
    static let pieceLimit = 20

    public struct Meeting: Sendable, Equatable {
        public let day: CalendarDate
        /// `HH:MM`, in Paris.
        public let time: String
        public let lieu: String
    }

    public struct Piece: Sendable, Equatable {
        public let nom: String
        /// By its content; nil for what is none of those that a fiche takes, or carries macros.
        public let type: AttachmentType?
        public let content: [UInt8]
    }

    public struct Respondent: Sendable, Equatable {
        public let nom: String
        public let fonction: String
        public let telephone: String?
    }

    public let id: PliID
    public let texte: String?
    public let rendezVous: Meeting?
    /// As it came: `Fiche.validate` judges it, and one that does not fit is shown with its defects.
    public let fiche: JSONObject?
    public let pieces: [Piece]
    public let repondant: Respondent

    /// Reads an opened answer.
    ///
    /// - Parameter id: that of its path and of its header.
    /// - Throws: `.form`, `.unknownKey`, `.value`, `.mismatch` for another id.
    public init(_ plaintext: [UInt8], id: PliID) throws(SchemaError) {
        let parsed: JSONValue
        do { parsed = try JSONValue.parse(plaintext, nodes: 20_000) } catch {
            throw SchemaError(.form, "La réponse du guichet est illisible : \(error.description).")
        }
        guard let object = parsed.object else {
            throw SchemaError(.form, "La réponse du guichet n'est pas un objet JSON.")
        }
        let fields = try FieldReader(
            object, in: Self.context,
            keys: ["id", "texte", "rendezVous", "fiche", "pieces", "repondant"])
        self.id = try fields.id("id")
        guard self.id == id else {
            throw SchemaError(.mismatch, "La réponse du guichet porte un autre identifiant.")
        }
        texte = try fields.optional("texte") { Self.text($0) }
        rendezVous = try fields.optional("rendezVous") { value throws(SchemaError) in
            try value.object.map(Meeting.init)
        }
        fiche = try fields.optional("fiche") { $0.object }
        pieces = try fields.list("pieces", limit: Self.pieceLimit) { value throws(SchemaError) in
            try value.object.map(Piece.init)
        }
        repondant = try fields.value("repondant") { value throws(SchemaError) in
            try value.object.map(Respondent.init)
        }
        guard Set(pieces.map { Array($0.nom.utf8) }).count == pieces.count,
            texte != nil || rendezVous != nil || fiche != nil || !pieces.isEmpty
        else { throw fields.wrong("pieces") }
    }

    /// What validation says of its fiche; nil without one.
    public func report(today: CalendarDate, reponseA: Bool) -> ValidationReport? {
        fiche.map {
            Fiche.validate(
                Array(JSONValue.object($0).text.utf8), today: today, reponseA: reponseA)
        }
    }

    static let context = "la réponse du guichet"

    private static func text(_ value: JSONValue) -> String? {
        guard let text = value.string.map(PlainText.normalised), !PlainText.isBlank(text),
            text.unicodeScalars.count <= textLimit, PlainText.control(in: text) == nil
        else { return nil }
        return text
    }

    /// A line as a form takes it.
    fileprivate static func line(_ value: JSONValue) -> String? {
        guard let text = text(value), text.unicodeScalars.count <= 200,
            !text.unicodeScalars.contains("\n")
        else { return nil }
        return text
    }
}

extension GuichetReply.Meeting {
    init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(object, in: GuichetReply.context, keys: ["le", "lieu"])
        let when: (CalendarDate, String) = try fields.value("le") { value throws(SchemaError) in
            value.string.flatMap(Self.moment)
        }
        (day, time) = when
        lieu = try fields.value("lieu") { GuichetReply.line($0) }
    }

    /// Exactly `AAAA-MM-JJTHH:MM`.
    private static func moment(_ text: String) -> (CalendarDate, String)? {
        guard let instant = Instant(text + ":00Z") else { return nil }
        let day = CalendarDate(String(instant.description.prefix(10)))
        return day.map { ($0, String(text.suffix(5))) }
    }
}

extension GuichetReply.Piece {
    init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: GuichetReply.context, keys: ["nom", "type", "donnees"])
        nom = try fields.value("nom") {
            $0.string.flatMap { Manifest.Part.isName($0) ? $0 : nil }
        }
        // What it says that it is counts for nothing.
        _ = try fields.line("type", limit: 200)
        let content: [UInt8] = try fields.value("donnees") {
            $0.string.flatMap { Base64.decode($0) }
        }
        self.content = content
        type = AttachmentType(content: content)
    }
}

extension GuichetReply.Respondent {
    init(_ object: JSONObject) throws(SchemaError) {
        let fields = try FieldReader(
            object, in: GuichetReply.context, keys: ["nom", "fonction", "telephone"])
        nom = try fields.value("nom") { GuichetReply.line($0) }
        fonction = try fields.value("fonction") { GuichetReply.line($0) }
        telephone = try fields.optional("telephone") { GuichetReply.line($0) }
    }
}
