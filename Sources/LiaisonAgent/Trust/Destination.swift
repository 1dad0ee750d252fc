internal import LiaisonBase
package import LiaisonCrypto
package import LiaisonSchema

/// Whom a fiche is sealed for.
package enum Destination {
    /// Those of a structure who have one of the roles that the `objet` is sealed to, or the agent named.
    case structure(Carte, agent: Carte.Agent?)
    /// A bare age recipient that no card vouches for.
    case bare(AgeRecipient)
    /// A structure to which a passphrase is told; its kind when its card is known.
    case phrase(StructureName, StructureKind?)

    /// Reads a `DEST`: a structure, an agent, or an age recipient.
    ///
    /// - Parameter roles: those on the other side whom it is for.
    /// - Throws: exit 77 for a contact that is not verified, whose card expired or names nobody of these
    ///   roles.
    package init(
        _ text: String, session: Session, unverifiedReason: String?, roles: [Role] = [.referent],
        allowsExpired: Bool = false
    ) throws {
        if text.hasPrefix("age1") {
            guard let unverifiedReason, !unverifiedReason.isEmpty else {
                throw AgentError(
                    .notAllowed, "Rien ne dit à qui appartient ce destinataire age.",
                    next: .trust(.nameStructure))
            }
            self = .bare(try AgeRecipient(text))
            return
        }
        let agentName = KeyName(agent: text)
        guard let name = agentName?.structure ?? StructureName(text) else {
            throw AgentError(
                .usage, "« \(VisibleText.line(text)) » n'est ni une structure ni un agent.",
                next: .trust(.listContacts))
        }
        let card = try session.trustedCard(name)
        guard card.structure != session.own.structure else {
            throw AgentError(.usage, "Le destinataire est votre propre structure.")
        }
        guard allowsExpired || card.expire > session.now else {
            throw AgentError(
                .notAllowed, "La carte de \(name) a expiré.",
                next: .trust(.importNewCard))
        }
        guard let agentName else {
            guard roles.contains(where: { !card.agents(with: $0).isEmpty }) else {
                throw AgentError(
                    .notAllowed,
                    roles == [.dpo]
                        ? "La carte de \(name) ne nomme aucun agent DPO."
                        : "La carte de \(name) ne nomme aucun référent.")
            }
            self = .structure(card, agent: nil)
            return
        }
        guard let agent = card.agent(agentName) else {
            throw AgentError(.noInput, "La carte de \(name) ne nomme pas \(agentName).")
        }
        self = .structure(card, agent: agent)
    }

    package func recipients(_ roles: [Role]) -> [AgeRecipient] {
        switch self {
        case .structure(_, let agent?): [agent.destinataire]
        case .structure(let card, nil): roles.flatMap { card.agents(with: $0) }.map(\.destinataire)
        case .bare(let recipient): [recipient]
        case .phrase: []
        }
    }

    /// What the addressee is in the programme, when that is known.
    package var kind: StructureKind? {
        switch self {
        case .structure(let card, _): card.type
        case .bare: nil
        case .phrase(_, let kind): kind
        }
    }

    /// As a `DEST` is written; nil for what no card names.
    package var name: String? {
        guard case .structure(let card, let agent) = self else { return nil }
        return agent?.nom.description ?? card.structure.text
    }

    package var card: Carte? {
        if case .structure(let card, _) = self { return card }
        return nil
    }
}
