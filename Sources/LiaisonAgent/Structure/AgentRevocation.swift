import LiaisonCrypto
package import LiaisonSchema

/// An agent out of the card: the keys revoked, the index key renewed.
package enum AgentRevocation {
    package struct Result {
        package let card: Carte
        package let agent: KeyName
        /// Whether it had been done before.
        package let isAgain: Bool
        /// The contacts whose verification rested on the keys; nil when they still count.
        package let voided: [StructureName]?
        /// The contacts that it verified and that were signed again, for they still count.
        package let signedAgain: [StructureName]
    }

    /// - Parameters:
    ///   - text: the agent's name, or what follows the slash.
    ///   - since: from when on the keys are doubtful; nil: now.
    package static func run(
        _ text: String, motif: Carte.Revocation.Motif, since: Instant?, _ context: AgentContext
    ) throws -> Result {
        let since = since ?? context.now()
        guard since <= context.now() else {
            throw AgentError(.usage, "Une révocation ne se date pas de l'avenir.")
        }
        let editor = try CardEditor(context)
        let own = editor.session.own
        if let name = KeyName(agent: text) ?? KeyName(agent: "\(own.structure)/\(text)"),
            own.agent(name) == nil,
            own.revocations.contains(where: { $0.cle.name == name.description })
        {
            // Done before; the new index key may have reached nobody.
            try IndexKeyring.renew(editor.session, isAgain: true)
            return Result(card: own, agent: name, isAgain: true, voided: nil, signedAgain: [])
        }
        let agent = try own.colleague(text)
        let earlier = context.folder.earlierOwnCards().flatMap(\.carte.agents)
        let card = try editor.publish { card in
            card.agents.removeAll { $0.nom == agent.nom }
            // Those the agent had before too: a copy may be left of each.
            let keys = [agent.cle] + earlier.filter { $0.nom == agent.nom }.map(\.cle)
            for key in keys where !card.revocations.contains(where: { $0.cle == key }) {
                card.revocations.append(
                    Carte.Revocation(cle: key, depuis: since, motif: motif))
            }
        }
        do {
            try IndexKeyring.renew(editor.session.under(card))
        } catch {
            context.notify(.trust(.indexKeyNotRenewed(AgentError(error).message)))
        }
        let signedAgain =
            try motif == .depart ? editor.session.under(card).signAgain() : []
        return Result(
            card: card, agent: agent.nom, isAgain: false,
            voided: motif == .depart ? nil : voided(agent, context.folder),
            signedAgain: signedAgain)
    }

    /// What rested on the verifications of a key that is not trusted any more (formats.md,
    /// «verification»).
    private static func voided(_ agent: Carte.Agent, _ folder: AgentFolder) -> [StructureName] {
        folder.contactNames().filter { name in
            guard let bytes = try? folder.verification(of: name),
                let acte = try? Acte(.verification, bytes)
            else { return false }
            return (try? acte.verify(agent.cle)) != nil
        }
    }
}
