import LiaisonCrypto
package import LiaisonSchema

/// The structure key: handed to a second administrator, taken, replaced.
package enum StructureKeyCare {
    /// Seals it for an administrator of the structure.
    ///
    /// - Throws: exit 77 for who is none.
    package static func seal(
        for text: String, _ context: AgentContext
    ) throws -> (sealed: [UInt8], colleague: KeyName) {
        let editor = try CardEditor(context)
        let colleague = try editor.session.own.colleague(text)
        guard colleague.roles.contains(.admin) else {
            throw AgentError(
                .notAllowed, "\(colleague.nom) n'a pas le rôle \(Role.admin.french).",
                next: .trust(.giveAdminRole))
        }
        var content = try editor.structureKeyFile()
        defer { Sodium.wipe(&content) }
        return (try Age.seal(content, to: [colleague.destinataire]), colleague.nom)
    }

    /// Takes the one that a colleague sealed.
    ///
    /// - Returns: its recovery code, to be shown once.
    /// - Throws: exit 73 when it is held, 65 for another key than the pinned one.
    package static func take(_ sealed: () throws -> [UInt8], _ context: AgentContext) throws
        -> String
    {
        let session = try Session.open(context)
        try session.require(.publishCard)
        let folder = session.folder
        let held = try folder.structureKey(context)
        guard held?.publicKey != session.own.cleStructure.publicKey else {
            throw AgentError(.exists, "Ce dossier tient déjà la clé de la structure.")
        }
        var content = try Age.open(sealed(), with: session.identity.all)
        defer { Sodium.wipe(&content) }
        let key = try AgentFolder.structureKey(content)
        // Who sent it does not matter: only the pinned key has this public half.
        guard key.publicKey == session.own.cleStructure.publicKey else {
            throw AgentError(
                .data, "Ce n'est pas la clé de \(session.own.structure) : rien n'est gardé.")
        }
        let (_, passphrase) = try folder.open("identite.age", context)
        // A key that was replaced gives way.
        return try folder.locked {
            try folder.saveStructureKey(key, passphrase: passphrase, replacing: held != nil)
        }
    }

    /// A replacement: every partner and colleague compares the new fingerprint afterwards.
    package struct Replacement {
        fileprivate let editor: CardEditor

        package enum Question: Equatable, Sendable { case replaceKey(of: StructureName) }

        package var questions: [Question] { [.replaceKey(of: editor.session.own.structure)] }
    }

    package static func planReplacement(_ context: AgentContext) throws -> Replacement {
        Replacement(editor: try CardEditor(context))
    }

    /// - Parameter show: what is done with the new key's recovery code.
    /// - Throws: exit 64 when it is not confirmed.
    package static func execute(
        _ plan: Replacement, isConfirmed: Bool, show: (String) -> Void
    ) throws -> Carte {
        guard isConfirmed else { throw AgentError(.usage, "Rien n'est remplacé.") }
        return try plan.editor.replaceKey(show: show)
    }
}
