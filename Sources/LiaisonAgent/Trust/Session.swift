package import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// An agent at work: the opened identity, the own card, and the way to the daemon.
package struct Session {
    package let context: AgentContext
    package let identity: AgentIdentity
    package let agent: AgentActe
    package let own: Carte
    package let client: SignedClient
    /// The clocks of incidents that run, as the daemon says them.
    package var deadlines: [LocalCountdown] = []
    /// The newest alarm of the log that nobody acknowledged, as the daemon tells a DPO (`PutOff`).
    var newestAlarm: UInt64?
    /// As the daemon said it last: it changes whenever a row of a box does; nil of one that does not say it.
    package var boxes: String?

    /// Opens the identity and checks that the own card, signed by the pinned key, names it.
    package static func open(_ context: AgentContext) throws -> Session {
        let folder = context.folder
        var own = try folder.ownCard().carte
        var agent = try folder.agentActe()
        if own.agent(agent.nom)?.cle != agent.cle || folder.isRenewing {
            own = try newerCard(than: own, context) ?? own
        }
        if folder.isRenewing, try folder.locked({ try folder.adoptRenewed(namedBy: own) }) {
            agent = try folder.agentActe()
            context.notify(.trust(.newKeysInUse))
        }
        guard let listed = own.agent(agent.nom), listed.cle == agent.cle else {
            throw own.unnamed(agent)
                ?? AgentError(
                    .notAllowed, "La carte de \(own.structure) ne nomme pas \(agent.nom).",
                    next: "Demandez à l'administrateur de vous ajouter.")
        }
        let identity = try folder.identity(context)
        guard identity.signing.publicKey == agent.cle.publicKey else {
            throw AgentError(
                .configuration, "L'identité et le fichier agent.note ne vont pas ensemble.")
        }
        let client = try context.client(
            signer: .init(key: identity.signing, verifier: agent.cle),
            pour: own.structure)
        return Session(
            context: context, identity: identity, agent: agent, own: own, client: client)
    }

    /// The own card as the daemon gives it to anybody: it may name an agent whom the one held here
    /// does not name yet. Nil when it is no better.
    private static func newerCard(
        than own: Carte, _ context: AgentContext
    ) throws -> Carte? {
        guard let card = try publicCard(context.client()),
            card.carte.structure == own.structure, card.carte.cleStructure == own.cleStructure,
            card.carte.serie > own.serie
        else { return nil }
        return try context.folder.locked {
            let held = try context.folder.ownCard()
            guard held.carte.serie < card.carte.serie else { return held.carte }
            try context.folder.pin(card)
            return card.carte
        }
    }

    /// The card that a daemon gives to anybody; nil when it has none, or does not answer.
    ///
    /// - Throws: `SchemaError` for what is no card.
    static func publicCard(_ client: SignedClient) throws -> SignedCarte? {
        do {
            return try SignedCarte(client.request("GET", Routes.card).body)
        } catch is SignedClient.Unreachable {
            return nil
        } catch is Problem {
            return nil
        }
    }

    /// The same under the card that was just published.
    package func under(_ card: Carte) -> Session {
        Session(context: context, identity: identity, agent: agent, own: card, client: client)
    }

    package var folder: AgentFolder { context.folder }
    package var now: Instant { context.now() }
    package var today: CalendarDate { context.today }

    package var me: Carte.Agent? { own.agent(agent.nom) }

    /// - Throws: exit 77 that names the role needed.
    package func require(_ permission: Permission) throws {
        guard let me, permission.allows(me.roles) else {
            throw AgentError(
                .notAllowed, Role.missing(permission.roles),
                next: .trust(.askForRole(permission.roles)))
        }
    }
}
