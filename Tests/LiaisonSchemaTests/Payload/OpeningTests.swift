import LiaisonCrypto
import LiaisonSchema
import Testing

private typealias Acts = ActeFixture
private typealias Sealed = PayloadFixture

@Suite("Ouverture d'un contenu scellé")
struct OpeningTests {
    private static let fiche = [Payload.Part.fiche([1, 2, 3])]

    @Test("chaque octet de la note compte, séparateur compris")
    func everyByte() throws {
        let plaintext = try Sealed.plaintext()
        try Sealed.verify(plaintext)
        for index in plaintext.indices.dropLast(Sealed.body.count) {
            for bit in [UInt8(1), 0x20, 0x80] {
                var flipped = plaintext
                flipped[index] ^= bit
                #expect(throws: SchemaError.self, "octet \(index), bit \(bit)") {
                    try Sealed.verify(flipped)
                }
            }
        }
    }

    @Test(
        "le destinataire et les collègues de l'auteur ouvrent",
        arguments: [(Acts.partner, 15), (Acts.structure, 5), (Acts.structure, 6)])
    func legitimate(structure: StructureName, recipient: Int) throws {
        try Sealed.verify(
            Sealed.written(Self.fiche),
            opener: .init(structure: structure, recipients: [Acts.recipient(recipient)]))
    }

    @Test("la forme à phrase secrète ne nomme aucun destinataire, et nomme la structure")
    func passphrase() throws {
        let plaintext = try Sealed.written(Self.fiche) { $0.destinataires = [] }
        try Sealed.verify(plaintext, opener: .init(structure: Acts.partner, recipients: []))
    }

    @Test("un transfert subreptice est refusé")
    func surreptitious() throws {
        let normal = try Sealed.written(Self.fiche)
        let secret = try Sealed.written(Self.fiche) { $0.destinataires = [] }
        let third = StructureName("siao38.example")!
        let cases: [([UInt8], StructureName, AgeRecipient?)] = [
            // A recipient that the author did not name, in the right structure and in his own.
            (normal, Acts.partner, Acts.recipient(16)), (normal, Acts.structure, Acts.recipient(7)),
            // A named recipient, in a structure that is neither addressee nor the author's.
            (normal, third, Acts.recipient(15)),
            // The passphrase form for somebody else, and one form passed for the other.
            (secret, third, nil), (secret, Acts.structure, nil), (normal, Acts.partner, nil),
            (secret, Acts.partner, Acts.recipient(15)),
        ]
        for (index, (plaintext, structure, recipient)) in cases.enumerated() {
            #expect(throws: SchemaError(.surreptitious, ""), "cas \(index)") {
                try Sealed.verify(
                    plaintext,
                    opener: .init(structure: structure, recipients: recipient.map { [$0] } ?? []))
            }
        }
    }

    @Test(
        "seule compte la clé que la carte donne à l'auteur",
        arguments: [
            Acts.vkey(Acts.claire.description, 6), Acts.vkey(Acts.denis.description, 5),
            Acts.vkey("ml-grenoble.example/claire.exemple", 5), Acts.vkey("agir38.example/service"),
        ])
    func authorKey(key: VerifierKey) throws {
        #expect(throws: SchemaError(.signature, "")) {
            try Sealed.verify(Sealed.written(Self.fiche), key: key)
        }
    }

    @Test("un manifeste signé aussi par un inconnu s'ouvre ; signé par un autre sous le nom, non")
    func signers() throws {
        let text = try Payload(Sealed.plaintext()).acte.note.text
        func sealed(_ signers: (String, Int)...) throws -> [UInt8] {
            var note = try SignedNote(text: text)
            for (name, number) in signers { try note.sign(Acts.key(number), as: name) }
            return note.bytes + [0x0A] + Sealed.body
        }
        let name = Acts.claire.description
        try Sealed.verify(sealed(("x.example/inconnu", 40), (name, 40), (name, 5)))
        for bytes in [try sealed((name, 40)), try sealed(("x.example/inconnu", 5))] {
            #expect(throws: SchemaError(.signature, "")) { try Sealed.verify(bytes) }
        }
        // A colleague signs, as himself, what names another author.
        #expect(throws: SchemaError(.signature, "")) {
            try Sealed.verify(
                sealed((Acts.denis.description, 6)), key: Acts.vkey(Acts.denis.description))
        }
    }

    @Test("le bordereau et le manifeste s'accordent membre par membre", arguments: disagreements)
    func slip(member: String, change: @Sendable (inout Slip) -> Void) throws {
        let manifest = Sealed.manifest()
        var slip = Slip(
            manifest: manifest, pour: Acts.partner, addressees: .roles([.referent]), age: [1, 2],
            postQuantique: true)
        try slip.checkAgrees(with: manifest)
        change(&slip)
        #expect(throws: SchemaError(.mismatch, ""), "\(member)") {
            try slip.checkAgrees(with: manifest)
        }
    }

    private static let disagreements: [(String, @Sendable (inout Slip) -> Void)] = [
        ("id", { $0.id = .random() }), ("objet", { $0.objet = .anomalie }),
        ("modele", { $0.modele = .picIPR }), ("modele absent", { $0.modele = nil }),
        ("auteur", { $0.auteur = Acts.denis }), ("de", { $0.de = Acts.partner }),
        ("scelle", { $0.scelle = $0.scelle + 1 }), ("reponseA", { $0.reponseA = .random() }),
        ("reponseA absent", { $0.reponseA = nil }), ("remplace", { $0.remplace = .random() }),
        ("remplace absent", { $0.remplace = nil }), ("convention", { $0.convention = "autre" }),
        ("convention absente", { $0.convention = nil }),
        ("conserverJusquA", { $0.conserverJusquA = $0.conserverJusquA.adding(days: 1) }),
        ("pour", { $0.pour = Acts.structure }),
    ]
}
