public import LiaisonCrypto
public import LiaisonSchema

/// The structures that a person's fiches went to (`POST /local/v1/destinataires`).
public struct Recipients: LocalAnswer, Equatable {
    public let structures: [StructureName]

    public init(_ structures: [StructureName]) { self.structures = structures }

    public init(_ value: JSONValue) throws {
        guard let values = value.array else { throw LocalUnreadable("liste") }
        structures = try values.map { value in
            guard let name = LocalRead.structure(value) else { throw LocalUnreadable("structure") }
            return name
        }
    }

    public var value: JSONValue { .array(structures.map { .string($0.text) }) }
}
