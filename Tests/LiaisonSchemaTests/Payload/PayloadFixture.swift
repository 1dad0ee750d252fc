import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

/// A payload of two parts and five bytes of padding, written by hand.
enum PayloadFixture {
    static let body = Array(#"{"a":1}"#.utf8) + [0xFF, 0, 0x0A] + [0, 0, 0, 0, 0]
    static let recipients = [5, 6, 15].map(ActeFixture.recipient)

    static func manifest(_ change: (inout Manifest) -> Void = { _ in }) -> Manifest {
        var manifest = Manifest(
            id: ActeFixture.id, objet: .fiche, modele: .spe, auteur: ActeFixture.claire,
            pour: [ActeFixture.partner], recipients: recipients, scelle: ActeFixture.now,
            conserverJusquA: CalendarDate("2031-11-23")!, convention: "SPE-38-2026",
            reponseA: PliID("11111111-1111-4111-8111-111111111111"),
            remplace: PliID("22222222-2222-4222-9222-222222222222"))
        change(&manifest)
        return manifest
    }

    static func written(
        _ parts: [Payload.Part], _ change: (inout Manifest) -> Void = { _ in }
    ) throws -> [UInt8] {
        try Payload.write(manifest(change), parts: parts, key: ActeFixture.key(ActeFixture.claire))
    }

    static func part(
        _ nom: String, _ content: [UInt8], type: String = "application/octet-stream"
    ) -> JSONValue {
        .object(
            JSONObject([
                ("nom", .string(nom)), ("type", .string(type)),
                ("taille", .integer(Int64(content.count))),
                ("sha256", .string(Hex.encode(Hash.sha256(content)))),
            ]))
    }

    /// The plaintext, some members of its manifest changed before the author signs.
    static func plaintext(_ changes: Change..., body: [UInt8] = body) throws -> [UInt8] {
        var object = manifest().object
        object["parties"] = .array([
            part(
                "fiche.json", Array(Self.body[..<7]),
                type: "application/vnd.agir-liaison.fiche+json"),
            part("annexe.pdf", Array(Self.body[7..<10])),
            part("bourrage", Array(Self.body[10...])),
        ])
        let changed = try changes.reduce(JSONValue.object(object)) { try $0.applying($1) }
        return try ActeFixture.note(
            "agir-liaison/fiche/v1\n\(changed.text)\n", by: (ActeFixture.claire.description, 5))
            + [0x0A] + body
    }

    static func verify(
        _ plaintext: [UInt8], key: VerifierKey = ActeFixture.vkey(ActeFixture.claire.description),
        opener: Payload.Opener = .init(
            structure: ActeFixture.partner, recipients: [ActeFixture.recipient(15)])
    ) throws {
        try Payload(plaintext).verify(authorKey: key, opener: opener)
    }
}
