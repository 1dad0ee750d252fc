import ArgumentParser
import LiaisonAgent

// What begins a fiche from another one, which it answers or replaces.

struct RepondreCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "repondre",
        abstract: "Commence la réponse à une fiche reçue : personne reprise, sens retourné.",
        discussion: "agir-liaison repondre 1 -o reponse.json")

    @OptionGroup var linked: LinkedFicheOptions

    func run() throws { try linked.fill { try .reply(to: $0, $1) } }
}

struct CorrigerCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "corriger",
        abstract: "Reprend une fiche envoyée pour la remplacer par une autre.",
        discussion: "agir-liaison corriger 1 -o correction.json")

    @OptionGroup var linked: LinkedFicheOptions

    func run() throws { try linked.fill { try .correction(of: $0, $1) } }
}

struct LinkedFicheOptions: ParsableArguments {
    @Argument(help: "La fiche dont on part (numéro de ligne, identifiant).")
    var fiche: String

    @Option(name: .sortie, help: "Fichier à écrire.")
    var output: String?

    @OptionGroup var options: CommonOptions

    func fill(_ start: (String, Session) throws -> FicheStart) throws {
        let session = try Session.open(try options.context)
        let writer = try FicheWriter(session.context, output: output)
        try writer.fill(start(fiche, session))
    }
}
