import LiaisonBase
package import LiaisonSchema

extension AgentError {
    /// A number that nothing here bears: mistyped, more often than not.
    ///
    /// - Parameter unread: how many plis nobody said yet whom they are about.
    static func nobody(
        unread: Int, next: NextStep = .retention(.checkNumber)
    ) -> AgentError {
        AgentError(
            .noInput,
            "Rien, ici, ne porte ce numéro."
                + (unread == 0
                    ? ""
                    : " "
                        + Plural.of(
                            unread,
                            "pli que personne n'a encore ouvert ni rattaché n'a pas pu être regardé.",
                            "plis que personne n'a encore ouverts ni rattachés n'ont pas pu être regardés."
                        )),
            next: next)
    }
}

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
