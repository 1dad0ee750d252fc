import LiaisonBase
import LiaisonHTTP

extension FactOutcome {
    /// What people are told, before anything is destroyed.
    func say() {
        if changed > 0 {
            Output.note(
                Plural.of(changed, "fiche change d'échéance.", "fiches changent d'échéance."))
        }
        if due > 0 {
            Output.note(
                "Attention : "
                    + Plural.of(due, "fiche sera détruite", "fiches seront détruites")
                    + " à la prochaine purge, cette nuit au "
                    + "plus tard. Le DPO les voit par « agir-liaison purge apercu ».")
        }
    }
}
