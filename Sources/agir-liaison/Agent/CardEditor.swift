import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// Makes the structure's next card: takes the one in force, changes it, signs it with the structure
/// key that this folder holds, and has the daemon publish it. Nothing changes here before it did.
struct CardEditor {
    let options: CommonOptions
    let session: Session
    private let key: SigningKey

    /// - Throws: exit 77 without the role `admin`, or without the structure key.
    init(_ options: CommonOptions) throws {
        self.options = options
        session = try Session.open(options).synchronizedIfReachable()
        try session.require(.publishCard)
        guard let key = try session.folder.structureKey(options) else {
            throw Failure(
                .notAllowed, "Ce dossier ne tient pas la clé de la structure.",
                hint: "Demandez-la à qui la tient : « agir-liaison structure confier ».")
        }
        guard key.publicKey == session.own.cleStructure.publicKey else {
            throw Failure(
                .configuration, "La clé de structure de ce dossier n'est pas celle de la carte.",
                hint: "N'en signez rien ; prévenez les autres administrateurs.")
        }
        self.key = key
    }

    /// How long a card lasts, in days.
    static let life: Int64 = 365

    /// - Parameter change: what is new, besides the number and the dates.
    func publish(_ change: (inout Carte) throws -> Void) throws -> Carte {
        var card = session.own
        try change(&card)
        card.serie += 1
        card.emise = Now.instant
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
    func replaceKey(show: (String) -> Void) throws -> Carte {
        let folder = session.folder
        let (_, passphrase) = try folder.open("identite.age", options)
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
        card.emise = Now.instant
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
    func structureKeyFile() throws -> [UInt8] { AgentFolder.structureKeyFile(key) }

    func report(_ card: Carte, _ text: String) {
        if options.json {
            var object = JSONObject()
            object["structure"] = .string(card.structure.text)
            object["serie"] = .integer(Int64(card.serie))
            object["expire"] = .string(card.expire.description)
            return Output.json(.object(object))
        }
        Output.line("\(text) Carte \(EmpreinteCommand.series(card)).")
        if card.daemon == nil {
            Output.line("Remettez-la à vos partenaires : « agir-liaison carte exporter ».")
        } else {
            Output.line("Le service la transmet aux partenaires qui ont une adresse.")
        }
    }
}

/// A fingerprint that somebody read out, compared in constant time.
enum TypedFingerprint {
    /// - Parameters:
    ///   - text: as given on the command line; nil: it is asked.
    ///   - question: what to ask.
    static func read(_ text: String?, _ question: String) throws -> Fingerprint {
        guard let text = text ?? Terminal.ask(question) else {
            throw Failure(
                .usage, "Il faut l'empreinte, lue de vive voix.",
                hint: "Donnez --empreinte \"NNNNN …\", ou lancez la commande dans un terminal.")
        }
        guard let typed = Fingerprint(typed: text) else {
            throw Failure(
                .usage, "Une empreinte a six groupes de cinq chiffres.", hint: "Faites-la relire.")
        }
        return typed
    }

    /// Which groups differ: said to the person at the keyboard only, never to a log.
    static func difference(_ typed: Fingerprint, _ expected: Fingerprint) -> String {
        guard Terminal.isInteractive else { return "" }
        let groups = typed.differingGroups(from: expected).map(String.init).joined(separator: ", ")
        return " Groupes qui diffèrent : \(groups)."
    }
}
