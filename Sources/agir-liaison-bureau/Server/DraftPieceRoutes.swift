import HTTPTypes
import Hummingbird
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// The attachments of a draft: chosen, or dropped on the field; each with its purpose, checked when it comes.
struct DraftPieceRoutes: Sendable {
    let desk: Desk

    struct PiecesPage: Sendable {
        struct Row: Sendable {
            let nom: String
            let precision: String
            let retirer: BoxTable.Action
        }

        let sous: String
        let vide: String?
        let aRangees: Bool
        let rangees: [Row]
        let action: String
        let jeton: String
        let faute: Fault?
        /// The same, where it is about the file.
        let fauteFichier: String?
        let buts: [SendPage.Choice]
        let retour: String
        let controler: String
    }

    private static let purpose = "but"
    private static let file = "fichier"

    func add(to router: RouterGroup<BureauContext>) {
        desk.get(router, "brouillon/:mot/pieces") { context in
            let (id, word) = try desk.draft(context)
            return respond(
                try await desk.agent.run { session in
                    page(try SealedDrafts(session).draft(id), word, nil)
                })
        }
        desk.upload(router, "brouillon/:mot/pieces") { form, context in
            let (id, word) = try desk.draft(context)
            return respond(try await desk.agent.run { try attach(form, id, word, $0) })
        }
        desk.post(router, "brouillon/:mot/piece/:piece/retirer") { _, context in
            let (id, word) = try desk.draft(context)
            guard let piece = context.parameters.get("piece").flatMap({ PliID($0) }) else {
                throw Refused(.missing)
            }
            _ = try await desk.agent.run { session in
                _ = try SealedDrafts(session).detach(piece, from: id)
            }
            return desk.redirect(to: "brouillon/\(word)/pieces")
        }
    }

    private func respond(_ done: AgentDesk.Done<PiecesPage>) -> Response {
        desk.pages.response(
            .pieces, desk.shell("Pièces jointes", .brouillons, notices: done.notices),
            done.result, status: done.result.faute == nil ? .ok : .unprocessableContent)
    }

    /// Those before one that is refused are there: each is checked on its own.
    private func attach(
        _ form: UploadedForm, _ id: PliID, _ word: String, _ session: Session
    ) throws -> PiecesPage {
        let drafts = try SealedDrafts(session)
        let purpose = form.fields[Self.purpose].flatMap { AttachmentPurpose(rawValue: $0) }
        guard let purpose, !form.files.isEmpty else {
            let wrong = Fault(
                "Choisissez un fichier, et dites à quoi il sert.",
                at: purpose == nil
                    ? Self.id(AttachmentPurpose.allCases[0]) : Self.file)
            return page(try drafts.draft(id), word, wrong, purpose)
        }
        for file in form.files {
            do {
                _ = try drafts.attach(
                    Attachments.Piece(nom: file.name, content: file.content, purpose: purpose),
                    to: id)
            } catch let error as AgentError where error.code == .data {
                return page(
                    try drafts.draft(id), word, Fault(desk.fault(error), at: Self.file), purpose)
            }
        }
        return page(try drafts.draft(id), word, nil)
    }

    private static func id(_ purpose: AttachmentPurpose) -> String { "but-\(purpose.rawValue)" }

    /// - Parameter chosen: given back with what is wrong; a browser keeps no file.
    private func page(
        _ draft: SealedDraft, _ word: String, _ fault: Fault?, _ chosen: AttachmentPurpose? = nil
    ) -> PiecesPage {
        let action = desk.place.path(of: "brouillon/\(word)/pieces")
        let rows = draft.pieces.map { piece in
            PiecesPage.Row(
                nom: piece.nom,
                precision: [
                    piece.purpose.map(Self.words), "\((piece.taille + 1_023) / 1_024) Kio",
                ].compactMap { $0 }.joined(separator: ", "),
                retirer: desk.action("brouillon/\(word)/piece/\(piece.id)/retirer"))
        }
        return PiecesPage(
            sous: draft.about,
            vide: rows.isEmpty ? "Aucune pièce jointe." : nil, aRangees: !rows.isEmpty,
            rangees: rows, action: action, jeton: desk.visit.token(for: action), faute: fault,
            fauteFichier: fault.flatMap { $0.cible == Self.file ? $0.texte : nil },
            buts: AttachmentPurpose.allCases.map { purpose in
                SendPage.Choice(
                    id: Self.id(purpose), nom: Self.purpose, valeur: purpose.rawValue,
                    libelle: Self.words(purpose), pris: purpose == chosen)
            }, retour: desk.place.path(of: "brouillon/\(word)/1"),
            controler: desk.place.path(of: "brouillon/\(word)/controle"))
    }

    private static func words(_ purpose: AttachmentPurpose) -> String {
        switch purpose {
        case .preDiagnostic: "le pré-diagnostic"
        case .dossierSPADA: "le dossier de la SPADA"
        case .autre: "un autre document, nécessaire à l'accompagnement"
        }
    }
}
