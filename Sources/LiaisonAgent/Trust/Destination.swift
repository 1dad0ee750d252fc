internal import LiaisonBase
package import LiaisonCrypto
package import LiaisonSchema

/// Whom a fiche is sealed for.
package enum Destination: Equatable, Sendable {
    /// Those of a structure who have one of the roles that the `objet` is sealed to, or the agent named.
    case structure(Carte, agent: Carte.Agent?)
    /// A partner without keys, as an agent declared it: nothing is sealed to it by key.
    case declared(DeclaredContact)
    /// An age recipient that no card vouches for, of a partner.
    case bare(AgeRecipient, of: StructureName, StructureKind)
    /// A partner to which a passphrase is told.
    case phrase(StructureName, StructureKind)

    /// Reads a `DEST`: a structure, an agent, or an age recipient.
    ///
    /// - Parameters:
    ///   - holder: of a bare key: whose it is said to be.
    ///   - roles: those on the other side whom it is for.
    /// - Throws: exit 77 for a contact that is not verified, whose card expired or names nobody of these
    ///   roles.
    package init(
        _ text: String, session: Session, unverifiedReason: String?, holder: StructureName? = nil,
        roles: [Role] = [.referent], allowsExpired: Bool = false
    ) throws {
        if text.hasPrefix("age1") {
            guard let unverifiedReason, !unverifiedReason.isEmpty else {
                throw AgentError(
                    .notAllowed, "Rien ne dit à qui appartient ce destinataire age.",
                    next: .trust(.nameStructure))
            }
            guard let holder else {
                throw AgentError(
                    .usage,
                    "Il faut dire à quelle structure est cette clé : elle est notée avec l'envoi.",
                    next: .trust(.nameHolder))
            }
            self = .bare(try AgeRecipient(text), of: holder, try session.partnerKind(holder))
            return
        }
        let agentName = KeyName(agent: text)
        guard let name = agentName?.structure ?? StructureName(text) else {
            throw AgentError(
                .usage, "« \(VisibleText.line(text)) » n'est ni une structure ni un agent.",
                next: .trust(.listContacts))
        }
        if agentName == nil, let contact = try session.declaredContact(name) {
            self = .declared(contact)
            return
        }
        let card = try session.trustedCard(session.current(name))
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
        case .bare(let recipient, _, _): [recipient]
        case .declared, .phrase: []
        }
    }

    package var structure: StructureName {
        switch self {
        case .structure(let card, _): card.structure
        case .declared(let contact): contact.structure
        case .bare(_, let name, _), .phrase(let name, _): name
        }
    }

    /// What the addressee is in the programme.
    package var kind: StructureKind {
        switch self {
        case .structure(let card, _): card.type
        case .declared(let contact): contact.type
        case .bare(_, _, let kind), .phrase(_, let kind): kind
        }
    }

    /// As a `DEST` is written; nil for what is no contact.
    package var name: String? {
        switch self {
        case .structure(let card, let agent): agent?.nom.description ?? card.structure.text
        case .declared(let contact): contact.structure.text
        case .bare, .phrase: nil
        }
    }

    /// For people: a stranger's text.
    package var libelle: String {
        switch self {
        case .structure(let card, _): card.libelle
        case .declared(let contact): contact.libelle
        case .bare(_, let name, _), .phrase(let name, _): name.text
        }
    }

    package var card: Carte? {
        if case .structure(let card, _) = self { return card }
        return nil
    }
}
