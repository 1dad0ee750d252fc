internal import LiaisonBase
package import LiaisonSchema

/// A colleague, or a colleague's new key, into the card: the fingerprint is compared of voice first.
package struct AgentAddition {
    package struct Plan {
        fileprivate let editor: CardEditor
        package let agent: AgentActe
        /// What the card will say that the agent may do.
        package let roles: Set<Role>
        /// Whether the card names this agent for the first time.
        package let isNew: Bool

        package enum Question: Equatable, Sendable {
            /// The fingerprint that this agent reads on the screen.
            case fingerprint(of: KeyName)
        }

        package var questions: [Question] { [.fingerprint(of: agent.nom)] }
    }

    /// - Parameters:
    ///   - note: reads the file `agent.note` that the colleague gave.
    ///   - file: what it is called, for the refusal.
    ///   - roles: those of the key before, when none is given.
    /// - Throws: exit 73 for another identity under a name that the card bears.
    package static func plan(
        _ note: () throws -> [UInt8], named file: String? = nil, roles given: Set<Role>,
        _ context: AgentContext
    ) throws -> Plan {
        let editor = try CardEditor(context)
        let own = editor.session.own
        let bytes = try note()
        let agent = try GivenActe.read(bytes, "une identité (agent.note)", from: file) {
            try AgentActe($0)
        }
        guard agent.nom.structure == own.structure else {
            throw AgentError(
                .data, "\(agent.nom) n'est pas un nom de votre structure.",
                next: .trust(.createColleagueIdentity(own.structure)))
        }
        let held = own.agent(agent.nom)
        // Taken without a word, it would shut out whoever holds the keys of that name.
        if let held, held.cle != agent.cle, !AgentActe.isSigned(bytes, by: held.cle) {
            throw AgentError(
                .exists, "\(agent.nom) est déjà dans la carte, avec d'autres clés.",
                next: .trust(.replaceIdentity(agent.nom)))
        }
        guard let roles = given.isEmpty ? held?.roles : given else {
            throw AgentError(.usage, "Il faut au moins un rôle.", next: .trust(.giveRole))
        }
        if Carte.readsAndControls(roles) {
            context.notify(.trust(.readsAndControls(isMe: false)))
        }
        return Plan(editor: editor, agent: agent, roles: roles, isNew: held == nil)
    }

    /// - Parameter file: what the note's file is called, for the refusal.
    /// - Throws: exit 65 when the digits are not those of the note: the card stays as it is.
    package static func execute(
        _ plan: Plan, heard: HeardFingerprint, file: String
    ) throws -> Carte {
        let agent = plan.agent
        try heard.check(
            Fingerprint(agent: agent.cle, recipient: agent.destinataire),
            "L'empreinte ne correspond pas à \(VisibleText.line(file)).",
            next: .sentence(
                "Faites-la relire par le collègue lui-même ; si elle diffère encore, ce "
                    + "fichier n'est pas le sien."))
        let card = try plan.editor.publish { card in
            // A name has one key: the earlier one stays in the earlier cards.
            card.agents.removeAll { $0.nom == agent.nom }
            card.agents.append(
                Carte.Agent(
                    nom: agent.nom, fonction: agent.fonction, roles: plan.roles, cle: agent.cle,
                    destinataire: agent.destinataire))
        }
        if let colleague = card.agent(agent.nom), card.daemon != nil {
            try IndexKeyring(plan.editor.session.under(card)).hand(to: colleague)
        }
        return card
    }
}
