internal import LiaisonBase
package import LiaisonSchema

/// An attachment of a draft, as the draft names it.
package struct DraftPiece: Equatable, Sendable {
    package let id: PliID
    package let nom: String
    /// Bytes.
    package let taille: Int
    /// Nil as long as nobody said.
    package internal(set) var purpose: AttachmentPurpose?

    init(_ part: Payload.Part, _ purpose: AttachmentPurpose?) {
        id = .random()
        nom = part.nom
        taille = part.content.count
        self.purpose = purpose
    }

    init?(_ object: JSONObject) {
        guard let id = object["id"]?.string.flatMap({ PliID($0) }),
            let nom = object["nom"]?.string, let taille = object["taille"]?.integer
        else { return nil }
        self.id = id
        self.nom = nom
        self.taille = Int(taille)
        purpose = object["but"]?.string.flatMap { AttachmentPurpose(rawValue: $0) }
    }

    var object: JSONObject {
        JSONObject([
            ("id", .string(id.text)), ("nom", .string(nom)), ("taille", .integer(Int64(taille))),
            ("but", purpose.map { .string($0.rawValue) }),
        ])
    }
}
