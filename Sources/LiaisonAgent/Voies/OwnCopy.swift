import LiaisonCrypto
import LiaisonSchema

/// What leaves by another road than the service, in two: our own copy, which the daemon keeps as any pli, and
/// the file for the partner, of the same identity and parts.
extension Sealer {
    /// What is said, whatever road it takes.
    struct Content {
        let objet: Objet
        var modele: FicheModele?
        let parts: [Payload.Part]
        /// For people: one self-contained page.
        let page: String
    }

    /// Sealed to both sides, for the service.
    func seal(_ content: Content) throws -> Sealed {
        try seal(content.objet, modele: content.modele, parts: content.parts)
    }

    /// Sealed to our readers alone: a signed manifest of its own, `pour` the partners.
    func ownCopy(_ content: Content) throws -> (sealed: Sealed, plis: [Pli]) {
        let objet = content.objet
        try session.require(objet.sending)
        let names = destinations.map(\.structure)
        guard Set(names).count == names.count, !names.isEmpty else {
            throw AgentError(.usage, "La même structure est nommée deux fois, ou aucune ne l'est.")
        }
        var seen = Set<AgeRecipient>()
        let readers =
            (objet.roles.flatMap { session.own.agents(with: $0) }.map(\.destinataire)
            + [session.agent.destinataire]).filter { seen.insert($0).inserted }
        let sealed = try seal(
            manifest(objet, modele: content.modele, pour: names, recipients: readers),
            content.parts, to: readers)
        let plis = try names.map {
            try pli(sealed, pour: $0, addressees: .roles(roles ?? objet.roles))
        }
        return (sealed, plis)
    }

    /// An age file to the partners' keys, and to our readers'.
    ///
    /// - Parameter copy: the manifest of our own copy.
    func fileByKeys(_ content: Content, like copy: Manifest) throws -> [UInt8] {
        let recipients = try recipients(content.objet)
        var manifest = copy
        manifest.destinataires = Set(recipients.map(Manifest.digest)).sorted()
        return try seal(manifest, content.parts, to: recipients).age
    }

    /// An age file under a phrase (formats.md, «Passphrase form»).
    ///
    /// - Parameter asPage: the content is the page and nothing else, for a partner who has stock `age` only:
    ///   nothing in it is signed.
    func fileByPhrase(
        _ content: Content, like copy: Manifest, passphrase: SecretBytes, asPage: Bool
    ) throws -> [UInt8] {
        var manifest = copy
        manifest.destinataires = []
        let plaintext =
            try asPage
            ? Array(content.page.utf8)
            : Payload.write(manifest, parts: content.parts, key: session.identity.signing)
        var sealed: [UInt8] = []
        try Age.seal(passphrase: passphrase, from: Age.source(plaintext)) { sealed += $0 }
        return sealed
    }
}
