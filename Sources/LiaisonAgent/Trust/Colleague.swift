internal import LiaisonBase
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
                "La carte de votre structure ne nomme pas « \(VisibleText.line(text)) ».",
                next: .sentence(
                    "Ses agents : "
                        + activeAgents.map(\.nom.local).sorted().joined(separator: ", ") + "."))
        }
        return colleague
    }

    /// Whether one of these roles reads fiches and another controls their use.
    static func readsAndControls(_ roles: Set<Role>) -> Bool {
        roles.isSuperset(of: [.referent, .dpo])
    }
}

extension AgentFolder {
    /// The card held here under that name: the own one, or a contact's.
    ///
    /// - Throws: exit 66 for a structure that is not known.
    package func card(of text: String) throws -> SignedCarte {
        if let own = try anchor(), own.structure.text == text { return try ownCard() }
        guard let name = StructureName(text), let card = try contact(name) else {
            throw AgentError(
                .noInput,
                "La structure « \(VisibleText.line(text)) » n'est pas dans vos contacts.",
                next: .trust(.importCard))
        }
        return card
    }
}
