import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// Makes the structure's next card: takes the one in force, changes it, signs it with the structure
/// key that this folder holds, and has the daemon publish it. Nothing changes here before it did.
struct CardEditor {
    let context: AgentContext
    let session: Session
    private let key: SigningKey

    /// - Throws: exit 77 without the role `admin`, or without the structure key.
    init(_ context: AgentContext) throws {
        self.context = context
        session = try Session.open(context).synchronizedIfReachable()
        try session.require(.publishCard)
        guard let key = try session.folder.structureKey(context) else {
            throw AgentError(
                .notAllowed, "Ce dossier ne tient pas la clé de la structure.",
                next: .trust(.askForStructureKey))
        }
        guard key.publicKey == session.own.cleStructure.publicKey else {
            throw AgentError(
                .configuration, "La clé de structure de ce dossier n'est pas celle de la carte.",
                next: "N'en signez rien ; prévenez les autres administrateurs.")
        }
        self.key = key
    }

    /// How long a card lasts, in days.
    static let life: Int64 = 365

    /// - Parameter change: what is new, besides the number and the dates.
    func publish(_ change: (inout Carte) throws -> Void) throws -> Carte {
        try session.folder.locked {
            var card = try own()
            try change(&card)
            bringForward(&card)
            let signed = try SignedCarte(card, key: key)
            try publish(signed)
            try session.folder.pin(signed)
            return card
        }
    }

    /// The card that the change was planned on.
    ///
    /// - Throws: `.tryAgain` when another program published one since: what was planned may not hold there.
    private func own() throws -> Carte {
        guard try session.folder.ownCard().carte.serie <= session.own.serie else {
            throw AgentError(
                .tryAgain, "La carte de votre structure a changé entre-temps : rien n'est publié.",
                next: "Recommencez : la nouvelle carte sera reprise.")
        }
        return session.own
    }

    private func bringForward(_ card: inout Carte) {
        card.serie += 1
        card.emise = session.now
        card.expire = card.emise + Self.life * 86_400
    }

    private func publish(_ signed: SignedCarte) throws {
        guard signed.carte.daemon != nil else { return }
        _ = try session.client.request("PUT", Routes.localCard, body: signed.bytes)
    }

    /// A new structure key, in a card that the one before signs too.
    ///
    /// - Parameter show: what is done with the recovery code, before anybody hears of the key. Not
    ///   called when a replacement that was cut short goes on: it was shown then.
    func replaceKey(show: (String) -> Void) throws -> Carte {
        let (_, passphrase) = try session.folder.open("identite.age", context)
        return try session.folder.locked { try replaceKey(passphrase, show) }
    }

    private func replaceKey(
        _ passphrase: SecretBytes?, _ show: (String) -> Void
    ) throws -> Carte {
        let folder = session.folder
        let pending = try folder.pendingStructureKey(passphrase)
        if let pending, let published = try published(under: pending) {
            try folder.adoptStructureKey()
            try folder.pin(published)
            return published.carte
        }
        let new = try pending ?? SigningKey.generate()
        var card = try own()
        card.remplace = card.cleStructure
        card.cleStructure = try new.verifierKey(
            name: card.structure.key(.structure).description)
        bringForward(&card)
        let signed = try SignedCarte(card, key: new, replacing: key)
        // Kept before anybody hears of it, beside the one in use.
        if pending == nil { show(try folder.prepare(structureKey: new, passphrase: passphrase)) }
        try publish(signed)
        try folder.adoptStructureKey()
        try folder.pin(signed)
        return card
    }

    /// The daemon's card, when it took our replacement and the answer was lost.
    private func published(under key: SigningKey) throws -> SignedCarte? {
        guard let card = try Session.publicCard(session.client),
            card.carte.cleStructure.publicKey == key.publicKey,
            card.isReplacement(of: try session.folder.ownCard())
        else { return nil }
        return card
    }

    /// The content of `structure.age`.
    func structureKeyFile() throws -> [UInt8] { AgentFolder.structureKeyFile(key) }
}
