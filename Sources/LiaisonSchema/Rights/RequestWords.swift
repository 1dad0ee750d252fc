extension RequestFact.Etape {
    /// As people read it; what is written in the file is the code.
    public var french: String {
        switch self {
        case .ouverture: "ouverture"
        case .recu: "réception"
        case .identite: "identité"
        case .prolongation: "prolongation"
        case .execution: "exécution"
        case .envoi: "envoi"
        case .reponse: "réponse"
        case .exclusion: "exclusion"
        case .refus: "refus"
        case .cloture: "clôture"
        }
    }
}

extension RequestFact.Moyen {
    /// As people say it; what is typed is the code.
    public var french: String {
        switch self {
        case .piece: "sur pièce d'identité"
        case .connu: "personne connue"
        case .autre: "par un autre moyen"
        }
    }
}
