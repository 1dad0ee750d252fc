package import LiaisonBase
package import LiaisonCrypto
package import LiaisonSchema
internal import LiaisonService
internal import LiaisonStore

extension House {
    /// A pli as a later version may send it.
    ///
    /// - Parameters:
    ///   - version: of its slip.
    ///   - author, service: who signs; nil: nobody.
    ///   - change: what its slip says otherwise.
    package func laterPli(
        to other: House, version: Int = 1, author: SigningKey?, service: SigningKey?,
        change: (inout JSONObject) -> Void = { $0["objet"] = .string("visite") }
    ) throws -> (id: PliID, bytes: [UInt8]) {
        let pli = try pli(to: other)
        var object = pli.slip.object
        change(&object)
        var note = try SignedNote(
            text: "agir-liaison/pli/v\(version)\n\(JSONValue.object(object).text)\n")
        if let author { try note.sign(author, as: pli.slip.auteur.description) }
        if let service { try note.sign(service, as: structure.key(.service).description) }
        return (pli.slip.id, note.bytes + [0x0A] + pli.age)
    }

    /// The same, signed by who must.
    package func laterPli(
        to other: House, version: Int = 1,
        change: (inout JSONObject) -> Void = { $0["objet"] = .string("visite") }
    ) throws -> (id: PliID, bytes: [UInt8]) {
        try laterPli(
            to: other, version: version, author: identities["referent"]!.signing,
            service: desks.office.keys.service, change: change)
    }
}
