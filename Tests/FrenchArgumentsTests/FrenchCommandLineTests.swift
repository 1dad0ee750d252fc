import ArgumentParser
import Testing

@testable import FrenchArguments

private struct Racine: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "essai", abstract: "Un essai.", discussion: "essai lire fichier",
        subcommands: [Lire.self])
}

private struct Long: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "long", abstract: "Long.",
        discussion: """
            essai long fichier-au-nom-bien-long.json --libelle "un nom en plusieurs mots, bien long" \\
              --telephone "04 76 00 00 00"
            essai long autre.json
            """)
}

private struct Lire: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lire", abstract: "Lit.", discussion: "essai lire fichier --a x")

    @Argument(help: "Fichier.") var fichier: String
    @Option(name: .customLong("a"), parsing: .upToNextOption, help: "Destinataires.") var a:
        [String]
    @Option(name: .shortAndLong, help: "Sortie.") var output: String?
    @Option(help: "Forme.") var forme: Forme = .texte
    @Flag(help: "JSON.") var json = false
}

private enum Forme: String, ExpressibleByArgument, CaseIterable { case texte, json }

@Suite("Les arguments en français")
struct FrenchCommandLineTests {
    private func problem(_ arguments: [String]) throws -> UsageProblem? {
        let description = try #require(CommandDescription(dump: Racine._dumpHelp()))
        return ArgumentChecker(root: description, arguments: arguments).problem()
    }

    @Test(
        "chaque faute est dite en français",
        arguments: [
            (["lir"], "La commande « lir » n'existe pas. Vouliez-vous dire « lire » ?"),
            ([], "Il manque une commande après « essai »."),
            (["lire"], "Il manque <fichier>."),
            (["lire", "f"], "Il manque l'option --a."),
            (["lire", "--a=x", "f"], "Il manque <fichier>."),
            (["lire", "f", "--a"], "L'option --a attend une valeur."),
            (
                ["lire", "f", "--a", "x", "--jsn"],
                "L'option « --jsn » n'existe pas. Vouliez-vous dire « --json » ?"
            ),
            (["lire", "f", "g", "--a", "x"], "« g » est de trop."),
            (
                ["lire", "f", "--a", "x", "--forme", "pdf"],
                "« pdf » ne convient pas à --forme : texte, json."
            ),
        ])
    func wrong(arguments: [String], message: String) throws {
        #expect(throws: (any Error).self) { try Racine.parseAsRoot(arguments + ["--zzz"]) }
        #expect(try problem(arguments)?.message == message)
    }

    @Test(
        "ce que l'analyseur accepte n'est pas refusé",
        arguments: [
            ["lire", "f", "--a", "x"], ["lire", "f", "--a", "x", "y", "--json"],
            ["lire", "f", "--a=x", "y"], ["lire", "f", "--a", "x", "-o", "s"],
            ["lire", "--a", "x", "--", "-f"],
            ["lire", "-", "--a", "x", "--forme", "json"],
        ])
    func right(arguments: [String]) throws {
        _ = try Racine.parseAsRoot(arguments)
        #expect(try problem(arguments) == nil)
    }

    @Test(
        "un exemple se recopie : une commande par ligne, qui continue après « \\ », jamais dans des guillemets"
    )
    func examples() throws {
        let description = try #require(CommandDescription(dump: Long._dumpHelp()))
        let text = HelpRenderer(command: description, path: ["essai", "long"]).text
        #expect(
            text.hasSuffix(
                """
                Exemple :
                  essai long fichier-au-nom-bien-long.json --libelle \\
                      "un nom en plusieurs mots, bien long" --telephone "04 76 00 00 00"
                  essai long autre.json

                """), "\(text)")
    }

    @Test("l'aide est en français et tient en 80 colonnes", arguments: [[], ["lire"]])
    func help(path: [String]) throws {
        let description = try #require(CommandDescription(dump: Racine._dumpHelp()))
        let checker = ArgumentChecker(root: description, arguments: path)
        let text = HelpRenderer(command: checker.command, path: checker.path).text
        for word in ["OVERVIEW", "USAGE", "SUBCOMMANDS", "OPTIONS", "Show help", "See '"] {
            #expect(!text.contains(word))
        }
        #expect(text.contains("Utilisation :") && text.contains("Exemple :"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= HelpRenderer.width })
    }
}
