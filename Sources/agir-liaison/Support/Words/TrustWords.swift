import LiaisonAgent
import LiaisonBase
import LiaisonSchema

extension TrustNotice {
    /// The line on standard error.
    var words: String {
        if case .logSuspended(let suspension, let isOwn) = self {
            return suspension.words(isOwn: isOwn)
        }
        return [sentence, way].compactMap(\.self).joined(separator: " ")
    }

    /// What is done about it here.
    private var way: String? {
        switch self {
        case .readableByOthers(let file) where file.isRepaired:
            "S'il y en a, changez votre phrase : « agir-liaison agent phrase »."
        case .cardExpires(_, isOwn: true):
            "Une nouvelle se fait par « agir-liaison structure renouveler »."
        case .otherOwnKey: "Si oui : « agir-liaison structure rejoindre »."
        case .importedOtherKey(let name): "Puis : « agir-liaison contact verifier \(name) »."
        case .restingOnDeparted: "« agir-liaison structure renouveler » le signe de nouveau."
        case .logAlarms: "Vos rappels disent lesquelles."
        case .indexKeyNotRenewed: "Relancez cette commande."
        default: nil
        }
    }
}

extension TrustStep {
    /// What to type, or to do.
    var words: String {
        switch self {
        case .createIdentity:
            "Référent : « agir-liaison agent creer STRUCTURE/prenom.nom », avec le nom que "
                + "l'administrateur vous donne.\nAdministrateur d'une structure nouvelle : "
                + "« agir-liaison structure creer ».\nTout est dit par « agir-liaison », sans rien après."
        case .createColleagueIdentity(let structure):
            "Son identité se crée avec « agir-liaison agent creer \(structure)/prenom.nom »."
        case .otherFolder(let what): "Prenez un autre dossier (--dossier)\(what.words)."
        case .joinOrCreate:
            "Référent : la carte que l'administrateur vous remet, puis « agir-liaison structure "
                + "rejoindre CARTE ».\nAdministrateur d'une structure nouvelle : « agir-liaison structure "
                + "creer »."
        case .takeUpIdentity(let name):
            "C'est vous, sur un nouvel ordinateur ? Remettez « secours.age » et « agent.note » dans ce "
                + "dossier, puis « agir-liaison agent recuperer --code-fichier CODE ».\nVous ne les avez plus ? "
                + "L'administrateur révoque d'abord les clés perdues (« structure agent revoquer "
                + "\(name.local) --motif perte »).\nC'est quelqu'un d'autre ? Prenez un autre nom."
        case .replaceIdentity(let name):
            "Ce collègue renouvelle ses clés ? Qu'il lance « agir-liaison agent renouveler », et vous remette "
                + "« agent.nouveau.note ».\nIl les a perdues ? Révoquez-les d'abord : « agir-liaison structure agent revoquer "
                + "\(name.local) --motif perte ».\nC'est quelqu'un d'autre ? Qu'il prenne un autre nom."
        case .bringCard:
            "Remettez « agent.note » à l'administrateur, puis prenez la carte qu'il a faite ensuite."
        case .nameAgent: "Donnez --agent prenom.nom."
        case .giveDPO:
            "Donnez --dpo-telephone et --dpo-courriel, ou --role dpo pour cet agent."
        case .freshService: "Donnez l'adresse d'un service neuf avec --service."
        case .askForRole(let roles):
            "Demandez-le à l'administrateur de votre structure ("
                + Role.allCases.filter(roles.contains).map { "--role \($0.rawValue)" }
                .joined(separator: " ou ") + ")."
        case .giveRole: "Donnez --role referent, --role dpo ou --role admin."
        case .giveAdminRole:
            "Donnez-lui d'abord ce rôle : « agir-liaison structure agent ajouter »."
        case .askForStructureKey:
            "Demandez-la à qui la tient : « agir-liaison structure confier »."
        case .importCard: "Importez sa carte : « agir-liaison contact importer CARTE »."
        case .importNewCard:
            "Demandez sa nouvelle carte, puis « agir-liaison contact importer »."
        case .verify(let name):
            "Appelez la structure, puis : « agir-liaison contact verifier \(name) »."
        case .listContacts: "Voyez « agir-liaison contact lister »."
        case .nameStructure: "Donnez une structure, ou --cle-non-verifiee MOTIF."
        case .nameHolder: "Donnez-la avec --pour STRUCTURE."
        case .declareContact(let name):
            "Importez sa carte, ou déclarez-la : « agir-liaison contact ajouter \(name) --libelle … --type … »."
        }
    }
}

extension TrustStep.FolderUse {
    fileprivate var words: String {
        switch self {
        case .anything: ""
        case .agent: " pour un autre agent"
        case .structure: " pour une autre structure"
        }
    }
}
