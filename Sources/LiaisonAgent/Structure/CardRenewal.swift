import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// The card made anew for a year; after a restoration of the daemon it names the log's new époque.
package struct CardRenewal {
    package enum Question: Equatable, Sendable {
        /// Whether the daemon was restored from a backup: its log opens that époque.
        case wasRestored(epoch: Int)
    }

    package struct Plan {
        fileprivate let editor: CardEditor
        fileprivate let opening: EpochToOpen.Opening?
        /// The époque that our card names, when the daemon that was put back does not know that card: another
        /// one is to be opened.
        fileprivate let taken: Int?

        package var questions: [Question] {
            opening.map { [.wasRestored(epoch: max($0.epoch, (taken ?? 0) + 1))] } ?? []
        }
    }

    /// - Throws: exit 65 for an époque that nothing explains, or a checkpoint that the log did not sign.
    package static func plan(_ context: AgentContext) throws -> Plan {
        let editor = try CardEditor(context)
        let session = editor.session
        guard let daemon = session.own.daemon else {
            return Plan(editor: editor, opening: nil, taken: nil)
        }
        guard let opening = try asked(session) else {
            return Plan(editor: editor, opening: nil, taken: nil)
        }
        // A daemon that was put back knows neither our card nor the époque that it names.
        if let named = KeyName(daemon.journal.name)?.epoch, named >= opening.epoch,
            let shown = try Session.publicCard(session.client)?.carte,
            shown.serie < session.own.serie
        {
            return Plan(editor: editor, opening: opening, taken: named)
        }
        try check(opening, journal: daemon.journal)
        return Plan(editor: editor, opening: opening, taken: nil)
    }

    /// What the daemon says is to be signed; it asks its partners first.
    private static func asked(_ session: Session) throws -> EpochToOpen.Opening? {
        try session.client.ask(EpochToOpen.self, "GET", Routes.localEpoch, seconds: 60).opening
    }

    /// - Parameters:
    ///   - wasRestored: the answer to the question, true where there was none.
    ///   - address: nil keeps the one there is; so does `courriel`.
    /// - Throws: exit 77 when nobody restored the daemon: nothing is signed.
    package static func execute(
        _ plan: Plan, wasRestored: Bool = true, address: PeerAddress? = nil,
        courriel: String? = nil
    ) throws -> Carte {
        guard plan.opening == nil || wasRestored else {
            throw AgentError(
                .notAllowed, "Rien n'est signé.",
                next: "Sans restauration, la base a été remplacée : prévenez votre DPO.")
        }
        let opening = try plan.taken.map { try leave($0, plan.editor.session) } ?? plan.opening
        let card = try plan.editor.publish { card in
            if let opening, let daemon = card.daemon {
                card.daemon = Carte.DaemonKeys(
                    service: daemon.service,
                    journal: try VerifierKey(
                        name: "\(card.structure.key(.journal))/\(opening.epoch)",
                        publicKey: daemon.journal.publicKey),
                    temoin: daemon.temoin)
            }
            if let address { card.adresse = address }
            if let courriel { card.courriel = courriel }
        }
        if let opening { try sign(opening, plan.editor.session) }
        _ = try plan.editor.session.under(card).signAgain()
        return card
    }

    /// Tells the daemon that an époque is taken; what it then opens.
    private static func leave(_ taken: Int, _ session: Session) throws -> EpochToOpen.Opening? {
        guard let daemon = session.own.daemon else { return nil }
        _ = try session.client.request("POST", Routes.localEpoch(known: taken))
        guard let opening = try asked(session), opening.epoch > taken else {
            throw AgentError(
                .data, "Le service garde à son journal l'époque \(taken), qui a déjà servi.",
                next: "Ne signez rien ; prévenez votre DPO.")
        }
        try check(opening, journal: daemon.journal)
        return opening
    }

    /// That the daemon says what a restoration says: the époque after the one that our card names, or after
    /// one that a witness knows by the log's own signature.
    private static func check(_ opening: EpochToOpen.Opening, journal key: VerifierKey) throws {
        let known = try opening.precedents.map {
            try check($0, before: opening.epoch, journal: key)
        }
        guard let held = KeyName(key.name)?.epoch,
            held...held + 1 ~= opening.epoch || known.contains(opening.epoch - 1)
        else {
            throw AgentError(
                .data,
                "Le service dit son journal à l'époque \(opening.epoch), que rien n'explique.",
                next: "Ne signez rien ; prévenez votre DPO.")
        }
    }

    /// A checkpoint of an époque before, signed by the log; or its text alone, where nothing was signed yet:
    /// a partner who cosigned something refuses that one, and tells both DPOs.
    ///
    /// - Returns: the époque that the log's signature vouches for; nil for a text alone.
    private static func check(
        _ precedent: String, before epoch: Int, journal key: VerifierKey
    ) throws -> Int? {
        let note = try? SignedNote(Array(precedent.utf8))
        let tree = try Checkpoint(text: note?.text ?? precedent)
        guard precedent.utf8.count <= Checkpoint.noteLimit, let name = KeyName(tree.origin),
            let own = KeyName(key.name), name.structure == own.structure,
            let before = name.epoch, before < epoch
        else {
            throw AgentError(
                .data, "Le dernier point de contrôle d'avant n'est pas de ce journal.",
                next: "Ne signez rien ; prévenez votre DPO.")
        }
        guard let note else { return nil }
        do {
            try note.verify(VerifierKey(name: tree.origin, publicKey: key.publicKey))
        } catch {
            throw AgentError(
                .data, "Le dernier point de contrôle d'avant n'est pas signé par le journal.",
                next: "Ne signez rien ; prévenez votre DPO.")
        }
        return before
    }

    /// The act that says what the new époque follows (formats.md, «Époque»).
    private static func sign(_ opening: EpochToOpen.Opening, _ session: Session) throws {
        for precedent in opening.precedents {
            let acte = try EpochActe(
                structure: session.own.structure, epoque: opening.epoch, precedent: precedent,
                motif: .restauration
            ).signed(by: session.identity.signing, name: session.agent.nom)
            _ = try session.client.request("PUT", Routes.localEpoch, body: acte.bytes)
        }
        session.context.notify(.trust(.epochOpened(opening.epoch)))
    }
}
