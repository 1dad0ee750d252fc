internal import LiaisonBase
package import LiaisonSchema

extension RightsMessage {
    /// What is to be put right, for a terminal; a text of several lines goes on under its first.
    package var visibleLines: [String] {
        lines.map { VisibleText.lines($0).joined(separator: "\n    ") }
    }
}

/// What plis about rights say, once opened.
extension OpenedPayload {
    /// - Throws: for an answer that does not come from a colleague.
    package static func checkInternal(_ payload: Payload, _ session: Session) throws {
        guard
            ![.reponseDroits, .recu].contains(payload.manifest.objet)
                || payload.manifest.structure == session.own.structure
        else {
            throw SchemaError(
                .surreptitious,
                "Ce contenu (\(payload.manifest.objet.french)) ne vient que d'un collègue.",
                hint: "Ne vous y fiez pas ; prévenez votre DPO.")
        }
    }

    /// What a partner asks for a person; nil for another kind of pli.
    package func droits() throws -> RightsMessage? {
        guard manifest?.objet == .droits, let content = payload?.first?.content else { return nil }
        return try RightsMessage(content)
    }

    /// What a referent assembled; nil for another kind of pli.
    package func accessAnswer() throws -> AccessAnswer? {
        guard manifest?.objet == .reponseDroits, let content = payload?.first?.content else {
            return nil
        }
        return try AccessAnswer(content)
    }

    package var rightsNumber: AGDREFNumber? {
        (try? droits())?.numeroAGDREF ?? (try? accessAnswer())?.numeroAGDREF
    }

    /// Either of the two, as people read it.
    func rightsDocument(_ signature: String?) -> ReceivedDocument? {
        guard let manifest else { return nil }
        if let message = try? droits() {
            return ReceivedDocument(
                "Demande de droits, transmise par \(manifest.structure)",
                [
                    .labelled("N° AGDREF", message.numeroAGDREF.digits),
                    .labelled(
                        "Droit",
                        "\(message.demande.french) (RGPD, art. \(message.demande.article))"),
                ] + message.lines.map { .labelled("À rectifier", $0) }, signature: signature)
        }
        guard let answer = try? accessAnswer() else { return nil }
        return ReceivedDocument(
            "Réponse à la demande n° \(answer.demande)",
            [
                .labelled("N° AGDREF", answer.numeroAGDREF.digits),
                .text(
                    Plural.of(answer.plis.count, "pli assemblé", "plis assemblés") + ", "
                        + Plural.of(answer.nonOuverts.count, "non ouvert", "non ouverts")),
            ], signature: signature)
    }

    /// What the reader does about it; nil for what is only read.
    package var next: FicheStep? {
        guard let manifest else { return nil }
        if (try? sortie()) != nil { return .confirmExit(manifest.id) }
        if (try? droits()) != nil { return .answerRights(manifest.id) }
        return (try? accessAnswer()).map { .writeAccess(demande: $0.demande) }
    }
}
