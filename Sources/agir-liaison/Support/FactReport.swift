import LiaisonHTTP

extension FactOutcome {
    /// What people are told, before anything is destroyed.
    func say() {
        if changed > 0 {
            Output.note("\(changed) fiche(s) changent d'échéance.")
        }
        if due > 0 {
            Output.note(
                "Attention : \(due) fiche(s) seront détruites à la prochaine purge, cette nuit au "
                    + "plus tard. Le DPO les voit par « agir-liaison purge apercu ».")
        }
    }
}
