import JOSE
import LiaisonBase
import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// A guichet that is served from now on. Its phrase was shown, and is nowhere.
package struct OpenedGuichet: Sendable {
    package let guichet: LocalGuichet
    /// The address with the token: for the mail, which is not the text message.
    package let link: String
    /// What to write in the mail.
    package let mail: String
    /// The last day on which it opens.
    package let day: CalendarDate
    /// The page as one file.
    package let page: [UInt8]?
}

/// The one order in which a guichet is opened (guichet.md, «The daemon's side»): prepared, nothing served;
/// the phrase shown; only then the sealed content served. A crash in between leaves a name that opens
/// nothing, which the daemon drops.
struct GuichetOpening {
    let session: Session
    let term: GuichetTerm
    /// The person's terminal.
    let show: (Handover.SecretMessage) throws -> Void
    /// Whether the page is made as one file too.
    var isFile = false

    /// Seconds that giving the content to the daemon may take.
    private static let patience: Int64 = 300

    /// Where guichets are served.
    ///
    /// - Throws: exit 69 without a daemon, 78 where the administrator opened none: asked before anything
    ///   is deposited.
    static func address(_ session: Session) throws -> String {
        let page = try session.client.ask(
            LocalGuichetPage.self, "GET", Routes.localGuichets(after: nil))
        guard let address = page.adresse else {
            throw AgentError(
                .configuration, "Ce service n'ouvre pas de guichet.",
                next: "L'administrateur en règle l'adresse : « guichet.adresse ».")
        }
        return address
    }

    /// - Parameters:
    ///   - address: as `address(_:)` gives it.
    ///   - replacing: the guichet of the same subject that this one closes.
    func run(
        _ content: GuichetContent, for pour: StructureName, _ subject: GuichetSubject,
        at address: String, replacing: GuichetName? = nil
    ) throws -> OpenedGuichet {
        let (token, phrase) = try (GuichetToken(), Phrase.generate())
        let name = token.name
        let words = try phrase.text(.space)
        let sealed = try seal(content, name, token.password(phrase: words))
        let preparation = GuichetPreparation(
            pour: pour, subject: subject, fin: term.end, preuve: Hex.encode(content.proofDigest),
            cle: try sealedKey(content), remplace: replacing)
        let prepared = try session.client.ask(
            LocalGuichet.self, "PUT", Routes.localGuichet(name),
            body: Array(JSONValue.object(preparation.object).text.utf8))
        guard prepared.nom == name else { throw LocalUnreadable("guichet.nom") }
        let letter = GuichetLetter(own: session.own, address: address)
        let text = words.withBytes { String(decoding: $0, as: UTF8.self) }
        try show(
            Handover.SecretMessage(
                file: "la page de \(letter.host)", phrase: text, sms: letter.sms(text)))
        let guichet = try session.client.ask(
            LocalGuichet.self, "PUT", Routes.localGuichetContent(name, isHandedOver: isFile),
            body: sealed, seconds: Self.patience)
        guard guichet.nom == name, guichet.statut == .ouvert else {
            throw LocalUnreadable("guichet.statut")
        }
        let link = letter.link(token)
        return OpenedGuichet(
            guichet: guichet, link: link, mail: letter.mail(link, until: term.day), day: term.day,
            page: isFile ? GuichetFile.page(sealed, token, session.own) : nil)
    }

    private func seal(
        _ content: GuichetContent, _ name: GuichetName, _ password: SecretBytes
    ) throws -> [UInt8] {
        var plaintext = content.plaintext
        defer { Sodium.wipe(&plaintext) }
        return try PasswordJWE(contentType: GuichetContent.contentType, name: name.text)
            .seal(plaintext, password: password)
    }

    /// The key of the answers, for those here who read fiches and for who sends: the daemon keeps it and
    /// can't use it.
    private func sealedKey(_ content: GuichetContent) throws -> [UInt8] {
        var seen = Set<AgeRecipient>()
        let readers =
            (Objet.recu.roles.flatMap { session.own.agents(with: $0) }.map(\.destinataire)
            + [session.agent.destinataire]).filter { seen.insert($0).inserted }
        var key = content.cleReponse.withBytes { Array($0) }
        defer { Sodium.wipe(&key) }
        return try Age.seal(key, to: readers)
    }
}
