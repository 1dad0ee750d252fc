import LiaisonAgent

extension RetentionNotice {
    var words: String {
        switch self {
        case .severalOffices:
            "Plusieurs DT OFII sont de vos contacts : aucune n'est prévenue. Recommencez avec --ofii "
                + "STRUCTURE."
        }
    }
}

extension RetentionStep {
    var words: String {
        switch self {
        case .checkNumber:
            "Vérifiez ses chiffres ; un référent ouvre les plis non lus, ou rattache d'abord les "
                + "fiches sans numéro : « agir-liaison fiche rattacher ID »."
        case .attachFiche: "Rattachez-la d'abord : « agir-liaison fiche rattacher ID »."
        case .correctFiche:
            "Un numéro faux se corrige par son auteur : « agir-liaison corriger »."
        case .listLog: "Voyez « agir-liaison journal lister »."
        case .lookInLog:
            "Elle est peut-être déjà détruite : « agir-liaison journal lister --fiche »."
        case .listAttestations: "Voyez « agir-liaison purge attestations »."
        }
    }
}
