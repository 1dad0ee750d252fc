public import LiaisonSchema
public import LiaisonStore

/// A sending that its structure takes back (voies.md, «Withdrawal»).
extension MailDesk {
    /// Stops what has not left for good, an addressee each, and says what that came to. The same transaction
    /// decides between this and a departure: what was claimed before may have arrived, and is only not tried
    /// again. Asked again, it says the same, or what became of it since, which is in the log as the first was.
    ///
    /// - Parameter isUnsent: whether the agent says that the file or the sheet did not leave; it counts for
    ///   what an agent carries, as long as nobody declared anything else of it.
    /// - Throws: `Refusal` `.introuvable`; `.invalide` for what is due by rule.
    public func withdraw(
        _ id: PliID, for motif: Retrait.Motif, isUnsent: Bool = false, by agent: AuthenticatedAgent
    ) throws -> [StoredWithdrawal] {
        let objet = try store.read { try $0.outgoing(id).first?.slip.objet }
        try require(objet?.sending ?? .sendMessage, agent, ref: id.text)
        guard let objet else {
            throw Refusal(
                .introuvable, "Aucun envoi ne porte cet identifiant.",
                hint: "Voyez « agir-liaison boite envoi ».")
        }
        guard Retrait.objets.contains(objet) else {
            throw Refusal(
                .invalide, "Un pli de cette sorte (\(objet.french)) ne se retire pas.",
                hint: "Envoyez-en un autre qui le corrige.")
        }
        let withdrawn = try store.write(at: now()) { transaction -> [StoredWithdrawal] in
            let known = try transaction.view.withdrawals(of: id)
            let declared = Set(try transaction.view.declaredSteps(id).map(\.pour))
            return try transaction.view.outgoing(id).map { row in
                let pour = row.slip.pour
                let earlier = known.first { $0.pour == pour }
                let isUnsent = isUnsent && row.voie.isCarried && !declared.contains(pour)
                if let earlier, row.statut == EnvoiStatut.retire.rawValue,
                    earlier.issue == .retire || !isUnsent
                {
                    return earlier
                }
                let issue =
                    try row.voie == .guichet
                    ? recall(row, by: agent.name, transaction)
                    : take(row, isUnsent: isUnsent, back: transaction)
                if let earlier, earlier.issue == issue { return earlier }
                let withdrawal = StoredWithdrawal(
                    pour: pour, le: transaction.now, par: agent.name, motif, issue, voie: row.voie)
                try transaction.insert(withdrawal, of: row)
                try transaction.record(
                    LogEvent(
                        .retrait, by: agent.name, ref: id.text, issue == .retire ? .fait : .echec,
                        detail: motif.detail))
                return withdrawal
            }
        }
        // What a guichet served goes at once.
        retention.finishTombsOrAlarm()
        return withdrawn
    }

    /// Closes the page that gives it. What nobody fetched was given to nobody, whatever an agent said of the
    /// link; what was opened is known, and what was answered was opened.
    private func recall(
        _ row: Outgoing, by agent: KeyName, _ transaction: StoreTransaction
    ) throws -> Retrait.Issue {
        let guichets = try transaction.view.guichets(of: row.slip.id, pour: row.slip.pour)
        for guichet in guichets { try transaction.close(guichet, for: .retire, by: agent) }
        // The answer of a page that was handed over as a file comes by no guichet.
        guard row.statut != EnvoiStatut.repondu.rawValue,
            !guichets.contains(where: { $0.lu != nil || $0.repondu != nil })
        else { return .parti }
        _ = try transaction.move(row, by: .rappel)
        return row.pris == nil ? .retire : .peutEtreParti
    }

    private func take(
        _ row: Outgoing, isUnsent: Bool, back transaction: StoreTransaction
    ) throws -> Retrait.Issue {
        let (before, after) = try transaction.move(row, by: .retrait)
        guard after == .retire else { return before == .refuse ? .refuse : .parti }
        try transaction.schedule(row, essais: row.essais, next: nil)
        guard !isUnsent else {
            try transaction.releaseCarried(row.slip.id, pour: row.slip.pour)
            return .retire
        }
        // A file or a sheet is in somebody's hands since it is in the box: that nobody declared anything, or
        // that it did not arrive, does not say where it is.
        let isInHands = before == .aTransmettre || before == .nonParvenu
        if isInHands { try transaction.claimCarried(row.slip.id, pour: row.slip.pour) }
        return row.pris == nil && !isInHands ? .retire : .peutEtreParti
    }
}
