internal import LiaisonBase
public import LiaisonCrypto

/// «These are my public keys»: what a new agent gives to the administrator, file `agent.note`
/// (formats.md, «Other acts»).
public struct AgentActe: Sendable, Equatable {
    public let nom: KeyName
    public let fonction: String
    public let cle: VerifierKey
    public let destinataire: AgeRecipient

    public init(
        nom: KeyName, fonction: String, cle: VerifierKey, destinataire: AgeRecipient
    ) {
        self.nom = nom
        self.fonction = fonction
        self.cle = cle
        self.destinataire = destinataire
    }

    /// Reads the act and verifies that the key it names signed it.
    public init(_ bytes: some Collection<UInt8>) throws(SchemaError) {
        let acte = try Acte(.agent, bytes)
        let fields = try FieldReader(
            acte.object, in: "l'acte d'agent", keys: ["nom", "fonction", "cle", "destinataire"])
        nom = try fields.value("nom") { $0.string.flatMap { KeyName(agent: $0) } }
        fonction = try fields.line("fonction", limit: 200)
        cle = try fields.key("cle", name: nom)
        destinataire = try fields.value("destinataire") { value throws(SchemaError) in
            try value.recipient()
        }
        try acte.verify(cle)
    }

    /// Whether those bytes, an act of an agent, are signed by that key too: of keys that were renewed, the act is
    /// signed by those before, and no other identity can say so.
    public static func isSigned(_ bytes: some Collection<UInt8>, by key: VerifierKey) -> Bool {
        guard let acte = try? Acte(.agent, bytes) else { return false }
        return (try? acte.verify(key)) != nil
    }

    /// - Parameter former: the keys that these come after.
    public func signed(
        by key: SigningKey, after former: [SigningKey] = []
    ) throws(SchemaError) -> Acte {
        var object = JSONObject()
        object.put("nom", nom)
        object.put("fonction", fonction)
        object.put("cle", cle)
        object.put("destinataire", destinataire)
        var acte = try Acte(.agent, object, key: key, name: nom)
        for key in former { acte = try acte.cosigned(by: key, as: nom) }
        // What would not be read back is not written either.
        _ = try AgentActe(acte.bytes)
        return acte
    }
}
