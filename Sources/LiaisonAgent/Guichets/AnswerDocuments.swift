import LiaisonBase
import LiaisonSchema

/// What an answer of a guichet holds, as the parts of a `recu`. All of it is a stranger's word: whoever has
/// the link and the words may have written it.
struct AnswerDocuments {
    /// The part that says what the page was given besides files.
    static let message = "reponse.txt"

    /// Nil where there is none, or where it does not fit its form.
    let fiche: Fiche?
    let parts: [Payload.Part]
    /// The names of files that are no document.
    let leftOut: [String]

    /// - Parameter isReply: whether the guichet gave a fiche, which this one answers.
    init(_ reply: GuichetReply, isReply: Bool, on today: CalendarDate) {
        let report = reply.report(today: today, reponseA: isReply)
        fiche = report?.fiche
        var names = EntryName()
        var parts: [Payload.Part] = []
        var lines = Self.lines(reply)
        if let fiche {
            parts.append(.fiche(fiche.json))
        } else if let content = reply.fiche {
            // Signed by nobody and not fit: kept as it came, never lost.
            let name = names.take("fiche-a-corriger.json")
            parts.append(
                Payload.Part(
                    nom: name, type: "application/json",
                    content: Array(JSONValue.object(content).text.utf8)))
            lines.append("La fiche jointe (\(name)) ne suit pas son formulaire :")
            lines += (report?.erreurs ?? []).map { "  \($0.description)" }
        }
        let message = names.take(Self.message)
        var leftOut: [String] = []
        var files: [Payload.Part] = []
        for piece in reply.pieces {
            guard let type = piece.type else {
                leftOut.append(piece.nom)
                lines.append("Laissé de côté, car ce n'est pas un document : \(piece.nom)")
                continue
            }
            files.append(
                Payload.Part(
                    nom: names.take(type.fitted(piece.nom)), type: type.rawValue,
                    content: piece.content))
        }
        parts.append(
            Payload.Part(
                nom: message, type: "text/plain",
                content: Array((lines.joined(separator: "\n") + "\n").utf8)))
        self.parts = parts + files
        self.leftOut = leftOut
    }

    private static func lines(_ reply: GuichetReply) -> [String] {
        let who = reply.repondant
        let name = [who.nom, who.fonction, who.telephone].compactMap(\.self)
            .joined(separator: ", ")
        var lines = ["Répondant, d'après lui-même : \(name)"]
        if let meeting = reply.rendezVous {
            lines.append(
                "Rendez-vous le \(meeting.day.french) à \(meeting.time) : \(meeting.lieu)")
        }
        if let text = reply.texte { lines += ["", text] }
        return lines
    }
}
