import LiaisonAgent

extension NextStep {
    /// What to type, or to do.
    var words: String {
        switch self {
        case .sentence(let text): text
        case .fiche(let step): step.words
        case .checkService:
            "Vérifiez qu'il est démarré, ou donnez son adresse avec --service."
        case .joinStructure(let service):
            "Rejoignez d'abord la structure : « agir-liaison structure rejoindre CARTE --service "
                + "\(service) »."
        case .log(let step): step.words
        case .retention(let step): step.words
        case .incident(let step): step.words
        case .rights(let step): step.words
        case .trust(let step): step.words
        }
    }
}
