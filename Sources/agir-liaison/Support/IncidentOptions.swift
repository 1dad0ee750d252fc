import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// Typed words of a command, read into what can't be wrong.
enum IncidentOptions {
    /// - Throws: exit 64 for what is not a moment.
    static func moment(_ text: String?) throws -> Instant? {
        guard let text else { return nil }
        if text == "maintenant" { return Now.instant }
        guard let moment = Instant(typed: text) else {
            throw Failure(
                .usage, "« \(Output.visible(text)) » n'est pas un moment.",
                next: .sentence(
                    "Une date et une heure : 2026-03-28T20:00 (heure de Paris), 28/03/2026 20:00, "
                        + "2026-03-28T19:00:00Z, ou maintenant."))
        }
        return moment
    }

    static func addressee(_ text: String) throws -> NoticeAddressee {
        guard let addressee = NoticeAddressee(text) else {
            throw Failure(
                .usage, "« \(Output.visible(text)) » n'est pas un destinataire.",
                next: "C'est ofii, cnil, personnes, ou le nom d'une structure.")
        }
        return addressee
    }

    /// Agents of the own structure: their name, or what follows the slash.
    static func agents(_ texts: [String], _ session: Session) throws -> [KeyName] {
        try texts.map { text in
            let name = KeyName(agent: text) ?? KeyName(agent: "\(session.own.structure)/\(text)")
            guard let name else {
                throw Failure(
                    .usage, "« \(Output.visible(text)) » n'est pas le nom d'un agent.",
                    next: "Par exemple \(session.agent.nom).")
            }
            return name
        }
    }

    static func natures(_ texts: [String]) throws -> [IncidentNature] {
        let natures = try texts.map { text in
            guard let nature = IncidentNature(rawValue: text) else {
                throw Failure(
                    .usage, "« \(Output.visible(text)) » n'est pas une nature d'atteinte.",
                    next: "C'est confidentialite, integrite ou disponibilite, une ou plusieurs.")
            }
            return nature
        }
        return IncidentNature.allCases.filter(natures.contains)
    }

    /// A text given as it is, or read from standard input where `-` stands: an argument is seen by others.
    static func text(_ text: String?) throws -> String? {
        guard text == "-" else { return text }
        let bytes = try PrivateFile.readStandardInput(limit: IncidentTexts.limit)
        var text = String(decoding: bytes, as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
