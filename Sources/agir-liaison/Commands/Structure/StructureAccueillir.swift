import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct StructureAccueillir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "accueillir",
        abstract: "Imprime la page à remettre à un nouveau collègue.",
        discussion: "agir-liaison structure accueillir")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let card = try options.context.folder.ownCard().carte
        let service = try address()
        Output.line(
            """
            BIENVENUE À \(Output.visible(card.libelle).uppercased())

            Vous allez lire et écrire des fiches de liaison. Elles concernent des personnes
            qui ont fui des persécutions : elles ne se lisent qu'avec votre clé, que vous
            seul gardez.

            1. Créez votre identité, et choisissez une phrase secrète de plusieurs mots :

                 agir-liaison agent creer \(card.structure)/prenom.nom --fonction "Référente"

               Écrivez le code de secours qui s'affiche, et enfermez-le avec une copie du
               fichier « secours.age » de votre dossier : l'un sans l'autre ne rend rien.

            2. Remettez le fichier « agent.note » de votre dossier à l'administrateur, et
               lisez-lui, de vive voix, l'empreinte que montre :

                 agir-liaison agent montrer

            3. L'administrateur vous ajoute à la carte, puis vous la remet. Épinglez-la,
               avec l'empreinte de la structure :

                 agir-liaison structure rejoindre CARTE

               Si votre poste n'est pas le serveur, donnez aussi l'adresse du service, à
               cette commande et à toutes les autres :

                 --service \(service)

               ou une fois pour toutes, dans ~/.profile :

                 export AGIR_LIAISON_SERVICE=\(service)

               Empreinte de \(card.structure) :

                 \(Fingerprint(structure: card.cleStructure))

            4. Voyez ce qui vous attend :

                 agir-liaison boite

            Carte \(card.series).
            """)
    }

    /// The address that colleagues' machines give; a place for it where this agent works on the server.
    private func address() throws -> String {
        guard options.namesService, case .peer(let given) = try options.settings.endpoint else {
            return "https://HÔTE:PORT"
        }
        return given.text
    }
}
