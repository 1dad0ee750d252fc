import ArgumentParser

// The nouns of the command line, and what each can do.

struct AccompagnementGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accompagnement",
        abstract: "La fin de l'accompagnement d'une personne : trois ans après, tout est détruit.",
        discussion: "agir-liaison accompagnement clore - --le 2026-11-20",
        subcommands: [AccompagnementClore.self, AccompagnementRouvrir.self])
}

struct AgentGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "L'identité de cet agent.",
        discussion: "agir-liaison agent creer agir38.example/claire.exemple",
        subcommands: [
            AgentCreer.self, AgentMontrer.self, AgentDeverrouiller.self, AgentVerrouiller.self,
            AgentPhrase.self, AgentRecuperer.self, AgentRenouveler.self, AgentGardien.self,
        ])
}

struct AnomalieGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anomalie",
        abstract: "Une difficulté que l'on dit à un partenaire, scellée, sans délai qui court.",
        discussion: "agir-liaison anomalie envoyer --help", subcommands: [AnomalieEnvoyer.self])
}

struct CarteGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carte", abstract: "La carte de la structure.",
        discussion: "agir-liaison carte exporter -o agir38.carte", subcommands: [CarteExporter.self]
    )
}

struct ContactGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "Les partenaires, leurs cartes et leur vérification.",
        discussion: "agir-liaison contact importer ml-grenoble.carte",
        subcommands: [
            ContactAjouter.self, ContactImporter.self, ContactLister.self, ContactVerifier.self,
            ContactRattacher.self, ContactSuspendre.self, ContactReprendre.self,
            ContactRetirer.self,
        ])
}

struct ContentieuxGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contentieux",
        abstract: "Ce qu'un litige garde de la destruction, et jusqu'à quand on le revoit.",
        discussion: "agir-liaison contentieux lister",
        subcommands: [
            ContentieuxOuvrir.self, ContentieuxClore.self, ContentieuxLister.self,
            HoldExceptionGroup.self,
        ])
}

struct ConventionGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convention",
        abstract: "Les conventions avec les partenaires : leur fin décide de ce qui est détruit.",
        discussion: "agir-liaison convention lister",
        subcommands: [
            ConventionAjouter.self, ConventionLister.self, ConventionContacts.self,
            ConventionAvenant.self, ConventionResilier.self, ConventionEcheance.self,
        ])
}

struct CopiesGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copies",
        abstract: "Les fichiers en clair que ce programme a laissés sur cette machine.",
        discussion: "agir-liaison copies lister",
        subcommands: [CopiesLister.self, CopiesDetruire.self])
}

struct DemandeGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demande", abstract: "La demande d'une personne, et son délai d'un mois.",
        discussion: "agir-liaison personne demande ouvrir --droit acces --recue 2026-11-20",
        subcommands: [
            DemandeOuvrir.self, DemandeIdentite.self, DemandeProlonger.self, DemandeExecuter.self,
            DemandeClore.self, DemandeRefuser.self, DemandeLister.self, DemandeMontrer.self,
        ])
}

struct DroitsGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "droits",
        abstract: "Les demandes de personnes que des partenaires transmettent.",
        discussion: "agir-liaison droits confirmer 1",
        subcommands: [DroitsConfirmer.self, DroitsRefuser.self])
}

struct ExceptionGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exception",
        abstract: "Ce qu'une obligation légale fait garder plus longtemps.",
        discussion: "agir-liaison contentieux lister", subcommands: [ExceptionAjouter.self])
}

struct FicheGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fiche", abstract: "À qui une fiche se rattache, et jusqu'à quand elle sert.",
        discussion: "agir-liaison fiche rattacher 1",
        subcommands: [FicheRattacher.self, FicheExclure.self, FicheUsage.self])
}

/// The same under the name that cli.md may be read to give it.
struct HoldExceptionGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exception",
        abstract: "Ce qu'une obligation légale fait garder plus longtemps.",
        discussion: "agir-liaison exception ajouter --help", shouldDisplay: false,
        subcommands: [ExceptionAjouter.self])
}

