import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// Makes the structure's next card: takes the one in force, changes it, signs it with the structure
/// key that this folder holds, and has the daemon publish it. Nothing changes here before it did.
package struct CardEditor {
    package let context: AgentContext
    package let session: Session
    private let key: SigningKey

    /// - Throws: exit 77 without the role `admin`, or without the structure key.
    package init(_ context: AgentContext) throws {
        self.context = context
        session = try Session.open(context).synchronizedIfReachable()
        try session.require(.publishCard)
        guard let key = try session.folder.structureKey(context) else {
            throw AgentError(
                .notAllowed, "Ce dossier ne tient pas la clé de la structure.",
                next: "Demandez-la à qui la tient : « agir-liaison structure confier ».")
        }
        guard key.publicKey == session.own.cleStructure.publicKey else {
            throw AgentError(
                .configuration, "La clé de structure de ce dossier n'est pas celle de la carte.",
                next: "N'en signez rien ; prévenez les autres administrateurs.")
        }
        self.key = key
    }

    /// How long a card lasts, in days.
    package static let life: Int64 = 365

    /// - Parameter change: what is new, besides the number and the dates.
    package func publish(_ change: (inout Carte) throws -> Void) throws -> Carte {
        var card = session.own
        try change(&card)
        card.serie += 1
        card.emise = session.now
        card.expire = card.emise + Self.life * 86_400
        let signed = try SignedCarte(card, key: key)
        if card.daemon != nil {
            _ = try session.client.request("PUT", Routes.localCard, body: signed.bytes)
        }
        try session.folder.pin(signed)
        return card
    }

    /// A new structure key, in a card that the one before signs too.
    ///
    /// - Parameter show: what is done with the recovery code, before anybody hears of the key. Not
    ///   called when a replacement that was cut short goes on: it was shown then.
    package func replaceKey(show: (String) -> Void) throws -> Carte {
        let folder = session.folder
        let (_, passphrase) = try folder.open("identite.age", context)
        let pending = try folder.pendingStructureKey(passphrase)
        if let pending, let published = try published(under: pending) {
            try folder.adoptStructureKey()
            try folder.pin(published)
            return published.carte
        }
        let new = try pending ?? SigningKey.generate()
        var card = session.own
        card.remplace = card.cleStructure
        card.cleStructure = try new.verifierKey(
            name: card.structure.key(.structure).description)
        card.serie += 1
        card.emise = session.now
        card.expire = card.emise + Self.life * 86_400
        let signed = try SignedCarte(card, key: new, replacing: key)
        // Kept before anybody hears of it, beside the one in use.
        if pending == nil { show(try folder.prepare(structureKey: new, passphrase: passphrase)) }
        if card.daemon != nil {
            _ = try session.client.request("PUT", Routes.localCard, body: signed.bytes)
        }
        try folder.adoptStructureKey()
        try folder.pin(signed)
        return card
    }

    /// The daemon's card, when it took our replacement and the answer was lost.
    private func published(under key: SigningKey) throws -> SignedCarte? {
        guard let answer = try? session.client.request("GET", Routes.card),
            let card = try? SignedCarte(answer.body),
            card.carte.cleStructure.publicKey == key.publicKey,
            card.isReplacement(of: try session.folder.ownCard())
        else { return nil }
        return card
    }

    /// The content of `structure.age`.
    package func structureKeyFile() throws -> [UInt8] { AgentFolder.structureKeyFile(key) }
}
