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
        package var questions: [Question] { opening.map { [.wasRestored(epoch: $0.epoch)] } ?? [] }
    }

    /// - Throws: exit 65 for an époque that nothing explains, or a checkpoint that the log did not sign.
    package static func plan(_ context: AgentContext) throws -> Plan {
        let editor = try CardEditor(context)
        let session = editor.session
        guard let daemon = session.own.daemon else { return Plan(editor: editor, opening: nil) }
        let opening = try session.client.ask(EpochToOpen.self, "GET", Routes.localEpoch).opening
        if let opening { try check(opening, journal: daemon.journal) }
        return Plan(editor: editor, opening: opening)
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
        let card = try plan.editor.publish { card in
            if let opening = plan.opening, let daemon = card.daemon {
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
        if let opening = plan.opening { try sign(opening, plan.editor.session) }
        return card
    }

    /// That the daemon says what a restoration says.
    private static func check(_ opening: EpochToOpen.Opening, journal key: VerifierKey) throws {
        guard let held = KeyName(key.name)?.epoch, held...held + 1 ~= opening.epoch else {
            throw AgentError(
                .data,
                "Le service dit son journal à l'époque \(opening.epoch), que rien n'explique.",
                next: "Ne signez rien ; prévenez votre DPO.")
        }
        for precedent in opening.precedents {
            let note = try SignedNote(Array(precedent.utf8))
            let tree = try Checkpoint(text: note.text)
            do {
                try note.verify(VerifierKey(name: tree.origin, publicKey: key.publicKey))
            } catch {
                throw AgentError(
                    .data, "Le dernier point de contrôle d'avant n'est pas signé par le journal.",
                    next: "Ne signez rien ; prévenez votre DPO.")
            }
        }
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
