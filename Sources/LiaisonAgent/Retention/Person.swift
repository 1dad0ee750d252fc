package import LiaisonSchema

/// A person by the AGDREF number, and by every pseudonym that the structure's index keys give it.
package struct Person {
    package let number: AGDREFNumber
    package let indices: [PersonIndex]

    /// - Throws: `.notAllowed` when this agent holds no index key yet.
    package init(_ number: AGDREFNumber, _ session: Session) throws {
        self.number = number
        indices = try IndexKeyring.required(session).indices(of: number)
    }

    /// The person whom a fiche of a box is about.
    package init(fiche: String, _ session: Session) throws {
        guard let number = try FicheSource.received(fiche, session).fiche.numeroAGDREF else {
            throw AgentError(
                .data, "Cette fiche ne porte pas de numéro AGDREF.",
                next: .retention(.attachFiche))
        }
        try self.init(number, session)
    }
}
