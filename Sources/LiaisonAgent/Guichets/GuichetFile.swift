import GuichetPage
import LiaisonBase
import LiaisonSchema

/// The guichet as one file that is handed over, and the answer that is one (guichet.md, «The page»).
enum GuichetFile {
    /// - Parameter sealed: the sealed content.
    static func page(_ sealed: [UInt8], _ token: GuichetToken, _ own: Carte) -> [UInt8] {
        GuichetPage(
            libelle: own.libelle, contact: own.dpo?.reach, words: Phrase.words,
            token: token.text, sealed: sealed
        ).page
    }

    typealias Subject = (name: GuichetName, id: PliID)

    /// Whose answer a file says to be; nil for what is no sealed answer.
    static func subject(of content: [UInt8]) -> Subject? {
        guard content.count <= GuichetReply.sealedLimit,
            let end = content.prefix(1_024).firstIndex(of: UInt8(ascii: ".")),
            let header = Base64.decodeURL(content[..<end]),
            let object = try? JSONValue.parse(header, depth: 1, nodes: 8).object,
            object["cty"]?.string == GuichetReply.contentType,
            let name = object["kid"]?.string.flatMap({ GuichetName($0) }),
            let id = object["id"]?.string.flatMap({ PliID($0) })
        else { return nil }
        return (name, id)
    }
}
