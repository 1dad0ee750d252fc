import LiaisonSchema

/// What `agir-liaison` alone shows on a terminal: the inbox, and the day's work by number. Each line is
/// a command that could have been typed (cli.md).
struct Menu {
    /// Runs a command line, and gives its status.
    let perform: ([String]) -> Int32

    private static let lines = [
        "Écrire une fiche", "Reprendre un brouillon", "Ouvrir une fiche", "Répondre à une fiche",
        "Envoyer une fiche", "Voir les fiches reçues", "Voir les fiches envoyées",
    ]

    func run() -> Int32 {
        var status = perform(["boite"])
        while true {
            Terminal.say("\nQue voulez-vous faire ?")
            for (index, line) in Self.lines.enumerated() {
                Terminal.say("  \(index + 1). \(line)")
            }
            Terminal.say("  0. Quitter")
            guard let typed = Terminal.line("> "), typed != "0", NavigationWord(typed) != .leave
            else { return status }
            guard let line = TypedChoice.line(typed, of: Self.lines),
                let arguments = arguments(line)
            else {
                Terminal.say("Tapez un numéro de 0 à \(Self.lines.count), ou les mots d'une ligne.")
                continue
            }
            if !arguments.isEmpty { status = perform(arguments) }
        }
    }

    /// The command behind a line, from 0; empty when its own question was not answered.
    private func arguments(_ line: Int) -> [String]? {
        switch line {
        case 0: return ["nouvelle"]
        case 1: return ["nouvelle", "--reprendre"]
        case 2: return asked("Numéro de la fiche : ") { ["ouvrir", $0] }
        case 3: return asked("Numéro de la fiche : ") { ["repondre", $0] }
        case 4:
            return asked("Fichier de la fiche : ") { file in
                asked("Structure à qui l'envoyer : ") { ["envoyer", file, "--a", $0] }
            }
        case 5: return ["boite"]
        case 6: return ["boite", "envoi"]
        default: return nil
        }
    }

    /// What is typed is an argument, never an option.
    private func asked(_ question: String, _ use: (String) -> [String]) -> [String] {
        guard let typed = Terminal.line(question), !typed.isEmpty, !typed.hasPrefix("-") else {
            return []
        }
        return use(typed)
    }
}
