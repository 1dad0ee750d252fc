package import LiaisonSchema

/// The attachments of drafts: checked when they come, bare of place and device, sealed under a key of their own
/// each. No file of them is ever written in plain.
extension SealedDrafts {
    /// Bytes of one.
    private static let pieceLimit = 10 << 20

    /// Adds one, as a browser sent it.
    ///
    /// - Throws: exit 65 for what no fiche carries, alone or with those that are there; exit 66 when the draft is
    ///   gone.
    package func attach(_ piece: Attachments.Piece, to id: PliID) throws -> SealedDraft {
        guard let part = try Attachments(pieces: [piece]).parts.first else {
            throw AgentError(.data, "Il n'y a pas de pièce jointe.")
        }
        return try change(id) { draft in
            let total = draft.pieces.reduce(part.content.count) { $0 + $1.taille }
            try Attachments.check(count: draft.pieces.count + 1, total: total)
            let named = Self.numbered(part, beside: draft.pieces)
            let added = DraftPiece(named, piece.purpose)
            // Before the draft names it: what a crash leaves is a file that nothing names.
            try contents.write(named.content, to: Self.content(added.id, of: id))
            draft.pieces.append(added)
        }
    }

    /// The same under a name that no other has, in the way of those of a sending.
    private static func numbered(
        _ part: Payload.Part, beside pieces: [DraftPiece]
    ) -> Payload.Part {
        var names = EntryName()
        for piece in pieces { _ = names.keep(piece.nom) }
        return Payload.Part(nom: names.keep(part.nom), type: part.type, content: part.content)
    }

    /// Says what one is for.
    package func say(_ purpose: AttachmentPurpose, of piece: PliID, in id: PliID) throws
        -> SealedDraft
    {
        try change(id) { draft in
            guard let place = draft.pieces.firstIndex(where: { $0.id == piece }) else { return }
            draft.pieces[place].purpose = purpose
        }
    }

    /// Takes one away. One that is not there is no error.
    package func detach(_ piece: PliID, from id: PliID) throws -> SealedDraft {
        let draft = try change(id) { $0.pieces.removeAll { $0.id == piece } }
        contents.folder.remove(Self.content(piece, of: id))
        return draft
    }

    /// All of a draft's, to be sent with it.
    ///
    /// - Throws: exit 66 for one that can't be read any more.
    package func attachments(of draft: SealedDraft) throws -> Attachments {
        try Attachments(
            pieces: draft.pieces.map { piece -> Attachments.Piece in
                let name = Self.content(piece.id, of: draft.id)
                guard let content = try contents.read(name, limit: Self.pieceLimit) else {
                    throw AgentError(
                        .noInput, "Une pièce jointe de ce brouillon n'est plus lisible.",
                        next: "Retirez-la, puis joignez-la de nouveau.")
                }
                return Attachments.Piece(
                    nom: piece.nom, content: content, purpose: piece.purpose)
            })
    }

    /// Takes away what no draft names. Those of a draft that is there and can't be read stay.
    func tidyPieces() throws {
        for name in contents.folder.names {
            let draft = name.split(separator: ".").first.flatMap { PliID(String($0)) }
            let isNamed = draft.map { self.isNamed(name, in: $0) } ?? false
            if !isNamed { contents.folder.remove(name) }
        }
        try contents.folder.tidy()
    }

    private func isNamed(_ name: String, in id: PliID) -> Bool {
        guard isThere(id) else { return false }
        guard let draft = try? self.draft(id) else { return true }
        return draft.pieces.contains { Self.content($0.id, of: id) == name }
    }
}
