import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct ValiderCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "valider", abstract: "Dit toutes les erreurs d'une fiche.",
        discussion: "agir-liaison valider fiche.json")

    @Argument(help: "Fichier de la fiche, ou - pour l'entrée standard.")
    var fichier: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let report = try FicheFile.validate(fichier, options.context)
        if options.json {
            Output.json(report.json)
        } else {
            FicheFile.show(report, to: .output)
            if report.erreurs.isEmpty { Output.line("La fiche est valide.") }
        }
        guard report.erreurs.isEmpty else { throw ExitCode(Failure(.data, "").status) }
    }
}
