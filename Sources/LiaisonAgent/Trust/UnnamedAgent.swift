import LiaisonSchema

extension Carte {
    /// Why this card does not name the key of an agent, where it says it: the key is revoked, or the name is
    /// another identity's. Nil where it says nothing of either.
    func unnamed(_ agent: AgentActe) -> AgentError? {
        if let revocation = revocations.last(where: { $0.cle == agent.cle }) {
            return AgentError(
                .notAllowed,
                "Votre clé est révoquée depuis le \(ParisTime.date(at: revocation.depuis).french) : "
                    + "\(agent.nom) n'entre plus.",
                next: "Si c'est une erreur, voyez l'administrateur : il faut une nouvelle identité."
            )
        }
        guard let held = self.agent(agent.nom), held.cle != agent.cle else { return nil }
        return AgentError(
            .notAllowed,
            "La carte de \(structure) nomme \(agent.nom) avec d'autres clés que celles de ce dossier.",
            next: .trust(.takeUpIdentity(agent.nom)))
    }
}
