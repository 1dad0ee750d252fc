package import LiaisonSchema

/// Pins the key of the agent's structure, whose fingerprint was heard.
package struct StructureJoining {
    package struct Plan {
        fileprivate let card: SignedCarte
        package let agent: AgentActe

        package enum Question: Equatable, Sendable {
            /// The fingerprint of that structure, which its administrator reads out.
            case fingerprint(of: StructureName)
        }

        package var questions: [Question] { [.fingerprint(of: card.carte.structure)] }
    }

    /// The card that the daemon gives to anybody, for who has no file of it: whose it is, the fingerprint says.
    ///
    /// - Returns: nil where the daemon has none, does not answer, or is on another machine and not pinned yet.
    package static func offered(_ context: AgentContext) -> [UInt8]? {
        guard let client = try? context.client() else { return nil }
        return try? Session.publicCard(client)?.bytes
    }

    /// - Parameters:
    ///   - card: reads the file that the administrator gave.
    ///   - file: what it is called, for the refusal.
    /// - Throws: exit 65 for what is no card, or another structure's.
    package static func plan(
        _ card: () throws -> [UInt8], named file: String? = nil, _ context: AgentContext
    ) throws -> Plan {
        let agent = try context.folder.agentActe()
        let card = try GivenActe.read(card(), "une carte", from: file) { try SignedCarte($0) }
        guard agent.nom.structure == card.carte.structure else {
            throw AgentError(
                .data, "Cette carte est celle de \(card.carte.structure), pas de votre structure.",
                next: "Votre identité est \(agent.nom).")
        }
        return Plan(card: card, agent: agent)
    }

    /// - Throws: exit 65 when the digits differ, 77 for a card older than the one pinned, or that does not
    ///   name the agent: nothing is pinned.
    package static func execute(
        _ plan: Plan, heard: HeardFingerprint, _ context: AgentContext
    ) throws -> Carte {
        let (card, folder) = (plan.card, context.folder)
        try heard.check(
            Fingerprint(structure: card.carte.cleStructure),
            "L'empreinte ne correspond pas à cette carte : rien n'est épinglé.",
            next: "Faites-la relire ; si elle diffère encore, prévenez l'administrateur.")
        func checkSuccession() throws {
            if let anchor = try folder.anchor(), anchor.key == card.carte.cleStructure {
                try card.checkSuccession(of: folder.ownCard())
            }
        }
        try checkSuccession()
        guard card.carte.agent(plan.agent.nom)?.cle == plan.agent.cle else {
            throw card.carte.unnamed(plan.agent)
                ?? AgentError(
                    .notAllowed, "Cette carte ne vous nomme pas encore.", next: .trust(.bringCard))
        }
        let tls = try context.learnedKey()
        try folder.locked {
            try checkSuccession()
            try folder.pin(card, tls: tls)
        }
        return card.carte
    }
}