struct GuichetGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guichet",
        abstract: "La page où un partenaire lit et répond avec un navigateur et un téléphone.",
        discussion: "agir-liaison guichet lister",
        subcommands: [
            GuichetInviter.self, GuichetLister.self, GuichetProlonger.self, GuichetRefaire.self,
            GuichetFermer.self, GuichetVerifier.self,
        ])
}

struct HebergementGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hebergement",
        abstract: "Les bureaux d'agents hébergés sur le serveur : la décision du DPO, et la carte.",
        discussion: "agir-liaison hebergement publier",
        subcommands: [
            HebergementDecider.self, HebergementCesser.self, HebergementPublier.self,
        ])
}

struct JournalGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Le journal de traçabilité, lu par le DPO.",
        discussion: "agir-liaison journal verifier",
        subcommands: [
            JournalLister.self, JournalActes.self, JournalVerifier.self, JournalPreuve.self,
            JournalRacine.self, JournalExporter.self, JournalResume.self, JournalReprendre.self,
            JournalReconnaitre.self,
        ])
}

struct OFIIGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ofii", abstract: "Le tableau mensuel des orientations, pour la DT OFII.",
        discussion: "agir-liaison ofii tableau --mois 2026-11 -o tableau.csv",
        subcommands: [OFIITableau.self, OFIICompleter.self, OFIICorriger.self])
}

struct PersonneGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "personne",
        abstract:
            "Les demandes des personnes : accès, rectification, effacement, limitation, opposition.",
        discussion: "agir-liaison personne demande lister",
        subcommands: [DemandeGroup.self, PersonneRepondre.self, PersonneAcces.self])
}

struct PlainteGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plainte",
        abstract: "La plainte d'une personne : le partenaire concerné le sait sous 36 heures.",
        discussion: "agir-liaison plainte enregistrer --help",
        subcommands: [PlainteEnregistrer.self])
}

struct PliGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pli", abstract: "Porter un pli à la main d'un service à l'autre.",
        discussion: "agir-liaison pli exporter 1 -o fiche.pli",
        subcommands: [PliExporter.self, PliImporter.self])
}

struct PurgeGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Ce qui est détruit, ce qui le sera, et la preuve.",
        discussion: "agir-liaison purge apercu --au 2027-03-01",
        subcommands: [
            PurgeApercu.self, PurgeExecuter.self, PurgeReprendre.self, PurgeAttestations.self,
        ])
}

struct ServiceGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Le service de la structure.",
        discussion: "agir-liaison service etat", subcommands: [ServiceEtat.self])
}

struct SortieGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sortie", abstract: "Les sorties du programme que des partenaires disent.",
        discussion: "agir-liaison sortie confirmer 1", subcommands: [SortieConfirmer.self])
}

struct StructureAgentGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Les agents de la structure, dans sa carte.",
        discussion: "agir-liaison structure agent ajouter sara.note --role referent",
        subcommands: [StructureAgentAjouter.self, StructureAgentRevoquer.self])
}

struct StructureCleGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cle", abstract: "La clé de la structure.",
        discussion: "agir-liaison structure cle remplacer",
        subcommands: [StructureCleRemplacer.self])
}

struct StructureGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "structure", abstract: "La structure et sa carte.",
        discussion: "agir-liaison structure creer agir38.example --libelle \"Opérateur AGIR\" "
            + "--type operateur-agir",
        subcommands: [
            StructureCreer.self, StructureRejoindre.self, StructureAccueillir.self,
            StructureAgentGroup.self, StructureRenouveler.self, StructureConfier.self,
            StructureRecevoir.self, StructureCleGroup.self,
            StructureDocuments.self,
        ])
}

struct ViolationGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "violation",
        abstract: "Les violations de données et les plaintes : qui prévenir, et avant quand.",
        discussion: "agir-liaison violation lister",
        subcommands: [
            ViolationDeclarer.self, ViolationQualifier.self, ViolationNotifier.self,
            ViolationNotifie.self, ViolationRetard.self, ViolationClore.self, ViolationLister.self,
            ViolationMontrer.self, ViolationRegistre.self,
        ])
}
