internal import LiaisonBase
public import LiaisonCrypto

/// Why a log starts anew (formats.md, «epoque/v1»).
public struct EpochActe: Sendable, Equatable {
    public enum Motif: String, Sendable, CaseIterable {
        /// A server that lost its disk, or its last days.
        case restauration
    }

    public let structure: StructureName
    /// From 2.
    public let epoque: Int
    /// The last checkpoint known of an époque before: the signed note, or its text alone where none was ever
    /// signed. At most `Checkpoint.noteLimit` bytes: records that are never pruned repeat it.
    public let precedent: String
    public let motif: String

    /// The longest text of an act, in bytes.
    public static let textLimit = 16 * 1_024

    public init(structure: StructureName, epoque: Int, precedent: String, motif: Motif) {
        self.structure = structure
        self.epoque = epoque
        self.precedent = precedent
        self.motif = motif.rawValue
    }

    /// Reads the act and verifies the signature of an agent of that card who may open an époque.
    ///
    /// - Throws: `.signature` when no `dpo` or `admin` agent of it signed.
    public init(_ bytes: some Collection<UInt8>, of card: Carte) throws(SchemaError) {
        let acte = try Acte(.epoque, bytes)
        guard acte.note.text.utf8.count <= Self.textLimit else {
            throw SchemaError(.tooLarge, "Un acte d'époque dépasse 16 Kio.")
        }
        let fields = FieldReader(tolerant: acte.object, in: "l'acte d'époque")
        structure = try fields.structure("structure")
        epoque = try fields.count("epoque", limit: 999_999_999)
        precedent = try fields.value("precedent") { $0.string }
        motif = try fields.line("motif", limit: 60)
        guard structure == card.structure, epoque >= 2,
            let origin = Self.checkpoint(precedent).flatMap({ KeyName($0.origin) }),
            origin.structure == structure, let before = origin.epoch, before < epoque
        else {
            throw SchemaError(.mismatch, "L'acte d'époque n'est pas celui de ce journal.")
        }
        let signer = card.activeAgents.first { agent in
            Permission.openEpoch.allows(agent.roles)
                && acte.note.signatures.contains {
                    $0.name == agent.cle.name && $0.keyID == agent.cle.id
                }
        }
        guard let signer else {
            throw SchemaError(
                .signature, "Aucun agent habilité de la structure n'a signé l'acte d'époque.")
        }
        try acte.verify(signer.cle)
    }

    /// What `precedent` says; nil when it is no checkpoint.
    public var checkpoint: Checkpoint? { Self.checkpoint(precedent) }

    private static func checkpoint(_ text: String) -> Checkpoint? {
        guard text.utf8.count <= Checkpoint.noteLimit else { return nil }
        return (try? SignedNote(Array(text.utf8))).flatMap { try? Checkpoint(text: $0.text) }
            ?? (try? Checkpoint(text: text))
    }

    public func signed(by key: SigningKey, name: KeyName) throws(SchemaError) -> Acte {
        var object = JSONObject()
        object.put("structure", structure)
        object.put("epoque", integer: epoque)
        object.put("precedent", precedent)
        object.put("motif", motif)
        return try Acte(.epoque, object, key: key, name: name)
    }
}
