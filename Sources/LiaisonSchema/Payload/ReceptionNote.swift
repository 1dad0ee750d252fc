public import LiaisonBase

/// Where what was taken in comes from, as the agent who took it in says: `reception.json`, the first part of
/// a `recu` (formats.md, «Sealed payload»). Nothing proves it.
public struct ReceptionNote: Sendable, Equatable {
    public let origine: StructureName
    public let voie: VoieRecue
    /// The day on which it came.
    public let le: CalendarDate

    public init(origine: StructureName, voie: VoieRecue, le: CalendarDate) {
        self.origine = origine
        self.voie = voie
        self.le = le
    }

    public init(_ content: [UInt8]) throws(SchemaError) {
        guard content.count <= 4_096, let object = (try? JSONValue.parse(content))?.object else {
            throw SchemaError(.form, "La note de réception est illisible.")
        }
        let fields = try FieldReader(
            object, in: "la note de réception", keys: ["origine", "voie", "le", "declare"])
        origine = try fields.structure("origine")
        voie = try fields.value("voie") { $0.string.flatMap { VoieRecue(rawValue: $0) } }
        le = try fields.date("le")
        guard try fields.value("declare", { $0.bool }) else { throw fields.wrong("declare") }
    }

    public var object: JSONObject {
        var object = JSONObject()
        object.put("origine", origine)
        object.put("voie", voie.rawValue)
        object.put("le", le)
        object["declare"] = .bool(true)
        return object
    }

    /// For the person whom the documents are about.
    public var told: JSONObject {
        var object = JSONObject()
        object.put("origine", origine)
        object.put("voie", voie.french)
        object.put("recuLe", le)
        return object
    }

    public var part: Payload.Part {
        Payload.Part(
            nom: Objet.recu.firstPart, type: "application/json",
            content: Array(JSONValue.object(object).text.utf8))
    }
}

extension Payload {
    /// Of a `recu`: where it comes from.
    ///
    /// - Throws: `.form` for a note that is none; nil for another `objet`.
    public func reception() throws(SchemaError) -> ReceptionNote? {
        guard manifest.objet == .recu, let first else { return nil }
        return try ReceptionNote(first.content)
    }

    /// The fiche that it holds: its first part, or, of a `recu`, what an agent transcribed of the documents.
    public var fichePart: Part? {
        manifest.objet == .recu
            ? parts.first { $0.type == Manifest.Part.ficheType }
            : manifest.objet == .fiche ? first : nil
    }
}
