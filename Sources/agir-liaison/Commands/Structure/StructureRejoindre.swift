import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct StructureRejoindre: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "rejoindre",
        abstract: "Épingle la clé de votre structure, dont l'empreinte se lit de vive voix.",
        discussion: "agir-liaison structure rejoindre agir38.carte "
            + "--empreinte \"12345 12345 12345 12345 12345 12345\"")

    @Argument(help: "Fichier de la carte de votre structure.")
    var carte: String

    @Option(help: "Empreinte de la structure, remise en main propre.")
    var empreinte: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let context = try options.context
        let plan = try StructureJoining.plan(
            { try PrivateFile.read(carte, limit: Acte.limit) }, context)
        let heard = try TypedFingerprint.read(
            empreinte, "Empreinte de la structure, que l'administrateur vous lit : ")
        report(try StructureJoining.execute(plan, heard: heard, context), plan.agent)
    }

    private func report(_ card: Carte, _ agent: AgentActe) {
        guard !options.json else {
            return Output.json([
                ("structure", .text(card.structure)), ("serie", .count(card.serie)),
            ])
        }
        let roles = card.agent(agent.nom)?.roles.map(\.rawValue).sorted() ?? []
        Output.line("Vous travaillez pour \(Output.visible(card.libelle)) (\(card.structure)).")
        Output.line("Vos rôles : \(roles.joined(separator: ", ")).")
    }
}

struct StructureAccueillir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "accueillir",
        abstract: "Imprime la page à remettre à un nouveau collègue.",
        discussion: "agir-liaison structure accueillir")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let card = try options.folder.ownCard().carte
        Output.line(
            """
            BIENVENUE À \(Output.visible(card.libelle).uppercased())

            Vous allez lire et écrire des fiches de liaison. Elles concernent des personnes qui ont
            fui des persécutions : elles ne se lisent qu'avec votre clé, que vous seul gardez.

            1. Créez votre identité, et choisissez une phrase secrète de plusieurs mots :

                 agir-liaison agent creer \(card.structure)/prenom.nom --fonction "Référente"

               Écrivez le code de secours qui s'affiche, et enfermez-le.

            2. Remettez le fichier « agent.note » de votre dossier à l'administrateur, et lisez-lui,
               de vive voix, l'empreinte que montre :

                 agir-liaison agent montrer

            3. L'administrateur vous ajoute à la carte, puis vous la remet. Épinglez-la, avec
               l'empreinte de la structure :

                 agir-liaison structure rejoindre CARTE

               Empreinte de \(card.structure) :

                 \(Fingerprint(structure: card.cleStructure))

            4. Voyez ce qui vous attend :

                 agir-liaison boite

            Carte \(card.series).
            """)
    }
}

struct StructureRenouveler: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "renouveler", abstract: "Refait la carte pour un an, sans rien y changer.",
        discussion: "agir-liaison structure renouveler")

    @Option(help: "Nouvelle adresse du service pour les partenaires.")
    var adresse: String?

    @Option(help: "Nouveau courriel de la structure.")
    var courriel: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let address = try adresse.map { try AddressOption.read($0) }
        let plan = try CardRenewal.plan(options.context)
        let wasRestored = plan.questions.allSatisfy { question in
            guard case .wasRestored(let epoch) = question, Terminal.isInteractive else {
                return true
            }
            return Terminal.confirms(
                "Le journal ouvre l'époque \(epoch) : le service a-t-il été restauré d'une sauvegarde ?"
            )
        }
        let card = try CardRenewal.execute(
            plan, wasRestored: wasRestored, address: address, courriel: courriel)
        card.report(
            "La carte est renouvelée jusqu'au \(ParisTime.date(at: card.expire).french).",
            json: options.json)
    }
}

struct StructureConfier: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "confier",
        abstract: "Scelle la clé de la structure pour un second administrateur.",
        discussion: "agir-liaison structure confier sara.martin -o cle-structure.age")

    @Argument(help: "Nom de l'administrateur.")
    var nom: String

    @Option(name: .shortAndLong, help: "Fichier scellé à lui remettre (.age).")
    var output: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let (sealed, colleague) = try StructureKeyCare.seal(for: nom, options.context)
        try PrivateFile.write(sealed, to: output)
        Output.line("La clé de la structure est scellée pour \(colleague) dans \(output).")
        Output.line("Il la reçoit avec : « agir-liaison structure recevoir FICHIER ».")
    }
}

struct StructureRecevoir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "recevoir", abstract: "Prend la clé de la structure qu'un collègue confie.",
        discussion: "agir-liaison structure recevoir cle-structure.age")

    @Argument(help: "Fichier scellé par « structure confier ».")
    var fichier: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let code = try StructureKeyCare.take(
            { try PrivateFile.read(fichier, limit: 64 * 1_024) }, options.context)
        IdentityReport.show(recoveryCode: code, of: "la clé de la structure", json: options.json)
        Output.note("Ce dossier tient la clé de la structure. Effacez \(fichier).")
    }
}
