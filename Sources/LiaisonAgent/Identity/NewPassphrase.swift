package import LiaisonCrypto

/// What a passphrase must be before something is sealed under it.
package enum NewPassphrase {
    /// Bytes.
    package static let shortest = 10

    /// - Throws: exit 65 for one that is too short.
    package static func check(_ passphrase: SecretBytes) throws {
        guard passphrase.count >= shortest else {
            throw AgentError(
                .data, "La phrase secrète est trop courte.",
                next: .sentence(
                    "Prenez au moins \(shortest) caractères ; plusieurs mots font une bonne phrase."
                ))
        }
    }
}

extension AgentContext {
    /// A new passphrase that holds, in the one form under which things are sealed.
    func newPassphrase() throws -> SecretBytes {
        let passphrase = try TypedSecret.normalised(secret(.newPassphrase))
        try NewPassphrase.check(passphrase)
        return passphrase
    }
}
