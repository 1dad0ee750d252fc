import LiaisonAgent

extension LogNotice {
    var words: String {
        switch self {
        case .unreadable(let count): "\(count) enregistrement(s) illisibles."
        }
    }
}

extension LogStep {
    var words: String {
        switch self {
        case .verify: "Vérifiez le journal : « agir-liaison journal verifier »."
        case .renew: "Après une restauration : « agir-liaison structure renouveler »."
        case .askToRenew: "L'administrateur lance « agir-liaison structure renouveler »."
        case .tellAdministrator:
            "Prévenez l'administrateur ; après une restauration : « structure renouveler »."
        }
    }
}
