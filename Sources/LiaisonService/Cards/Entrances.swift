internal import LiaisonSchema
internal import LiaisonStore

extension CardDesk {
    /// An agent came into her bureau, on the structure's server: in the log at her name, with whether wrong
    /// codes were tried for it since the time before (bureau-heberge.md, «The front»). A bureau says it with
    /// her key, once it is open.
    ///
    /// - Throws: `Refusal` `.interdit` where no DPO decided that bureaux are hosted.
    public func recordEntrance(
        afterWrongCodes hadWrongCodes: Bool, by agent: AuthenticatedAgent
    ) throws {
        try require(.listContacts, agent)
        let today = ParisTime.date(at: now())
        guard let since = try book.currentFacts().hebergement, since <= today else {
            try refused(.entree, by: agent.name, detail: .sansDecision)
            throw Refusal(
                .interdit, "Aucun bureau n'est hébergé aujourd'hui : un DPO ne l'a pas décidé.",
                hint: "Demandez-lui.")
        }
        try store.write(at: now()) { transaction in
            try transaction.record(
                LogEvent(.entree, by: agent.name, detail: hadWrongCodes ? .codesFaux : nil))
        }
    }
}
