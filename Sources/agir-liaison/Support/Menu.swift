import ArgumentParser
import LiaisonAgent
import LiaisonSchema

/// What `agir-liaison` alone shows on a terminal: the inbox, or how the service is, and the day's work of the
/// roles held, by number. Each line is a command that could have been typed (cli.md).
struct Menu {
    /// Runs a command line, and gives its status.
    let perform: ([String]) -> Int32
    /// Of the agent whose folder it is; empty: in no card yet.
    let roles: Set<Role>

    /// A line of the menu.
    struct Entry: Sendable {
        let text: String
        /// The command's words.
        let command: String
        /// What is typed after them: an option, or the question to which the person answers.
        var rest: [Rest] = []

        enum Rest: Sendable {
            case word(String)
            case question(String)
        }
    }

    private static let fiches = [
        Entry(text: "Écrire une fiche", command: "nouvelle"),
        Entry(
            text: "Reprendre un brouillon", command: "nouvelle", rest: [.word("--reprendre")]),
        Entry(
            text: "Ouvrir une fiche", command: "ouvrir", rest: [.question("Numéro de la fiche : ")]),
        Entry(
            text: "Répondre à une fiche", command: "repondre",
            rest: [.question("Numéro de la fiche : ")]),
        Entry(
            text: "Envoyer une fiche", command: "envoyer",
            rest: [
                .question("Fichier de la fiche : "), .word("--a"),
                .question("Structure à qui l'envoyer : "),
            ]),
    ]

    private static let control = [
        Entry(
            text: "Lire la semaine au journal", command: "journal resume",
            rest: [.word("--jours"), .word("7")]),
        Entry(
            text: "Reconnaître une alarme", command: "journal reconnaitre",
            rest: [
                .question("Numéro de l'alarme : "), .word("--motif"),
                .question("Motif (attendue, corrigee, incident ou inconnue) : "),
            ]),
        Entry(text: "Vérifier le journal", command: "journal verifier"),
        Entry(text: "Voir les incidents et les plaintes", command: "violation lister"),
        Entry(text: "Voir les demandes des personnes", command: "personne demande lister"),
        Entry(text: "Voir ce que la purge détruirait", command: "purge apercu"),
    ]

    private static let administration = [
        Entry(text: "Voir l'état du service", command: "service etat"),
        Entry(text: "Voir les partenaires", command: "contact lister"),
        Entry(
            text: "Importer la carte d'un partenaire", command: "contact importer",
            rest: [.question("Fichier de la carte : ")]),
        Entry(
            text: "Comparer l'empreinte d'un partenaire", command: "contact verifier",
            rest: [.question("Structure : ")]),
        Entry(text: "Voir les conventions", command: "convention lister"),
        Entry(text: "Renouveler la carte", command: "structure renouveler"),
    ]

    private static let boxes = [
        Entry(text: "Voir ce qui est reçu", command: "boite"),
        Entry(text: "Voir ce qui est envoyé", command: "boite", rest: [.word("envoi")]),
    ]

    /// The lines of those roles, in the order of their numbers.
    static func entries(for roles: Set<Role>) -> [Entry] {
        let roles = roles.isEmpty ? [.referent] : roles
        var entries: [Entry] = []
        if roles.contains(.referent) { entries += fiches }
        if Permission.listFiches.allows(roles) { entries += boxes }
        if roles.contains(.dpo) { entries += control }
        if roles.contains(.admin) { entries += administration }
        return entries + [Entry(text: "Déclarer une violation", command: "violation declarer")]
    }

    /// The roles that the card in this agent's folder gives.
    static func heldRoles() -> Set<Role> {
        guard let folder = try? CommonOptions.parse([]).context.folder,
            let own = try? folder.ownCard().carte, let agent = try? folder.agentActe()
        else { return [] }
        return own.agent(agent.nom)?.roles ?? []
    }

    func run() -> Int32 {
        // Nothing of the day's work can be done yet: what can be done first is said, and nothing else.
        if let folder = try? CommonOptions.parse([]).context.folder,
            let text = FirstScreen.text(folder)
        {
            Output.line(text)
            return 0
        }
        let entries = Self.entries(for: roles)
        // An administrator alone has no box.
        let hasBox = roles.isEmpty || Permission.listFiches.allows(roles)
        var status = perform(hasBox ? ["boite"] : ["service", "etat"])
        while true {
            Terminal.say("\nQue voulez-vous faire ?", choices: entries.map(\.text))
            Terminal.say("  0. Quitter")
            guard let typed = Terminal.line("> "), typed != "0", NavigationWord(typed) != .leave
            else { return status }
            guard let line = TypedChoice.line(typed, of: entries.map(\.text)) else {
                Terminal.say("Tapez un numéro de 0 à \(entries.count), ou les mots d'une ligne.")
                continue
            }
            // One whose question was not answered is not run.
            if let arguments = Self.arguments(entries[line]) { status = perform(arguments) }
        }
    }

    private static func arguments(_ entry: Entry) -> [String]? {
        var arguments = entry.command.split(separator: " ").map(String.init)
        for rest in entry.rest {
            switch rest {
            case .word(let word): arguments.append(word)
            case .question(let question):
                // What is typed is an argument, never an option.
                guard let typed = Terminal.line(question), !typed.isEmpty, !typed.hasPrefix("-")
                else { return nil }
                arguments.append(typed)
            }
        }
        return arguments
    }
}
