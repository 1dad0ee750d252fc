internal import LiaisonBase
package import LiaisonSchema

extension KeyName {
    /// The name of an agent's key, as somebody typed it.
    ///
    /// - Throws: exit 64.
    package init(agentText text: String) throws {
        guard let name = KeyName(agent: text) else {
            throw AgentError(
                .usage, "« \(VisibleText.line(text)) » n'est pas un nom de clé d'agent.",
                next: "Il est de la forme structure.example/prenom.nom, en minuscules.")
        }
        self = name
    }
}
