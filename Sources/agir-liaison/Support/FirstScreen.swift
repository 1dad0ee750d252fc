import LiaisonAgent
import LiaisonSchema

/// What a person reads before there is a box to show: without an identity, what a referent and what an
/// administrator does; with one that is in no card yet, what is left to do.
enum FirstScreen {
    /// Nil once the structure's key is pinned: the day's work can begin.
    static func text(_ folder: AgentFolder) -> String? {
        guard folder.hasIdentity else { return welcome(folder) }
        guard !folder.isPinned else { return nil }
        guard let acte = try? folder.agentActe() else { return welcome(folder) }
        return "Votre identité est prête : \(acte.nom).\n\n" + left(acte, folder)
    }

    private static func welcome(_ folder: AgentFolder) -> String {
        """
        Bienvenue. Ce dossier n'a pas encore d'identité :
            \(Output.visible(folder.path))

        RÉFÉRENT, DPO, ADMINISTRATEUR D'UNE STRUCTURE QUI A DÉJÀ L'OUTIL
          1. Votre administrateur vous dit le nom de la structure. Créez l'identité :
               agir-liaison agent creer agir38.example/prenom.nom --fonction Référente
          2. Remettez-lui « agent.note », lisez-lui votre empreinte, prenez la carte :
               agir-liaison structure rejoindre CARTE
             D'un autre poste que le serveur, ajoutez --service https://HÔTE:PORT.
          Nouvel ordinateur ? Ne créez rien : remettez dans ce dossier « secours.age »
          et « agent.note », puis : agir-liaison agent recuperer --code-fichier CODE

        ADMINISTRATEUR QUI INSTALLE L'OUTIL POUR SA STRUCTURE
          1. Le service est démarré (manuel de l'administrateur). Créez la structure :
               agir-liaison structure creer agir38.example --libelle NOM --type TYPE
                 --agent prenom.nom --adresse https://HÔTE
          2. Pour chaque collègue, une page à remettre :
               agir-liaison structure accueillir

        La même chose dans un navigateur : agir-liaison bureau
        """
    }

    /// What is left to do between an identity and the first fiche.
    static func left(_ acte: AgentActe, _ folder: AgentFolder) -> String {
        """
        Ce qui reste à faire :
          1. Remettez ce fichier à votre administrateur ; il n'a rien de secret :
               \(Output.visible(folder.path))/agent.note
          2. Lisez-lui de vive voix votre empreinte :
               \(Fingerprint(agent: acte.cle, recipient: acte.destinataire))
          3. Il vous remet la carte et la page d'accueil, où se lit l'empreinte de la
             structure. Épinglez-la (avec --service, d'un autre poste que le serveur) :
               agir-liaison structure rejoindre CARTE
        """
    }
}
