import ArgumentParser
import LiaisonAgent
import LiaisonBase

struct OFIICorriger: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "corriger",
        abstract:
            "Envoie de nouveau un tableau, sans la personne dont l'effacement est demandé.",
        discussion: "agir-liaison ofii corriger 1 --demande 3")

    @Argument(help: "Tableau envoyé (numéro de ligne, identifiant).")
    var tableau: String

    @Option(help: "Numéro de la demande d'effacement.")
    var demande: Int

    @OptionGroup var options: CommonOptions

    func run() throws {
        let result = try TableCorrection(options.context).correct(
            tableau, request: demande, by: .init())
        if let made = result.made { HandingReport.note([made]) }
        if options.json { return Output.json([("id", .text(result.id))]) }
        Output.line(
            "Tableau corrigé, de \(Plural.of(result.rows, "personne")), scellé pour \(result.office) "
                + "(\(result.id)). Il remplace le premier, qui est détruit avec l'effacement.")
    }
}
