import LiaisonSchema
import Testing

private typealias Acts = ActeFixture
private typealias Sealed = PayloadFixture

@Suite("Partage entre collègues")
struct SharingTests {
    private static let claireKey = Acts.vkey(Acts.claire.description)

    /// The original, handed on by an agent of the same structure.
    private static func handedOn(_ change: (inout [Payload.Part]) -> Void = { _ in }) throws
        -> Payload
    {
        var parts = try Payload(Sealed.plaintext()).shared
        change(&parts)
        return try Payload(
            Sealed.written(parts) {
                $0.objet = .partage
                $0.id = .random()
                $0.pour = [Acts.structure]
            })
    }

    @Test("le contenu d'origine revient octet pour octet, signature comprise")
    func roundTrip() throws {
        let original = try Payload(Sealed.plaintext())
        let again = try Self.handedOn().original()
        #expect(again == original)
        #expect(again.acte.bytes == original.acte.bytes)
        try again.verify(authorKey: Self.claireKey, handedOnIn: Acts.partner)
        try again.verify(authorKey: Self.claireKey, handedOnIn: Acts.structure)
    }

    @Test("une partie changée, ôtée ou ajoutée n'est plus l'origine")
    func changed() throws {
        let changes: [(inout [Payload.Part]) -> Void] = [
            { $0[1] = Payload.Part(nom: $0[1].nom, type: $0[1].type, content: [0]) },
            { $0.removeLast() },
            { $0.append(Payload.Part(nom: "autre", type: "text/plain", content: [])) },
            { $0[2] = Payload.Part(nom: "autre.pdf", type: $0[2].type, content: $0[2].content) },
            { $0.swapAt(1, 2) },
        ]
        for (index, change) in changes.enumerated() {
            let error = #expect(throws: SchemaError.self, "\(index)") {
                try Self.handedOn(change).original()
            }
            #expect(error?.code == .mismatch)
        }
    }

    @Test("la signature de l'auteur est vérifiée, et la fiche est pour cette structure")
    func verified() throws {
        let original = try Self.handedOn().original()
        let stranger = try #require(StructureName("ailleurs.example"))
        let error = #expect(throws: SchemaError.self) {
            try original.verify(authorKey: Self.claireKey, handedOnIn: stranger)
        }
        #expect(error?.code == .surreptitious)
        #expect(throws: SchemaError.self) {
            try original.verify(
                authorKey: Acts.vkey(Acts.claire.description, 7), handedOnIn: Acts.partner)
        }
    }

    @Test("seul un partage contient une origine, et pas un autre partage")
    func kinds() throws {
        #expect(throws: SchemaError.self) { try Payload(Sealed.plaintext()).original() }
        let twice = try Self.handedOn()
        let parts =
            [
                Payload.Part(nom: "manifeste.note", type: "text/plain", content: twice.acte.bytes)
            ]
            + twice.parts.map {
                Payload.Part(nom: "x-" + $0.nom, type: $0.type, content: $0.content)
            }
        let outer = try Payload(Sealed.written(parts) { $0.objet = .partage })
        #expect(throws: SchemaError.self) { try outer.original() }
    }
}
