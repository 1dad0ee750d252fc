package import LiaisonSchema

extension Carte {
    /// The agent of that name, full or what follows the slash.
    ///
    /// - Throws: exit 66 that names those there are.
    package func colleague(_ text: String) throws -> Agent {
        let name = KeyName(agent: text) ?? KeyName(agent: "\(structure)/\(text)")
        guard let colleague = name.flatMap({ agent($0) }) else {
            throw AgentError(
                .noInput,
                "La carte de votre structure ne nomme pas « \(PlainLine.visible(text)) ».",
                next: .sentence(
                    "Ses agents : "
                        + activeAgents.map(\.nom.local).sorted().joined(separator: ", ") + "."))
        }
        return colleague
    }
}
