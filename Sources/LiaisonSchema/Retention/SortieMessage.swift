internal import LiaisonBase

/// What a `sortie` says: the person left the programme (formats.md, «Sealed payload»).
public struct SortieMessage: Sendable, Equatable {
    public let numeroAGDREF: AGDREFNumber
    public let le: CalendarDate

    public init(numeroAGDREF: AGDREFNumber, le: CalendarDate) {
        self.numeroAGDREF = numeroAGDREF
        self.le = le
    }

    private static let limit = 4_096

    public init(_ content: [UInt8]) throws(SchemaError) {
        guard content.count <= Self.limit, let object = (try? JSONValue.parse(content))?.object
        else { throw SchemaError(.form, "Le message de sortie est illisible.") }
        let fields = try FieldReader(
            object, in: "le message de sortie", keys: ["numeroAGDREF", "le"])
        numeroAGDREF = try fields.value("numeroAGDREF") {
            $0.string.flatMap { AGDREFNumber($0) }
        }
        le = try fields.date("le")
    }

    public var part: Payload.Part {
        var object = JSONObject()
        object.put("numeroAGDREF", numeroAGDREF.digits)
        object.put("le", le)
        return Payload.Part(
            nom: Objet.sortie.firstPart, type: "application/json",
            content: Array(JSONValue.object(object).text.utf8))
    }
}
