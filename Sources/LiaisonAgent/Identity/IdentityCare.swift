package import LiaisonCrypto
package import LiaisonSchema

/// What an agent does with the identity that is there.
package enum IdentityCare {
    /// Seals under a new passphrase all that the one before sealed. The recovery codes stay.
    ///
    /// - Throws: exit 78 without an identity.
    package static func changePassphrase(_ context: AgentContext) throws {
        let folder = context.folder
        var opened: [(name: String, content: [UInt8])] = []
        defer { for place in opened.indices { Sodium.wipe(&opened[place].content) } }
        var old: SecretBytes?
        for name in ["identite.age", AgentFolder.renewed, "structure.age"]
        where folder.exists(name) {
            let bytes = try folder.read(name, limit: 1 << 20)
            guard old == nil, SealedFile.isSealed(bytes) else {
                let content = try old.map { try SealedFile.open(bytes, passphrase: $0) } ?? bytes
                opened.append((name, content))
                continue
            }
            try context.opened(by: .identity) { passphrase in
                opened.append((name, try SealedFile.open(bytes, passphrase: passphrase)))
                old = passphrase
            }
        }
        guard !opened.isEmpty else {
            throw AgentError(
                .configuration, "Il n'y a pas d'identité dans le dossier \(folder.path).",
                next: .trust(.createIdentity))
        }
        let new = try context.newPassphrase()
        // Sealed first, written after: a failure in between leaves all files under one phrase.
        let files = try opened.map { ($0.name, try SealedFile.seal($0.content, passphrase: new)) }
        try folder.locked {
            for (name, bytes) in files { try folder.write(bytes, to: name, replacing: true) }
        }
    }

    /// What a recovery code gave back.
    package enum Recovered: Equatable, Sendable { case identity, structureKey }

    /// Gives back what a recovery code seals, under a new passphrase.
    ///
    /// - Throws: exit 66 without a recovery file, 65 for a code of none.
    package static func recover(
        _ code: [UInt8], _ context: AgentContext
    ) throws -> Recovered {
        let folder = context.folder
        let files: [(backup: String, name: String, what: Recovered)] = [
            ("secours.age", "identite.age", .identity),
            (AgentFolder.structureBackup, "structure.age", .structureKey),
        ].filter { folder.exists($0.backup) }
        for file in files {
            let bytes = try folder.read(file.backup, limit: 1 << 20)
            guard var content = try SealedFile.open(bytes, code: code) else { continue }
            defer { Sodium.wipe(&content) }
            let sealed = try SealedFile.seal(content, passphrase: try context.newPassphrase())
            try folder.locked { try folder.write(sealed, to: file.name, replacing: true) }
            return file.what
        }
        guard !files.isEmpty else {
            throw AgentError(
                .noInput, "Il n'y a pas de fichier de secours dans le dossier \(folder.path).",
                next: "Remettez-y « secours.age » depuis une sauvegarde.")
        }
        throw AgentError(
            .data, "Le code de secours ne convient pas.",
            next: "Il a vingt-cinq signes en cinq groupes ; vérifiez-les un à un.")
    }

    /// Which of the files that were given is `secours.age`, and which `agent.note`: what they are called is
    /// nobody's promise.
    ///
    /// - Throws: exit 65 where one is missing, and for one that was altered on its way: it names that file.
    package static func kept(
        _ files: [(name: String, content: [UInt8])]
    ) throws -> (backup: [UInt8], note: [UInt8], name: KeyName) {
        let backup = files.first { SealedFile.isSealed($0.content) }
        var note: (content: [UInt8], name: KeyName)?
        var stray: String?
        for file in files where !SealedFile.isSealed(file.content) {
            if let acte = try? AgentActe(file.content) {
                note = note ?? (file.content, acte.nom)
            } else {
                stray = stray ?? file.name
            }
        }
        if let backup, let note { return (backup.content, note.content, note.name) }
        guard let stray else {
            throw AgentError(
                .data, "Donnez les deux fichiers de la feuille : secours.age et agent.note.")
        }
        if backup == nil && stray == "secours.age" || note == nil && stray == "agent.note" {
            throw GivenActe.refusal(ofContent: stray)
        }
        throw GivenActe.refusal(
            of: stray,
            backup != nil
                ? "n'est pas agent.note"
                : note != nil ? "n'est pas secours.age" : "n'est ni secours.age ni agent.note")
    }

    /// Puts an identity back on a machine that has none, from what is kept with the recovery sheet.
    ///
    /// - Parameters:
    ///   - backup: `secours.age`.
    ///   - note: `agent.note`.
    /// - Throws: exit 73 when there is an identity, 65 for a code that does not open it, or files of two agents.
    package static func restore(
        backup: [UInt8], note: [UInt8], code: [UInt8], _ context: AgentContext
    ) throws {
        let folder = context.folder
        func checkNone() throws {
            guard folder.hasIdentity else { return }
            throw AgentError(
                .exists, "Il y a déjà une identité dans le dossier \(folder.path).",
                next: .trust(.otherFolder(.agent)))
        }
        try checkNone()
        let acte = try AgentActe(note)
        guard SealedFile.isSealed(backup), var content = try SealedFile.open(backup, code: code)
        else {
            throw AgentError(
                .data, "Le code de secours ne convient pas.",
                next: "Il a vingt-cinq signes en cinq groupes ; vérifiez-les un à un.")
        }
        defer { Sodium.wipe(&content) }
        let identity = try AgentIdentity(fileBytes: content)
        guard identity.signing.publicKey == acte.cle.publicKey else {
            throw AgentError(.data, "Ces deux fichiers ne sont pas du même agent.")
        }
        let sealed = try SealedFile.seal(content, passphrase: try context.newPassphrase())
        try folder.locked {
            try checkNone()
            try folder.makeFolder("")
            try folder.write(note, to: "agent.note", replacing: true)
            try folder.write(backup, to: "secours.age", replacing: true)
            // Last: cut short before, there is no identity, and nothing to mend.
            try folder.write(sealed, to: "identite.age", replacing: false)
        }
    }

    /// Prepares new keys; those in use serve until a card names the new ones.
    ///
    /// - Returns: the public half, and the recovery code, to be shown once.
    package static func renew(
        _ kind: AgeIdentity.Kind, _ context: AgentContext
    ) throws -> (acte: AgentActe, recoveryCode: String) {
        let folder = context.folder
        // One that a card may name already keeps its keys among the former ones.
        let (identity, passphrase) = try folder.open(
            folder.isRenewing ? AgentFolder.renewed : "identite.age", context)
        var former = [identity.signing]
        if folder.isRenewing { former.append(try folder.inUse(passphrase).signing) }
        let held = try folder.agentActe()
        let renewed = try identity.renewed(kind)
        let acte = AgentActe(
            nom: held.nom, fonction: held.fonction,
            cle: try renewed.signing.verifierKey(name: held.nom.description),
            destinataire: renewed.age.recipient)
        let code = try folder.locked {
            try folder.prepare(renewed, acte, after: former, passphrase: passphrase)
        }
        return (acte, code)
    }

    /// Keeps the identity open for a while.
    ///
    /// - Parameters:
    ///   - minutes: 1 to 720.
    ///   - keeping: the words that start this program as the keeping process, for a socket and seconds.
    /// - Returns: false when no passphrase seals it: there is nothing to unlock.
    package static func unlock(
        minutes: Int, _ context: AgentContext, keeping: (String, Int) -> [String]
    ) throws -> Bool {
        guard Keeper.minutes.contains(minutes) else {
            throw AgentError(.usage, "La durée est de 1 à 720 minutes.")
        }
        let keeper = try Keeper(context.folder)
        let (identity, passphrase) = try context.folder.open("identite.age", context)
        guard passphrase != nil else { return false }
        try keeper.start(identity, seconds: minutes * 60, keeping: keeping)
        return true
    }
}
