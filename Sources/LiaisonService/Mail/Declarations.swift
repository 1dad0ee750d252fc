public import LiaisonSchema
internal import LiaisonStore

/// What agents say became of what left by a road that proves nothing (voies.md, «Going out»).
extension MailDesk {
    /// Keeps what an agent declares of one sending of ours, and moves its state. The same said again changes
    /// nothing.
    ///
    /// - Throws: `Refusal` `.introuvable`, `.invalide` for what receipts prove or what can't be true.
    public func declare(
        _ step: DeclaredStep, of id: PliID, pour: StructureName, by agent: AuthenticatedAgent
    ) throws {
        try require(.listFiches, agent)
        guard let row = try store.read({ try $0.outgoing(id, pour: pour) }) else {
            throw Refusal(
                .introuvable, "Aucun envoi de cet identifiant ne va à \(pour).",
                hint: "Voyez « agir-liaison boite envoi ».")
        }
        try require(row.slip.objet.sending, agent, ref: id.text)
        guard !row.voie.isProven else {
            throw Refusal(
                .invalide, "Cet envoi va \(row.voie.french) : ses accusés disent où il en est.",
                hint: "Voyez « agir-liaison suivi \(id.text.prefix(8)) ».")
        }
        // A minute: what is typed has no seconds, and two clocks are never quite the same.
        guard step.le <= now() + 60, step.le + 60 >= row.slip.scelle else {
            throw Refusal(
                .invalide,
                "Le \(ParisTime.french(step.le)) n'est pas encore venu, ou est avant l'envoi.",
                hint: "Vérifiez la date et l'heure.")
        }
        try store.write(at: now()) { transaction in
            guard let row = try transaction.view.outgoing(id, pour: pour) else {
                throw Refusal(.introuvable, "Cet envoi vient d'être détruit, à son échéance.")
            }
            let last = try transaction.view.declaredSteps(id).last { $0.pour == pour }
            guard last?.step != step || last?.par != agent.name else { return }
            try transaction.insert(step, id: id, pour: pour, par: agent.name)
            _ = try transaction.move(row, by: .declare(step.statut))
            try transaction.record(
                LogEvent(
                    .declaration, by: agent.name, ref: id.text, detail: step.statut.detail))
        }
    }
}
