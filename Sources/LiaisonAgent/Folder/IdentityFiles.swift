package import LiaisonCrypto
package import LiaisonSchema

// The secrets of the folder, each sealed twice: under the passphrase, and under a recovery code.
extension AgentFolder {
    package var hasIdentity: Bool { exists("identite.age") }

    /// Whether the structure's key is pinned: its agent may work.
    package var isPinned: Bool { exists("ancre") }

    /// Makes both files of an identity, and gives the recovery code, to be shown once.
    ///
    /// - Parameter passphrase: nil: the identity is kept unsealed.
    package func save(_ identity: AgentIdentity, passphrase: SecretBytes?, replacing: Bool) throws
        -> String
    {
        try makeFolder("")
        var bytes = identity.fileBytes()
        defer { Sodium.wipe(&bytes) }
        return try saveSealed(
            bytes, as: "identite.age", recovery: "secours.age", passphrase: passphrase,
            replacing: replacing)
    }

    /// A renewed identity, until a card names it.
    package static let renewed = "identite.nouvelle.age"
    package static let renewedNote = "agent.nouveau.note"
    package static let renewedBackup = "secours.nouveau.age"

    /// Writes a renewed identity beside the one in use, and gives its recovery code. An earlier one
    /// that no card names is replaced.
    ///
    /// - Parameter former: the keys that a card may name until then: they sign the new ones.
    package func prepare(
        _ identity: AgentIdentity, _ acte: AgentActe, after former: [SigningKey],
        passphrase: SecretBytes?
    ) throws -> String {
        remove(Self.renewedNote)
        var bytes = identity.fileBytes()
        defer { Sodium.wipe(&bytes) }
        let code = try saveSealed(
            bytes, as: Self.renewed, recovery: Self.renewedBackup, passphrase: passphrase,
            replacing: true)
        // The note last: with it the renewal is complete.
        try write(
            acte.signed(by: identity.signing, after: former).bytes, to: Self.renewedNote,
            replacing: true)
        return code
    }

    /// The identity in use, while a renewed one waits that the same passphrase opened.
    func inUse(_ passphrase: SecretBytes?) throws -> AgentIdentity {
        let bytes = try read("identite.age", limit: 1 << 20)
        guard let passphrase, SealedFile.isSealed(bytes) else {
            return try AgentIdentity(fileBytes: bytes)
        }
        var content = try SealedFile.open(bytes, passphrase: passphrase)
        defer { Sodium.wipe(&content) }
        return try AgentIdentity(fileBytes: content)
    }

    /// Whether a renewed identity waits for its card.
    package var isRenewing: Bool { exists(Self.renewedNote) }

    /// Takes the renewed identity into use when a card names it. Cut short, it goes on next time: the
    /// note moves last.
    ///
    /// - Returns: whether it is in use from now on.
    package func adoptRenewed(namedBy card: Carte) throws -> Bool {
        guard isRenewing else { return false }
        let acte = try AgentActe(read(Self.renewedNote, limit: Acte.limit))
        guard card.agent(acte.nom)?.cle == acte.cle else { return false }
        _ = (try? Keeper(self))?.lock()
        try move(Self.renewed, to: "identite.age")
        try move(Self.renewedBackup, to: "secours.age")
        try move(Self.renewedNote, to: "agent.note")
        return true
    }

    package func saveStructureKey(
        _ key: SigningKey, passphrase: SecretBytes?, replacing: Bool = false
    ) throws -> String {
        try saveSealed(
            Self.structureKeyFile(key), as: "structure.age", recovery: Self.structureBackup,
            passphrase: passphrase, replacing: replacing)
    }

    /// A new structure key whose card was perhaps never answered for.
    package func pendingStructureKey(_ passphrase: SecretBytes?) throws -> SigningKey? {
        guard exists(Self.newStructureKey) else { return nil }
        let bytes = try read(Self.newStructureKey, limit: 64 * 1_024)
        guard let passphrase, SealedFile.isSealed(bytes) else {
            return try Self.structureKey(bytes)
        }
        var content = try SealedFile.open(bytes, passphrase: passphrase)
        defer { Sodium.wipe(&content) }
        return try Self.structureKey(content)
    }

