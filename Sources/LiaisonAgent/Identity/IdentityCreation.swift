package import LiaisonCrypto
package import LiaisonSchema

/// A new agent's keys, in a folder that has none.
package struct IdentityCreation {
    private let name: KeyName
    private let fonction: String
    private let kind: AgeIdentity.Kind
    private let isProtected: Bool

    /// - Parameters:
    ///   - fonction: as partners will see it.
    ///   - isProtected: whether a passphrase seals it.
    package init(_ name: KeyName, fonction: String, kind: AgeIdentity.Kind, isProtected: Bool) {
        self.name = name
        self.fonction = fonction
        self.kind = kind
        self.isProtected = isProtected
    }

    package struct Made {
        package let acte: AgentActe
        package let passphrase: SecretBytes?
        /// To be shown once.
        package let recoveryCode: String
    }

    /// - Parameter holdsIndexKey: whether it makes the structure's first index key.
    /// - Throws: exit 73 when there is an identity, or when the structure's card, where the daemon shows one,
    ///   bears that name: a second identity under it would be refused later, once it is made.
    package func run(_ context: AgentContext, holdsIndexKey: Bool = false) throws -> Made {
        let folder = context.folder
        func checkNone() throws {
            guard folder.hasIdentity else { return }
            throw AgentError(
                .exists, "Il y a déjà une identité dans le dossier \(folder.path).",
                next: .trust(.otherFolder(.agent)))
        }
        try checkNone()
        if !holdsIndexKey, let card = Self.shownCard(context), card.agent(name) != nil {
            throw AgentError(
                .exists, "\(name) a déjà une identité dans la carte de \(card.structure).",
                next: .trust(.takeUpIdentity(name)))
        }
        let passphrase = isProtected ? try context.newPassphrase() : nil
        var identity = try AgentIdentity.generate(kind)
        if holdsIndexKey { identity.indexKeys[1] = try SecretBytes(random: 32) }
        let acte = AgentActe(
            nom: name, fonction: fonction,
            cle: try identity.signing.verifierKey(name: name.description),
            destinataire: identity.age.recipient)
        let code = try folder.locked {
            try checkNone()
            // The note first: cut short in between, there is no identity yet, and nothing to mend.
            try folder.makeFolder("")
            try folder.write(
                acte.signed(by: identity.signing).bytes, to: "agent.note", replacing: true)
            return try folder.save(identity, passphrase: passphrase, replacing: false)
        }
        if !isProtected { context.notify(.trust(.noPassphrase)) }
        return Made(acte: acte, passphrase: passphrase, recoveryCode: code)
    }

    /// The card that the daemon shows to anybody. Nobody's word yet: it only says that a name is taken.
    private static func shownCard(_ context: AgentContext) -> Carte? {
        StructureJoining.offered(context).flatMap { try? SignedCarte($0).carte }
    }
}
