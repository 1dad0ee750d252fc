import ArgumentParser
import LiaisonAgent

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
        // Nothing of the day's work can be done yet: what can be done first is said, and nothing else.
        if let folder = try? CommonOptions.parse([]).folder, let text = FirstScreen.text(folder) {
            Output.line(text)
            return 0
        }
        var status = perform(["boite"])
        while true {
            Terminal.say("\nQue voulez-vous faire ?")
            for (index, line) in Self.lines.enumerated() {
                Terminal.say("  \(index + 1). \(line)")
            }
            Terminal.say("  0. Quitter")
            guard let typed = Terminal.line("> "), typed != "0" else { return status }
            guard let arguments = arguments(typed) else {
                Terminal.say("Tapez un numéro de 0 à \(Self.lines.count).")
                continue
            }
            if !arguments.isEmpty { status = perform(arguments) }
        }
    }

    /// The command behind a number; empty when its own question was not answered.
    private func arguments(_ typed: String) -> [String]? {
        switch typed {
        case "1": return ["nouvelle"]
        case "2": return ["nouvelle", "--reprendre"]
        case "3": return asked("Numéro de la fiche : ") { ["ouvrir", $0] }
        case "4": return asked("Numéro de la fiche : ") { ["repondre", $0] }
        case "5":
            return asked("Fichier de la fiche : ") { file in
                asked("Structure à qui l'envoyer : ") { ["envoyer", file, "--a", $0] }
            }
        case "6": return ["boite"]
        case "7": return ["boite", "envoi"]
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
