import LiaisonBase
import LiaisonCrypto
import LiaisonSchema
import Testing

private typealias Sealed = PayloadFixture

@Suite("Lecture d'un contenu scellé")
struct PayloadReadingTests {
    @Test("un contenu fait à la main se lit : la longueur du bourrage n'est pas contrôlée")
    func handMade() throws {
        let payload = try Payload(Sealed.plaintext())
        #expect(payload.parts.map(\.nom) == ["fiche.json", "annexe.pdf"])
        #expect(payload.parts.map(\.content) == [Array(#"{"a":1}"#.utf8), [0xFF, 0, 0x0A]])
        try Sealed.verify(Sealed.plaintext())
        let empty = try Sealed.plaintext(
            Change("parties.2", Sealed.part("bourrage", []).text), body: Array(Sealed.body[..<10]))
        #expect(try Payload(empty).parts == payload.parts)
    }

    @Test("un contenu qui n'est pas ce que dit le manifeste est refusé")
    func damaged() throws {
        let body = Sealed.body
        let nonZero = [UInt8]([0, 0, 1, 0, 0])
        let cases: [[UInt8]] = [
            try Sealed.plaintext(
                Change("parties.0.sha256", text: Hex.encode(Hash.sha256([1, 2, 3])))),
            try Sealed.plaintext(body: body + [0]), try Sealed.plaintext(body: body.dropLast()),
            try Sealed.plaintext(body: Array(body[1...])), try Sealed.plaintext(body: []),
            try Sealed.plaintext(body: [0x0A] + body),
            try Sealed.plaintext(Change("parties.0.taille", "6")),
            try Sealed.plaintext(Change("parties.0.taille", "8")),
            try Sealed.plaintext(Change("parties.2.taille", "33554432")),
            // Its digest is right, its bytes are not zeros.
            try Sealed.plaintext(
                Change("parties.2", Sealed.part("bourrage", nonZero).text),
                body: Array(body[..<10]) + nonZero),
        ]
        for (index, plaintext) in cases.enumerated() {
            #expect(throws: SchemaError(.mismatch, ""), "cas \(index)") { try Payload(plaintext) }
        }
        for index in body.indices {
            var flipped = body
            flipped[index] ^= 0x80
            #expect(throws: SchemaError(.mismatch, ""), "octet \(index)") {
                try Payload(Sealed.plaintext(body: flipped))
            }
        }
    }

    @Test("un manifeste qui n'est pas selon la page est refusé", arguments: refusals)
    func manifests(_ change: Change, code: SchemaError.Code) throws {
        #expect(throws: SchemaError(code, "")) { try Payload(Sealed.plaintext(change)) }
    }

    private static let refusals: [(Change, SchemaError.Code)] =
        [
            "id", "objet", "modele", "auteur", "structure", "pour", "destinataires", "scelle",
            "convention", "conserverJusquA", "reponseA", "remplace", "parties", "parties.0.nom",
            "parties.0.type", "parties.0.taille", "parties.0.sha256",
        ].map { (Change($0, "null"), .value) } + [
            (Change("secret", "1"), .unknownKey), (Change("parties.1.secret", "1"), .unknownKey),
            (Change("objet", #""autre""#), .value), (Change("modele", #""dpe""#), .value),
            (Change("id", #""1""#), .value), (Change("conserverJusquA", #""2031""#), .value),
            (Change("auteur", #""agir38.example/service""#), .value),
            (Change("structure", #""ml-grenoble.example""#), .mismatch),
            (Change("parties.0.taille", "-1"), .value),
            (Change("parties.0.taille", "33554433"), .value),
            (Change("parties.0.sha256", #""AB""#), .value),
            (Change("parties", "[]"), .value),
            // No padding, the padding not last, nothing but padding, one name twice.
            (Change("parties.2.nom", #""bourre""#), .value),
            (Change("parties", "[\(Sealed.part("bourrage", []).text)]"), .value),
            (
                Change(
                    "parties",
                    "[\(Sealed.part("bourrage", []).text),\(Sealed.part("fiche.json", []).text)]"),
                .value
            ),
            (Change("parties.1.nom", #""fiche.json""#), .value),
            (Change("parties.0.nom", #""bourrage""#), .value),
            (Change("destinataires", "[\"\(high)\",\"\(low)\"]"), .value),
            (Change("destinataires", "[\"\(low)\",\"\(low)\"]"), .value),
            (Change("destinataires", "[\"\(high.uppercased())\"]"), .value),
        ]
    private static let low = String(repeating: "0", count: 64)
    private static let high = String(repeating: "f", count: 64)

    @Test(
        "le nom d'une pièce est un simple nom de fichier, à l'écriture comme à la lecture",
        arguments: [
            "", ".", "..", ".cache", "a/b", "/a", "a\\b", "a\nb", "a\u{0}", "a\u{7F}", "a\u{85}",
            "../../.ssh/authorized_keys", "a\u{2F}\u{301}b", String(repeating: "a", count: 121),
            String(repeating: "é", count: 61), "bourrage",
        ])
    func badNames(nom: String) throws {
        #expect(throws: SchemaError(.value, "")) {
            try Sealed.written([
                .fiche([1]), .init(nom: nom, type: "text/plain", content: []),
            ])
        }
        #expect(throws: SchemaError(.value, "")) {
            try Payload(Sealed.plaintext(Change("parties.1.nom", text: nom)))
        }
    }

    @Test(
        "tout autre nom convient, jusqu'à 120 octets",
        arguments: [
            "a", "-", "a..b", "pièce d'identité (1).pdf", String(repeating: "é", count: 60),
        ])
    func goodNames(nom: String) throws {
        let payload = try Payload(Sealed.plaintext(Change("parties.1.nom", text: nom)))
        #expect(payload.parts.last?.nom == nom)
    }

    @Test("deux pièces du même nom ne s'écrivent pas")
    func duplicateNames() throws {
        let part = Payload.Part.fiche([1])
        #expect(throws: SchemaError(.value, "")) { try Sealed.written([part, part]) }
    }

    @Test("sans note en tête, ou avec une note sans fin ou trop longue, rien ne se lit")
    func framing() throws {
        let plaintext = try Sealed.plaintext()
        let note = Array(plaintext.dropLast(Sealed.body.count + 1))
        let long = [UInt8](repeating: 0x20, count: 256 * 1_024)
        let line = try #require(note.firstIndex(of: 0x0A))
        let bad: [[UInt8]] = [
            [], [0x0A], [0x0A, 0x0A, 0x0A], Sealed.body, Array(note.dropLast(2)), note,
            note + [0x20] + Sealed.body, Array(note[...line]) + long + note[line...] + [0x0A],
        ]
        for bytes in bad { #expect(throws: SchemaError(.form, "")) { try Payload(bytes) } }
    }
}
