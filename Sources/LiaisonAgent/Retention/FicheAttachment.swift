import LiaisonHTTP
package import LiaisonSchema

/// Attaching a fiche to a person: only what this agent can read, and the right person's.
package enum FicheAttachment {
    package enum Question: Equatable, Sendable {
        /// The person's AGDREF number.
        case number
    }

    package struct Plan {
        package let session: Session
        package let fiche: PliKey
        /// The number that the fiche bears, if it bears one.
        let own: AGDREFNumber?
        package let questions: [Question] = [.number]
    }

    /// - Parameter name: how the person names the fiche (cli.md, «Common», `ID`).
    package static func plan(_ name: String, _ context: AgentContext) throws -> Plan {
        let session = try Session.ready(context, for: .closeFile)
        let row = try BoxListing.find(name, session)
        let opened = try FicheSource.open(row, session)
        guard opened.fiche != nil || opened.reception != nil else {
            throw AgentError(.data, "Ce pli n'est pas une fiche : il ne se rattache pas.")
        }
        return Plan(
            session: session, fiche: PliKey(de: row.de, id: row.id),
            own: opened.fiche?.numeroAGDREF)
    }

    package static func execute(_ plan: Plan, number: AGDREFNumber) throws {
        if let own = plan.own, own.padded != number.padded {
            throw AgentError(
                .data, "Cette fiche porte un autre numéro AGDREF.", next: .retention(.correctFiche))
        }
        _ = try IndexKeyring.required(plan.session)
        try plan.session.annotate(number, de: plan.fiche.de, id: plan.fiche.id)
    }
}
