internal import LiaisonBase
public import LiaisonCrypto

/// Which person a pli is about, by pseudonym: what an agent tells its own daemon on sending and on
/// opening, so that the log, retention, holds and rights can find a person's fiches. It never leaves
/// the structure (formats.md, «pli»).
public struct Annotation: Sendable, Equatable {
    public let de: StructureName
    public let id: PliID
    public let personne: PersonIndex
    /// Of a monthly table: how many persons it lists, those included whom no number names; from 1.
    public let nombre: Int?

    public init(de: StructureName, id: PliID, personne: PersonIndex, nombre: Int? = nil) {
        self.de = de
        self.id = id
        self.personne = personne
        self.nombre = nombre
    }

    /// Reads the act and verifies its signature.
    ///
    /// - Throws: `.signature` when `key` did not sign.
    public init(_ bytes: some Collection<UInt8>, signedBy key: VerifierKey) throws(SchemaError) {
        let acte = try Acte(.annotation, bytes)
        let fields = try FieldReader(
            acte.object, in: "l'annotation", keys: ["de", "id", "personne", "nombre"])
        de = try fields.structure("de")
        id = try fields.id("id")
        personne = try fields.value("personne") { $0.string.flatMap { PersonIndex($0) } }
        nombre = try fields.optional("nombre") { value in
            // A row takes a byte at least.
            value.integer.flatMap { (1...Slip.sizeLimit).contains($0) ? Int($0) : nil }
        }
        try acte.verify(key)
    }

    public func signed(by key: SigningKey, name: KeyName) throws(SchemaError) -> Acte {
        var object = JSONObject()
        object.put("de", de)
        object.put("id", id)
        object.put("personne", personne.description)
        if let nombre { object.put("nombre", integer: nombre) }
        return try Acte(.annotation, object, key: key, name: name)
    }
}
