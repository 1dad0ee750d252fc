import LiaisonBase
package import LiaisonSchema

extension FicheInput {
    /// A draft as it stands, to be sent with its attachments (`SealedDrafts.attachments`).
    ///
    /// - Throws: exit 65 for one in which something is wrong: what was refused in a field would else be left
    ///   out without a word.
    package init(
        _ draft: SealedDraft, attachments: Attachments, to destinations: [Destination],
        _ session: Session
    ) throws {
        let pages = draft.pages(on: session.today)
        guard pages.fiche != nil else {
            throw AgentError(
                .data, "La fiche n'est pas finie : rien n'est envoyé.",
                next: "Corrigez ce qui est dit à côté des champs, puis recommencez.")
        }
        // No file: its name only stands for what is remembered by a file's name.
        try self.init(
            file: "brouillons/\(draft.id)",
            content: Array(JSONValue.object(pages.content).text.utf8), attachments: attachments,
            to: destinations, reponseA: draft.link.reponseA?.text,
            remplace: draft.link.remplace?.text, session)
    }
}
