import LiaisonAgent
import LiaisonSchema

extension RightsStep {
    var words: String {
        switch self {
        case .verifyIdentity(let n):
            "Vérifiez-la, puis : « agir-liaison personne demande identite \(n) --moyen piece »."
        case .openAnother:
            "Une nouvelle demande s'ouvre par « agir-liaison personne demande ouvrir »."
        case .answerAccess(let n):
            "Un référent : « personne repondre \(n) » ; puis vous : « personne acces \(n) -o DOSSIER »."
        case .assemble(let n):
            "Un référent : « agir-liaison personne repondre \(n) » ; puis recommencez."
        case .answerPartner(let id):
            "« agir-liaison droits confirmer \(id.text.prefix(8)) », ou « droits refuser "
                + "\(id.text.prefix(8)) --motif \"…\" »."
        case .confirmErasure(let n, let plis):
            "Relisez l'aperçu, puis : « agir-liaison personne demande executer \(n) --confirmer "
                + "\(plis) »."
        case .closeWithReason(let n):
            "Vérifiez les chiffres du numéro. S'ils sont justes : « agir-liaison personne demande clore "
                + "\(n) --motif \"Rien n'est conservé\" »."
        case .executeAgain:
            "Recommencez quand ce qui est dit ci-dessus est réglé : le reste est fait."
        }
    }
}
