import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// What an agent tells its daemon, and asks of it, about breaches and complaints.
struct Incidents {
    let session: Session

    /// - Parameters:
    ///   - n: that one alone.
    ///   - isReading: whether all that was written of them is read: the log says so.
    func all(n: Int? = nil, isReading: Bool = false) throws -> [IncidentFile] {
        let answer = try session.client.request(
            "GET", Routes.localIncidents(n: n, isReading: isReading))
        return try ((try? JSONValue.parse(answer.body))?.array ?? []).compactMap(\.object)
            .map { try IncidentFile($0, session) }
    }

    /// - Throws: exit 66 for a number that no incident has.
    func file(_ n: Int, isReading: Bool = false) throws -> IncidentFile {
        guard n > 0, let file = try all(n: n, isReading: isReading).first else {
            throw Failure(
                .noInput, "Aucun incident ne porte le numéro \(n).",
                hint: "Voyez « agir-liaison violation lister ».")
        }
        return file
    }

    @discardableResult
    func enter(_ fact: IncidentFact, incident n: Int? = nil) throws -> IncidentFile {
        let answer = try session.client.request(
            "PUT", Routes.localIncident(n), body: Array(JSONValue.object(fact.object).text.utf8),
            seconds: 300)
        guard let object = (try? JSONValue.parse(answer.body))?.object else {
            throw Failure(.data, "Le service n'a pas répondu comme attendu.")
        }
        return try IncidentFile(object, session)
    }

    /// Those who read what people write of incidents: the DPOs, and who writes.
    var readers: [AgeRecipient] {
        let readers = session.own.agents(with: .dpo).map(\.destinataire)
        return readers.contains(session.agent.destinataire)
            ? readers : readers + [session.agent.destinataire]
    }

    func sealed(_ texts: IncidentTexts) throws -> SealedText { try texts.sealed(to: readers) }
}

/// Typed words of a command, read into what can't be wrong.
enum IncidentOptions {
    /// - Throws: exit 64 for what is not a moment.
    static func moment(_ text: String?) throws -> Instant? {
        guard let text else { return nil }
        if text == "maintenant" { return Now.instant }
        guard let moment = Instant(typed: text) else {
            throw Failure(
                .usage, "« \(Output.visible(text)) » n'est pas un moment.",
                hint:
                    "Une date et une heure : 2026-03-28T20:00 (heure de Paris), 28/03/2026 20:00, "
                    + "2026-03-28T19:00:00Z, ou maintenant.")
        }
        return moment
    }

    static func structures(_ texts: [String]) throws -> [StructureName] {
        try texts.map { text in
            guard let name = StructureName(text) else {
                throw Failure(
                    .usage, "« \(Output.visible(text)) » n'est pas un nom de structure.",
                    hint: "Voyez « agir-liaison contact lister ».")
            }
            return name
        }
    }

    /// Agents of the own structure: their name, or what follows the slash.
    static func agents(_ texts: [String], _ session: Session) throws -> [KeyName] {
        try texts.map { text in
            let name = KeyName(agent: text) ?? KeyName(agent: "\(session.own.structure)/\(text)")
            guard let name else {
                throw Failure(
                    .usage, "« \(Output.visible(text)) » n'est pas le nom d'un agent.",
                    hint: "Par exemple \(session.agent.nom).")
            }
            return name
        }
    }

    static func natures(_ texts: [String]) throws -> [IncidentNature] {
        let natures = try texts.map { text in
            guard let nature = IncidentNature(rawValue: text) else {
                throw Failure(
                    .usage, "« \(Output.visible(text)) » n'est pas une nature d'atteinte.",
                    hint: "C'est confidentialite, integrite ou disponibilite, une ou plusieurs.")
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
