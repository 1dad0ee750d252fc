import LiaisonAgent
import LiaisonBase
import LiaisonSchema

extension FicheNotice {
    /// What a page says of it; nil for what only other works say, or a page says by itself.
    var words: String? {
        switch self {
        case .doubtfulKey(let author):
            "ALARME : la clé de \(author) était douteuse quand ce pli est arrivé. Ne vous y fiez pas sans "
                + "l'appeler ; prévenez votre DPO."
        case .sealedAhead(let author, let seconds):
            "Attention : ce pli se dit scellé \(seconds / 60) min après sa réception. L'horloge du poste de "
                + "\(author) avance, ou celle du service retarde : ses heures ne prouvent rien."
        case .deceivingPart(let name, let content):
            "ATTENTION : la pièce « \(VisibleText.line(name)) » n'est pas ce qu'elle dit être : "
                + "\(content.french)."
        case .unverified(let error): "ATTENTION : contenu NON VÉRIFIÉ. \(error.message)"
        case .openingWaits: "Le service ne répond pas : cette ouverture lui sera dite plus tard."
        case .openingRefused(let why): "Le service n'a pas noté une ouverture : \(why)"
        case .depositWaits:
            "Le service ne répond pas : la copie de cet envoi l'attend sur ce poste, scellée."
        case .depositsWait(let count, let since, let isLong):
            (isLong ? "ALARME : " : "")
                + Plural.of(count, "envoi attend d'être noté", "envois attendent d'être notés")
                + " par le service, depuis le "
                + "\(ParisTime.french(since))."
        case .depositRefused(let why): "Le service ne prend pas la copie d'un envoi : \(why)"
        case .depositUnreadable:
            "ALARME : la copie d'un envoi ne se lit pas. Prévenez votre DPO."
        case .receiptNotSent: "Le service ne répond pas : l'accusé d'ouverture n'est pas parti."
        case .incidentEntered(let n):
            "C'est l'incident n° \(n) de votre registre : information reçue d'un partenaire."
        case .incidentNamesNoPli: "Aucun de vos plis n'y est nommé."
        case .incidentClock(let clock): clock
        case .informSIAO: "Rappel : informez le SIAO de cette orientation, ou mettez-le en copie."
        case .otherAttachment:
            "Attention : la pièce jointe n'est ni un pré-diagnostic ni un dossier SPADA."
        case .destroyedCopies(let count):
            "Attention : "
                + Plural.of(count, "fichier en clair", "fichiers en clair")
                + " d'une fiche détruite \(Plural.word(count, "reste", "restent")) : voyez « Mon compte »."
        case .copiesUnread(let error):
            "La liste des copies n'a pas pu être lue. \(error.message)"
        case .copyNotListed(let error):
            "Attention : un fichier en clair n'entre pas dans la liste des copies. \(error.message)"
        case .sentNotKept(let error), .sentUnfollowed(let error):
            "La fiche est confiée au service ; ne la renvoyez pas. La suite n'a pas pu être notée : "
                + error.message
        case .openedNotKept(let error):
            "La fiche est ouverte ; ce poste n'a pas pu noter de qui elle parle. \(error.message)"
        case .weakArchive(let name):
            "ATTENTION : la phrase de « \(VisibleText.line(name)) » ne protège rien (ZipCrypto). Demandez à "
                + "l'expéditeur une archive .7z."
        case .unknownOrigin(let name):
            "\(name) n'est pas parmi vos contacts : vérifiez que le nom est le bon."
        case .departementNotSent(let name):
            "Le programme de \(name) est d'une version d'avant : le département n'est pas transmis."
        case .checkCIR(let fiches):
            "Rien ne dit que le CIR est signé : "
                + fiches.map { VisibleText.line($0.name) }.joined(separator: ", ")
                + ". Demandez-le avant de proposer la personne à la DT OFII."
        // No page asks for a reason before it is needed.
        case .unusedReason: nil
        case .linkNotKept, .otherDepartements, .answersLeftOut, .unread, .notShared, .notDestroyed,
            .leftOut:
            nil
        }
    }
}

