import LiaisonBase
import LiaisonSchema

extension TrustNotice {
    /// What is so, and what anybody does about it, the same on every face: a command to type, or a page to open, is
    /// the face's own to add. A line feed stands where a terminal begins a line.
    package var sentence: String {
        switch self {
        case .secretRefused(let error): "\(error.message) Retapez-la."
        case .newKeysInUse: "Vos nouvelles clés sont en service."
        case .noPassphrase:
            "Attention : l'identité n'est protégée par aucune phrase secrète."
        case .readableByOthers(let file) where file.isRepaired:
            "Attention : d'autres utilisateurs de cette machine pouvaient ouvrir \(VisibleText.line(file.path)) ; "
                + "ce n'est plus le cas."
        case .readableByOthers(let file):
            "Attention : d'autres utilisateurs de cette machine peuvent ouvrir \(VisibleText.line(file.path)), et "
                + "ses droits ne se changent pas d'ici. Demandez à l'administrateur de la machine."
        case .putAside(let file, let name):
            "Attention : \(file) ne se lit plus ; le fichier est gardé sous le nom de \(name), et la liste repart "
                + "de rien.\nRemettez-le d'une sauvegarde si vous en avez une ; sinon, effacez-le."
        case .readsAndControls(isMe: true):
            "Attention : vous lisez les fiches et contrôlez leur usage."
        case .readsAndControls(isMe: false):
            "Attention : le même agent lit les fiches et contrôle leur usage."
        case .cardExpires(let text, isOwn: true): "Attention : \(text)"
        case .cardExpires(let text, isOwn: false):
            "Attention : \(text) Demandez la nouvelle à cette structure."
        case .otherOwnKey:
            "ALARME : le service présente une autre clé pour votre structure.\n"
                + "Demandez à l'administrateur, de vive voix, s'il l'a remplacée."
        case .otherPartnerKey(let name):
            "ALARME : le service présente une autre clé pour \(name).\n"
                + "Elle n'est pas prise en compte. Appelez la structure et prévenez votre DPO."
        case .partnerKeyVerified(let name):
            "\(name) a une nouvelle clé, vérifiée par un agent de votre structure."
        case .importedOtherKey(let name):
            "ALARME : la clé de \(name) n'est plus celle qui était connue.\n"
                + "L'ancienne reste en vigueur. Appelez la structure avant toute chose, prévenez votre DPO."
        case .sameSerie(let name):
            "ALARME : deux cartes différentes de \(name) portent le même numéro.\n"
                + "Appelez la structure et prévenez votre DPO."
        case .olderCard(let name):
            "Attention : le service présente une carte de \(name) plus ancienne que celle connue "
                + "ici ; elle n'est pas prise."
        case .partnerHosting(let name, let since?):
            "\(name) le dit : depuis le \(since.french), des agents y travaillent dans un navigateur ; leurs "
                + "clés sont sur le serveur de leur structure, ouvertes tant qu'ils travaillent."
        case .partnerHosting(let name, nil):
            "La carte de \(name) ne dit plus que des agents y travaillent dans un navigateur."
        case .foreignVerification(let name):
            "Attention : la vérification de \(name) n'est d'aucun de vos agents en fonction ; elle ne "
                + "compte pas."
        case .restingOnDeparted(let names):
            "\(names.map(\.text).joined(separator: ", ")) : seul un agent parti les avait vérifiés, et un "
                + "nouveau collègue n'en saura rien."
        case .logSuspended(let suspension, isOwn: true):
            "ALARME : le journal de votre structure est suspendu, \(suspension.french). Votre DPO en répond."
        case .logSuspended(let suspension, isOwn: false):
            "ALARME : le journal de \(suspension.structure) est suspendu, \(suspension.french)."
        case .logAlarms(let count):
            "ALARME : \(count) au journal, à reconnaître par un DPO."
        case .logMissing:
            "ALARME : le service ne montre plus le journal que vous avez vu.\n"
                + "Il est restauré, ou remplacé : demandez à l'administrateur, de vive voix."
        case .logRewritten:
            "ALARME : le journal du service n'est pas la suite de celui que vous avez vu.\n"
                + "Sa base a été remplacée ou réécrite : prévenez votre DPO de vive voix."
        case .newEpoch:
            "Attention : le journal du service a une nouvelle époque ; il a été restauré. Si vous "
                + "ne le saviez pas, demandez à l'administrateur, de vive voix."
        case .epochOpened(let epoch):
            "Le journal ouvre son époque \(epoch) ; les partenaires le sauront."
        case .indexKeyNotExchanged(let why): "La clé d'index n'a pas été échangée : \(why)"
        case .indexKeyNotRenewed(let why): "La clé d'index n'a pas été renouvelée : \(why)"
        case .indexKeyNotTaken(let id, let why):
            "La clé d'index du pli \(id) n'est pas prise : \(why)"
        case .indexKeyToCome(let author, let version):
            "ALARME : \(author) donne une clé d'index d'une carte à venir (\(version)).\n"
                + "Elle n'est pas prise ; prévenez votre DPO."
        case .otherIndexKey(let author, let version):
            "ALARME : \(author) donne une autre clé d'index \(version) que celle tenue ici.\n"
                + "Elle n'est pas prise ; prévenez votre DPO."
        case .reminder(let text): "Rappel : \(text)"
        case .noService: "Aucun service ici : la carte n'aura pas de clés de service."
        case .toldAtVerification:
            "Le service ne répond pas : il l'apprendra à la vérification."
        case .toldAtNextSending:
            "Le service ne répond pas : il l'apprendra au prochain envoi."
        case .unknownToService: "Le service ne le connaissait pas."
        }
    }
}
