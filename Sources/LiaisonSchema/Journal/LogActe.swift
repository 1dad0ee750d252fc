/// What a log record is about: the closed list, with its French meaning (rgpd.md, «The log»).
public enum LogActe: String, Sendable, CaseIterable {
    case debut, arret, depot, envoi, reception, remise, lecture, ouverture, refus, export
    case carte, contact, verification
    case accuse
    case journalLecture = "journal-lecture"
    /// A sealed fiche that nobody opened yet given to an agent, to say in its list whom it is about: no
    /// reading, no opening.
    case identification
    /// An index key given to an agent, or opened by it: no fiche.
    case cleIndex = "cle-index"
    /// A notice or a message about no person's fiche, given to an agent or opened by it.
    case message
    /// What the author of a fiche declared on sending it, one record each.
    case declaration
    /// The fiche that a colleague was handed: the record before it names the pli.
    case partage
    case retenue
    /// A sending taken back; refused or failed where it may have left.
    case retrait
    case sauvegarde, restauration
    /// Refusals that came too fast to have a record each: their number.
    case refusGroupes = "refus-groupes"
    /// What the DPO is to look at.
    case alarme
    /// A new book of the log, after a restoration.
    case epoque
    /// The DPO answers for a log that is frozen or contradicted.
    case reprise
    /// A DPO answers for an alarm: `ref` is the number of its record.
    case reconnaissance
    /// A key out of the card for good: who did it, and whose it was.
    case revocation
    /// Records destroyed at their term; their commitments stay.
    case elagage
    /// What a month of the log amounted to, without anybody's name, before its records were destroyed.
    case chiffres
    /// What of the database decides a destruction or is evidence, committed to as a whole.
    case sceau
    case convention
    /// A person's file closed, or opened again.
    case accompagnement
    case sortie
    /// A fiche said to be about another person than before.
    case rattachement
    /// A day set on which a fiche is no longer needed.
    case usage
    case contentieux, exception, exclusion
    /// A pli destroyed at its term. Never pruned: it names no person.
    case purge
    /// The procès-verbal of a purge.
    case attestation
    /// The durations of keeping changed in the configuration.
    case regles
    /// The DPO answers for the time of the machine.
    case heure
    /// A step of an incident: breach or complaint.
    case violation
    case plainte
    /// A step of a person's request.
    case demande
    /// A partner's request about a person.
    case droits
    /// A page opened to a partner without keys: made, its content first given out, opened with the phrase,
    /// answered, closed (guichet.md).
    case guichetCree = "guichet-cree"
    case guichetRemis = "guichet-remis"
    case guichetLu = "guichet-lu"
    case guichetReponse = "guichet-reponse"
    case guichetClos = "guichet-clos"
    /// The DPO's decision on agents who work in a browser on the structure's server.
    case hebergement
    /// An agent came into her hosted bureau.
    case entree

    /// Whose records no pruning takes (formats.md, «Traceability log»).
    public static let kept: [LogActe] = [.debut, .epoque, .elagage, .purge, .sceau, .chiffres]

    public var french: String {
        switch self {
        case .debut: "démarrage du service"
        case .arret: "arrêt du service"
        case .depot: "dépôt d'un pli à envoyer"
        case .envoi: "pli remis au partenaire"
        case .reception: "pli reçu d'un partenaire"
        case .remise: "accusé transmis au partenaire"
        case .lecture: "fiche scellée donnée à un agent"
        case .export: "pli écrit dans un fichier, ou pièce téléchargée d'un bureau"
        case .ouverture: "fiche ouverte par un agent"
        case .refus: "demande refusée"
        case .carte: "carte de la structure"
        case .contact: "carte d'un partenaire"
        case .verification: "empreinte d'un partenaire vérifiée"
        case .accuse: "accusé reçu d'un partenaire"
        case .journalLecture: "lecture du journal"
        case .identification: "fiche non lue identifiée, pour la liste d'un agent"
        case .cleIndex: "clé d'index scellée donnée à un agent"
        case .message: "avis scellé, sans fiche, donné à un agent"
        case .declaration: "déclaration de l'auteur à l'envoi"
        case .partage: "fiche partagée avec un collègue"
        case .sauvegarde: "sauvegarde du service"
        case .restauration: "service restauré d'une sauvegarde"
        case .retenue: "pli retenu avant sa remise"
        case .retrait: "envoi retiré par un agent"
        case .refusGroupes: "demandes refusées, comptées ensemble"
        case .alarme: "alarme"
        case .epoque: "nouvelle époque du journal"
        case .reprise: "journal figé ou contredit, repris par le DPO"
        case .reconnaissance: "alarme reconnue par un DPO"
        case .revocation: "clé révoquée"
        case .elagage: "élagage du journal"
        case .chiffres: "chiffres d'un mois du journal, gardés avant son élagage"
        case .sceau: "sceau de la base"
        case .convention: "convention"
        case .accompagnement: "accompagnement d'une personne"
        case .sortie: "sortie du programme, dite par un partenaire"
        case .rattachement: "fiche rattachée à une autre personne"
        case .usage: "date de fin d'usage d'une fiche"
        case .contentieux: "contentieux"
        case .exception: "exception légale"
        case .exclusion: "pli mis hors d'un contentieux"
        case .purge: "pli détruit à son échéance"
        case .attestation: "procès-verbal de destruction"
        case .regles: "durées de conservation changées"
        case .heure: "heure de la machine confirmée"
        case .violation: "violation de données"
        case .plainte: "plainte d'une personne"
        case .demande: "demande d'une personne"
        case .droits: "demande de droits d'un partenaire"
        case .guichetCree: "guichet ouvert à un partenaire"
        case .guichetRemis: "contenu scellé d'un guichet donné pour la première fois"
        case .guichetLu: "guichet ouvert avec le lien et la phrase"
        case .guichetReponse: "réponse arrivée par un guichet"
        case .guichetClos: "guichet fermé"
        case .entree: "entrée dans un bureau hébergé"
        case .hebergement: "décision sur l'hébergement des bureaux des agents"
        }
    }
}