extension TrustNotice {
    var words: String? {
        switch self {
        case .newKeysInUse: "Vos nouvelles clés sont en service."
        case .noPassphrase: "Attention : l'identité n'est protégée par aucune phrase secrète."
        case .readableByOthers(let file) where file.isRepaired:
            "Attention : d'autres utilisateurs de cette machine pouvaient ouvrir \(VisibleText.line(file.path)) ; "
                + "ce n'est plus le cas. S'il y en a, changez votre phrase : « Mon compte »."
        case .readableByOthers(let file):
            "Attention : d'autres utilisateurs de cette machine peuvent ouvrir \(VisibleText.line(file.path)), et "
                + "ses droits ne se changent pas d'ici. Demandez à l'administrateur de la machine."
        case .putAside(let file, let name):
            "Attention : \(file) ne se lit plus ; le fichier est gardé sous le nom de \(name), et la liste repart "
                + "de rien. Remettez-le d'une sauvegarde si vous en avez une ; sinon, effacez-le."
        case .readsAndControls(isMe: true):
            "Attention : vous lisez les fiches et contrôlez leur usage."
        case .readsAndControls(isMe: false):
            "Attention : le même agent lit les fiches et contrôle leur usage."
        case .cardExpires(let text, isOwn: true):
            "Attention : \(text) L'administrateur la renouvelle."
        case .cardExpires(let text, isOwn: false):
            "Attention : \(text) Demandez la nouvelle à cette structure."
        case .otherOwnKey:
            "ALARME : le service présente une autre clé pour votre structure. Demandez à l'administrateur, de "
                + "vive voix, s'il l'a remplacée."
        case .otherPartnerKey(let name):
            "ALARME : le service présente une autre clé pour \(name). Elle n'est pas prise en compte. Appelez la "
                + "structure et prévenez votre DPO."
        case .partnerKeyVerified(let name):
            "\(name) a une nouvelle clé, vérifiée par un agent de votre structure."
        case .importedOtherKey(let name):
            "ALARME : la clé de \(name) n'est plus celle qui était connue. L'ancienne reste en vigueur. Appelez "
                + "la structure avant toute chose, prévenez votre DPO."
        case .sameSerie(let name):
            "ALARME : deux cartes différentes de \(name) portent le même numéro. Appelez la structure et "
                + "prévenez votre DPO."
        case .olderCard(let name):
            "Attention : le service présente une carte de \(name) plus ancienne que celle connue ici ; elle "
                + "n'est pas prise."
        case .partnerHosting(let name, let since?):
            "\(name) le dit : depuis le \(since.french), des agents y travaillent dans un navigateur ; leurs "
                + "clés sont sur le serveur de leur structure, ouvertes tant qu'ils travaillent."
        case .partnerHosting(let name, nil):
            "La carte de \(name) ne dit plus que des agents y travaillent dans un navigateur."
        case .foreignVerification(let name):
            "Attention : la vérification de \(name) n'est d'aucun de vos agents en fonction ; elle ne compte pas."
        case .restingOnDeparted(let names):
            "\(names.map(\.text).joined(separator: ", ")) : seul un agent parti les avait vérifiés, et un "
                + "nouveau collègue n'en saura rien. Qui tient la clé de votre structure le signe de nouveau."
        case .logSuspended(let suspension, isOwn: true):
            "ALARME : le journal de votre structure est suspendu, \(suspension.french). Votre DPO en répond."
        case .logSuspended(let suspension, isOwn: false):
            "ALARME : le journal de \(suspension.structure) est suspendu, \(suspension.french)."
        case .logAlarms(let count):
            "ALARME : \(count) au journal, à reconnaître par un DPO."
        case .logMissing:
            "ALARME : le service ne montre plus le journal que vous avez vu. Demandez à l'administrateur, de "
                + "vive voix."
        case .logRewritten:
            "ALARME : le journal du service n'est pas la suite de celui que vous avez vu. Prévenez votre DPO de "
                + "vive voix."
        case .newEpoch:
            "Attention : le journal du service a une nouvelle époque ; il a été restauré. Si vous ne le saviez "
                + "pas, demandez à l'administrateur, de vive voix."
        case .indexKeyNotExchanged(let why): "La clé d'index n'a pas été échangée : \(why)"
        case .indexKeyNotTaken(let id, let why):
            "La clé d'index du pli \(id) n'est pas prise : \(why)"
        case .indexKeyToCome(let author, _), .otherIndexKey(let author, _):
            "ALARME : \(author) donne une clé d'index qui n'est pas prise ; prévenez votre DPO."
        case .reminder(let text): "Rappel : \(text)"
        case .secretRefused, .epochOpened, .indexKeyNotRenewed, .noService, .toldAtVerification,
            .toldAtNextSending, .unknownToService:
            nil
        }
    }
}
