import ArgumentParser
import LiaisonAgent

struct CorrigerCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "corriger",
        abstract: "Reprend une fiche envoyée pour la remplacer par une autre.",
        discussion: "agir-liaison corriger 1 -o correction.json")

    @Argument(help: "Fiche envoyée (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .shortAndLong, help: "Fichier à écrire.")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context)
        let writer = try FicheWriter(session.context, output: output)
        try writer.fill(.correction(of: fiche, session))
    }
}
