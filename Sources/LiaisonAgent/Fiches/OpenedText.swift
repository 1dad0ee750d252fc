import LiaisonBase
package import LiaisonSchema

/// What was opened, for people and for other programs.
extension OpenedPayload {
    /// The fiche as the official form; one that is signed but does not fit is shown with its
    /// defects, never lost (fiches.md). A page is always `HTMLPage`'s, whatever was opened: a partner's
    /// text never is markup.
    package func text(_ format: FicheFormat) -> String {
        let content = parts.first?.content ?? []
        if let notice, let sender {
            let document = NoticeDocument(
                notice, from: "\(sender.libelle) (\(sender.structure))", signature: signature)
            return switch format {
            case .json: JSONValue.object(notice.object).text + "\n"
            case .html: document.html
            case .texte: document.text
            }
        }
        if manifest?.objet == .tableauOFII {
            return format == .html
                ? OFIITable.html(content, signature: signature) : tableText(content)
        }
        // What was transcribed of documents is a form like another; where it comes from stands above it.
        if reception != nil, let transcribed = payload?.fichePart?.content, format != .json {
            return format == .html
                ? view(transcribed).text(.html)
                : (document(content)?.text ?? "") + "\n" + view(transcribed).text(.texte)
        }
        switch format {
        case .json:
            let value = (try? JSONValue.parse(content)) ?? .object(JSONObject())
            return value.text + "\n"
        case .html: return document(content)?.html ?? view(content).text(.html)
        case .texte: return document(content)?.text ?? view(content).text(.texte)
        }
    }

    /// A monthly table; nil for anything else.
    package var table: OFIITableReading? {
        guard manifest?.objet == .tableauOFII else { return nil }
        return OFIITableReading(parts.first?.content ?? [], signature: signature)
    }

    /// A message between structures; nil for a fiche, and for what is not the message that it should be.
    private func document(_ content: [UInt8]) -> ReceivedDocument? {
        guard let manifest else { return nil }
        if let reception { return document(reception) }
        if let message = try? sortie() {
            return ReceivedDocument(
                "Sortie du programme, dite par \(manifest.structure)",
                [
                    .labelled("N° AGDREF", message.numeroAGDREF.digits),
                    .labelled("Fin de l'accompagnement", message.le.french),
                ], signature: signature)
        }
        if manifest.objet == .anomalie, let message = try? AnomalieMessage(content) {
            return ReceivedDocument(
                "Anomalie dite par \(manifest.structure)", [.text(message.texte)],
                signature: signature)
        }
        return rightsDocument(signature)
    }

    /// What came outside the service, and the documents that it holds: `-o` writes them.
    private func document(_ reception: ReceptionNote) -> ReceivedDocument {
        let documents = parts.dropFirst().filter { $0.nom != payload?.fichePart?.nom }
        let isAnswer = reception.voie == .guichet
        var lines: [ReceivedDocument.Line] = [
            .labelled("Voie", reception.voie.french), .labelled("Reçus le", reception.le.french),
            .text(
                isAnswer
                    ? "Écrit avec le lien et la phrase du guichet : rien ne prouve par qui."
                    : "Déclaré par qui les a enregistrés : rien ne prouve qui les a écrits."),
        ]
        for part in documents {
            // What was typed on the page is read here; the files are for `-o`.
            if isAnswer, part.nom == AnswerDocuments.message {
                lines.append(.text(String(decoding: part.content, as: UTF8.self)))
            } else {
                lines.append(
                    .labelled(
                        VisibleText.line(part.nom),
                        AttachmentType.said(part.type, bytes: part.content.count)))
            }
        }
        let title = isAnswer ? "Réponse de" : "Documents reçus de"
        return ReceivedDocument(
            "\(title) \(reception.origine)", lines, signature: signature)
    }

    /// A spreadsheet reads it better: `-o` writes it.
    private func tableText(_ content: [UInt8]) -> String {
        let text = String(decoding: content, as: UTF8.self)
            .replacing("\u{FEFF}", with: "").replacing("\r\n", with: "\n")
        return VisibleText.escaped(text) + "\(signature ?? "")\n"
    }
}
