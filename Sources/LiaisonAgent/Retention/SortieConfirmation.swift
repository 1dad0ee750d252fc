package import LiaisonHTTP
package import LiaisonSchema

/// A received `sortie` that a referent confirms: it counts then for what was exchanged with its sender.
package enum SortieConfirmation {
    package struct Result {
        package let message: SortieMessage
        package let de: StructureName
        package let outcome: FactOutcome
        /// Whether the sender is an opérateur AGIR: what others say changes no day.
        package let isOperator: Bool
    }

    /// - Parameter name: how the person names the pli (cli.md, «Common», `ID`).
    package static func confirm(_ name: String, _ context: AgentContext) throws -> Result {
        let session = try Session.ready(context, for: .closeFile)
        let row = try BoxListing.find(name, session)
        let content = try SealedContent(row: row, session)
        guard let message = try FicheSource.open(content, session).sortie() else {
            throw AgentError(.data, "Ce pli n'est pas une sortie du programme.")
        }
        let isOperator = try session.trustedCard(row.de).type == .operateurAGIR
        let person = try Person(message.numeroAGDREF, session)
        try session.annotate(person.number, de: row.de, id: row.id)
        if let slip = content.pli?.slip { try session.acknowledge(slip) }
        let outcome = try RetentionClient(session: session).enter(
            .sortie(de: row.de, id: row.id, personnes: person.indices, le: message.le))
        return Result(message: message, de: row.de, outcome: outcome, isOperator: isOperator)
    }
}
