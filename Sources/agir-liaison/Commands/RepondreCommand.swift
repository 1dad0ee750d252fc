import ArgumentParser
import LiaisonAgent

struct RepondreCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "repondre",
        abstract: "Commence la réponse à une fiche reçue : personne reprise, sens retourné.",
        discussion: "agir-liaison repondre 1 -o reponse.json")

    @Argument(help: "Fiche reçue (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .shortAndLong, help: "Fichier à écrire.")
    var output: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context)
        let writer = try FicheWriter(session.context, output: output)
        try writer.fill(.reply(to: fiche, session))
    }
}
