import LiaisonBase
import LiaisonSchema

extension FicheNotice {
    /// What is so, and what anybody does about it, the same on every face (`TrustNotice.sentence`); nil for what a
    /// face says by itself: by a command or its options, or beside the persons that it shows.
    package var sentence: String? {
        switch self {
        case .doubtfulKey(let author):
            "ALARME : la clé de \(author) était douteuse quand ce pli est arrivé.\n"
                + "Ne vous y fiez pas sans l'appeler ; prévenez votre DPO."
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
                + " par le service, depuis le \(ParisTime.french(since))."
                + (isLong ? " Rendez-lui l'accès, ou prévenez l'administrateur." : "")
        case .depositRefused(let why): "Le service ne prend pas la copie d'un envoi : \(why)"
        case .depositUnreadable:
            "ALARME : la copie d'un envoi ne se lit pas. Prévenez votre DPO."
        case .receiptNotSent: "Le service ne répond pas : l'accusé d'ouverture n'est pas parti."
        case .incidentEntered(let n):
            "C'est l'incident n° \(n) de votre registre : information reçue d'un partenaire."
        case .incidentNamesNoPli: "Aucun de vos plis n'y est nommé."
        case .incidentClock(let clock): VisibleText.line(clock)
        case .informSIAO:
            "Rappel : informez le SIAO de cette orientation, ou mettez-le en copie."
        case .otherAttachment:
            "Attention : la pièce jointe n'est ni un pré-diagnostic ni un dossier SPADA."
        case .destroyedCopies(let count):
            "Attention : "
                + Plural.of(count, "fichier en clair", "fichiers en clair")
                + " d'une fiche détruite \(Plural.word(count, "reste", "restent"))."
        case .copiesUnread(let error):
            "La liste des copies n'a pas pu être lue. \(error.message)"
        case .copyNotListed(let error):
            "Attention : un fichier en clair n'entre pas dans la liste des copies. \(error.message)"
        case .sentNotKept(let error):
            "La fiche est confiée au service ; ne la renvoyez pas. Ce poste n'a pas pu le noter : "
                + error.message
        case .sentUnfollowed(let error):
            "La fiche est confiée au service ; ne la renvoyez pas. Son état n'a pas pu être lu : "
                + error.message
        case .openedNotKept(let error):
            "La fiche est ouverte ; ce poste n'a pas pu noter de qui elle parle. \(error.message)"
        case .departementNotSent(let name):
            "Le programme de \(name) est d'une version d'avant : le département n'est pas transmis."
        case .notDestroyed(let why): why.message
        case .weakArchive(let name):
            "ATTENTION : la phrase de « \(VisibleText.line(name)) » ne protège rien (ZipCrypto). Demandez "
                + "à l'expéditeur une archive .7z."
        case .leftOut(let name):
            "« \(VisibleText.line(name)) » n'est pas un document : il est laissé de côté."
        case .unknownOrigin(let name):
            "\(name) n'est pas parmi vos contacts : vérifiez que le nom est le bon."
        case .linkNotKept, .unusedReason, .answersLeftOut, .otherDepartements, .checkCIR, .unread,
            .notShared:
            nil
        }
    }
}
