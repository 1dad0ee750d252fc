import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

/// Whose records a listing asks for, as somebody typed it: a table that is empty because of a slip of the keys
/// would say that nobody did anything.
enum LogActor {
    /// - Returns: the key name; a short one is an agent's of the own structure.
    /// - Throws: `.usage`, with the nearest names, for one whom neither a card at hand nor the log names.
    static func resolve(
        _ text: String, _ reason: LogReason?, _ session: Session
    ) throws -> KeyName {
        let own = session.own
        guard let name = KeyName(text) ?? KeyName("\(own.structure)/\(text)") else {
            throw AgentError(
                .usage, "Ce que vous avez donné comme acteur n'est pas de la forme attendue.",
                next: "C'est un nom de clé, ou le nom court d'un agent de votre structure.")
        }
        let known = names(session)
        if known.contains(name) { return name }
        // Who left long ago, or a partner's agent.
        var query = LogQuery(count: 1)
        query.reason = reason
        let lines = try session.client.logLines(query.target(actor: name))
        guard lines.count == 0 else { return name }
        let near = Likeness.near(
            name.description, in: known.map(\.description).sorted())
        let words = near.map { "« \($0) »" }.joined(separator: " ou ")
        throw AgentError(
            .usage, "Le journal ne connaît personne du nom de \(name).",
            next: .sentence(
                near.isEmpty
                    ? "Les noms sont ceux de la carte de votre structure, et de « journal lister »."
                    : "Vouliez-vous dire \(words) ?"))
    }

    /// Those of the own card, who left included, and the services of the structures at hand.
    private static func names(_ session: Session) -> Set<KeyName> {
        let own = session.own
        let structures = [own.structure] + session.folder.contactNames()
        return Set(
            own.agents.map(\.nom) + own.revocations.compactMap { KeyName($0.cle.name) }
                + structures.map { $0.key(.service) })
    }
}
