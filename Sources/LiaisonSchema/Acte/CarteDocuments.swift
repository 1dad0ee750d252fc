/// What a structure owes in writing to its partners and to the persons, filled from its card
/// (guide AGIR 2022, annexe 3; annexe 6.1, art. 2, 3 and 4; annexe 6.2, art. 4 and 5; RGPD, art. 13 and 14).
public struct CarteDocuments: Sendable {
    private let structure: String
    private let nom: String
    private let type: String
    private let contact: String
    private let empreinte: String
    private let quand: String
    /// Since when keys of agents lie on the server; nil: they never do.
    private let heberge: CalendarDate?

    public init(_ card: Carte) {
        structure = card.libelle
        nom = card.structure.text
        type = card.typeFrench
        contact =
            card.dpo.map { "\($0.courriel), téléphone \($0.telephone)" }
            ?? card.agents(with: .dpo).first.map { "\($0.nom) (\(Role.dpo.french))" } ?? ""
        empreinte = Fingerprint(structure: card.cleStructure).description
        heberge = card.bureauHeberge
        quand = "carte \(card.series)"
    }

    /// With nothing filled in: the pages of `docs/`.
    public static let blank = CarteDocuments()

    private init() {
        structure = "[structure]"
        nom = "[nom.example]"
        type = "[type de structure]"
        contact = "[courriel et téléphone du DPO]"
        empreinte = "[00000 00000 00000 00000 00000 00000]"
        quand = "[carte série N du JJ/MM/AAAA]"
        heberge = nil
    }

    /// `securite-partenaires.md`: what each party tells the other before anything is exchanged.
    public var security: String {
        """
        # Mesures de sécurité et sensibilité des données

        De \(structure) (\(nom), \(type)), à chaque partenaire de convention. Les conventions demandent
        que chaque partie ait évalué la sensibilité de ses données, l'ait dite à l'autre, et lui donne sa
        politique de sécurité (convention SPE, annexe 6.1, art. 4 ; convention PIC IPR, annexe 6.2, art. 5). Ce
        qui est entre crochets ou en pointillés reste à remplir.

        ## Sensibilité des données que nous transmettons

        | données | sensibilité | pourquoi |
        |---|---|---|
        | identité, N° AGDREF, adresse, nationalité | élevée | des personnes qui ont fui des persécutions ; leur adresse peut les mettre en danger |
        | freins liés à la santé, au logement, à la famille | très élevée | données de santé (RGPD, art. 9), ou qui en disent long sur la vie privée |
        | niveau de langue, parcours, orientation | moyenne | utiles à l'accompagnement, sans danger seules |
        | pièces jointes (pré-diagnostic, dossier SPADA) | très élevée | texte libre, souvent médical ou social |

        Évaluation faite le ………………… par …………………

        ## Mesures prises pour l'échange

        | exigence | mesure |
        |---|---|
        | confidentialité | chaque fiche est scellée par son auteur pour les référents destinataires (format age, clés hybrides ML-KEM-768 et X25519) ; \(serverKeys) |
        | authentification | chaque agent a sa clé, protégée par une phrase secrète ; l'empreinte de chaque structure se compare par un autre canal avant le premier échange |
        | clé par un autre canal | empreinte lue par téléphone ou remise en main propre ; phrase d'un scellé sans service, par SMS |
        | intégrité | chaque fiche, bordereau et accusé est signé (Ed25519) ; ce qui a changé ne s'ouvre pas |
        | disponibilité | remise réessayée pendant trente jours ; accusés de remise et d'ouverture signés |
        | traçabilité | chaque opération est au journal, chaîné par un arbre de Merkle et vérifiable ; il ne contient aucun nom de personne |
        | habilitations | rôles référent, DPO et administrateur, dans une carte signée ; une clé révoquée n'ouvre plus rien de nouveau |

        Hébergement du service : …………………
        Sauvegardes et durée : …………………
        Durée de conservation des fiches et mode de destruction : …………………
        Prestataires qui y ont accès, et leurs garanties : …………………

        ## Qui prévenir

        - Délégué à la protection des données : \(contact)
        - Correspondant de la sécurité des systèmes d'information : …………………
        - En cas de violation de données, sous 36 heures : …………………
        - Empreinte de notre structure, à comparer de vive voix : \(empreinte) (\(quand))

        """
    }

    private var serverKeys: String {
        heberge.map {
            "depuis le \($0.french), des agents travaillent dans un navigateur : leurs clés sont sur le "
                + "serveur, closes par leur phrase, ouvertes tant qu'ils travaillent"
        } ?? "le serveur ne tient aucune clé qui l'ouvre"
    }

    /// In the notice, which breaks its lines.
    private var whoKeepsTheServer: String {
        heberge == nil
            ? "l'informaticien qui tient le serveur ne peut pas la lire"
            : "sur le serveur de \(structure), qui le tient ne\n"
                + "  peut lire que ce qu'un référent y a ouvert, tant que c'est ouvert"
    }

    /// `information-personnes.md`: the notice for the persons.
    public var notice: String {
        """
        # Information des personnes

        \(structure) vous accompagne, ou vous oriente, dans le programme AGIR. Pour que vous n'ayez pas à
        tout redire, une fiche de liaison sur votre situation est transmise à l'organisme qui prend la
        suite : votre identité et vos coordonnées, votre niveau de français, votre situation de famille, ce
        qui vous a déjà été proposé, ce dont vous avez besoin.

        - **Qui répond de ces données** : \(structure) (\(nom)).
        - **Pourquoi** : votre accompagnement vers l'emploi et le logement, et rien d'autre.
        - **Qui les lit** : les référents de \(structure) et de l'organisme à qui la fiche est adressée. La
          fiche voyage chiffrée ; \(whoKeepsTheServer).
        - **Qui en reçoit copie, ou une partie** : la direction territoriale de l'OFII (DT OFII), quand il
          s'agit de vous faire entrer dans le programme ou quand vous en sortez ; le service intégré d'accueil
          et d'orientation (SIAO), s'il vous connaît. Ceux qui contrôlent, en France et en Europe, l'emploi du
          Fonds asile, migration et intégration (FAMI), qui paie le programme, peuvent recevoir votre contrat
          d'engagement.
        - **Combien de temps** : le temps de l'accompagnement. La fiche est détruite au plus tard trois ans
          après sa fin ; avec le service public de l'emploi ou un projet PIC IPR, deux mois après la fin de la
          convention entre les deux organismes, si elle finit avant ; sauf obligation légale ou contentieux.
        - **Votre accord** : sans contrat d'engagement AGIR, votre fiche ne part qu'avec votre accord. Votre
          adresse électronique n'est transmise que si vous acceptez les échanges dématérialisés.
        - **Vos droits** : voir vos données, les faire corriger ou effacer, en limiter l'usage, vous y
          opposer. Demandez-le au délégué à la protection des données : \(contact). La réponse vous
          est due dans le mois. Vous pouvez aussi saisir la CNIL (www.cnil.fr).

        Base légale : …………………
        Destinataires hors de l'Union européenne : aucun.

        """
    }
}

extension Carte {
    /// «série N du JJ/MM/AAAA», read out with the digits of its fingerprint.
    public var series: String { "série \(serie) du \(ParisTime.date(at: emise).french)" }
}
