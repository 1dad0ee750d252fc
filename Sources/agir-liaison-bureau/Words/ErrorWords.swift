import LiaisonAgent
import LiaisonBase
import LiaisonSchema

extension AgentError {
    /// What is wrong, as a page says it: where the service listens is nothing to who can't start it.
    var words: String {
        next == .checkService ? "Le service de votre structure ne répond pas." : message
    }
}

extension NextStep {
    /// What to do next, where a page says it; nil where the sentence before says all.
    var words: String? {
        switch self {
        case .sentence(let text): text
        case .checkService: Self.tryLater
        case .joinStructure: "Rejoignez d'abord la structure, avec son administrateur."
        case .trust(let step): step.words
        case .fiche(let step): step.words
        // Of works that no page does.
        case .log, .retention, .incident, .rights: nil
        }
    }

    /// What is left to who can't start the service.
    static let tryLater = "Réessayez dans quelques minutes ; sinon, prévenez votre administrateur."
}

extension TrustStep {
    var words: String? {
        switch self {
        case .verify(let name): "Appelez \(name) et comparez son empreinte de vive voix."
        case .importCard, .importNewCard: "Demandez sa carte à cette structure."
        case .createIdentity: "Créez d'abord l'identité de cet agent."
        case .takeUpIdentity:
            "C'est vous, sur un nouvel ordinateur ? Reprenez vos clés avec votre feuille de secours. Vous "
                + "ne l'avez plus ? L'administrateur révoque d'abord les clés perdues. C'est quelqu'un "
                + "d'autre ? Prenez un autre nom."
        case .bringCard:
            "Donnez « agent.note » à l'administrateur, puis prenez la carte qu'il a faite ensuite."
        case .askForRole: "Demandez-le à l'administrateur de votre structure."
        default: nil
        }
    }
}

extension FicheStep {
    var words: String? {
        switch self {
        case .readUnverified: "Ne vous y fiez pas ; prévenez votre DPO."
        case .askColleague:
            "Vous arrivez, ou vos clés sont nouvelles ? Demandez à un collègue de la partager avec vous."
        case .acceptClassical: "Demandez à ce partenaire une clé hybride."
        case .recordConvention: "Un administrateur enregistre l'avenant, ou la nouvelle convention."
        case .confirmExit: "Elle ne compte ici qu'une fois confirmée."
        case .answerRights: "Votre DPO y répond."
        case .nameFiche: "Revenez à « Ma journée » : elle n'y est peut-être plus."
        case .replace: "Pour la remplacer, corrigez-la."
        default: nil
        }
    }
}

extension AgentNotice {
    /// What a page says of it; nil for what it shows otherwise.
    var words: String? {
        switch self {
        case .fiche(let notice): notice.words
        case .trust(let notice): notice.words
        // Of works that no page does, and how far they have got.
        case .log, .retention, .incident, .rights, .progress: nil
        }
    }
}