    package static let newStructureKey = "structure.nouvelle.age"
    package static let structureBackup = "secours-structure.age"
    private static let newStructureBackup = "secours-structure.nouveau.age"

    /// Keeps a new structure key beside the one in use.
    package func prepare(structureKey key: SigningKey, passphrase: SecretBytes?) throws -> String {
        try saveSealed(
            Self.structureKeyFile(key), as: Self.newStructureKey,
            recovery: Self.newStructureBackup, passphrase: passphrase, replacing: true)
    }

    /// Puts it in the place of the one before.
    package func adoptStructureKey() throws {
        try move(Self.newStructureKey, to: "structure.age")
        try move(Self.newStructureBackup, to: Self.structureBackup)
    }

    package static func structureKeyFile(_ key: SigningKey) -> [UInt8] {
        Array("# \(key.secretText)\n".utf8)
    }

    /// The structure's key, where this folder holds it.
    ///
    /// - Parameter passphrase: the identity's, under which it is sealed too; asked when needed.
    package func structureKey(_ passphrase: @autoclosure () throws -> SecretBytes) throws
        -> SigningKey?
    {
        guard exists("structure.age") else { return nil }
        let bytes = try read("structure.age", limit: 64 * 1_024)
        guard SealedFile.isSealed(bytes) else { return try Self.structureKey(bytes) }
        var content = try SealedFile.open(bytes, passphrase: passphrase())
        defer { Sodium.wipe(&content) }
        return try Self.structureKey(content)
    }

    /// - Parameter use: what the passphrase is asked for, where the key is sealed.
    package func structureKey(
        _ context: AgentContext, _ use: SecretUse = .structureKey
    ) throws -> SigningKey? {
        guard exists("structure.age"),
            SealedFile.isSealed(try read("structure.age", limit: 64 * 1_024))
        else { return try structureKey(context.secret(use)) }
        return try context.opened(by: use) { try structureKey($0) }
    }

    package static func structureKey(_ content: [UInt8]) throws -> SigningKey {
        let line = String(decoding: content, as: UTF8.self)
            .split(whereSeparator: \.isNewline).first { $0.hasPrefix("# SIGN-SECRET-KEY-") }
        return try SigningKey(text: String(line?.dropFirst(2) ?? ""))
    }

    private func saveSealed(
        _ content: [UInt8], as name: String, recovery: String, passphrase: SecretBytes?,
        replacing: Bool
    ) throws -> String {
        let code = RecoveryCode.generate()
        var codeBytes = Array(code.utf8)
        let backup = try SealedFile.seal(content, passphrase: SecretBytes(taking: &codeBytes))
        let main = try passphrase.map { try SealedFile.seal(content, passphrase: $0) } ?? content
        try write(main, to: name, replacing: replacing)
        try write(backup, to: recovery, replacing: true)
        return code
    }

    /// Opens the identity: the one that the face holds, the one that is kept open, else the file, whose
    /// passphrase is asked when it is sealed.
    package func identity(_ context: AgentContext) throws -> AgentIdentity {
        if let held = context.held { return try held() }
        if let kept = try (try? Keeper(self))?.identity() { return kept }
        return try open("identite.age", context).identity
    }

    /// The identity, and the passphrase that opened it, for a command that writes it again.
    package func open(
        _ name: String, _ context: AgentContext
    ) throws -> (identity: AgentIdentity, passphrase: SecretBytes?) {
        guard hasIdentity else {
            throw AgentError(
                .configuration, "Il n'y a pas d'identité dans le dossier \(path).",
                next: .trust(.createIdentity))
        }
        let bytes = try read(name, limit: 1 << 20)
        guard SealedFile.isSealed(bytes) else { return (try AgentIdentity(fileBytes: bytes), nil) }
        return try context.opened(by: .identity) { passphrase in
            var content = try SealedFile.open(bytes, passphrase: passphrase)
            defer { Sodium.wipe(&content) }
            return (try AgentIdentity(fileBytes: content), passphrase)
        }
    }

    /// The public half.
    package func agentActe() throws -> AgentActe {
        guard exists("agent.note") else {
            throw AgentError(
                .configuration, "Il n'y a pas d'identité dans le dossier \(path).",
                next: .trust(.createIdentity))
        }
        return try AgentActe(read("agent.note", limit: Acte.limit))
    }
}
