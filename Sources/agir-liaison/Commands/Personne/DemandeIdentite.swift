import ArgumentParser
import LiaisonAgent
import LiaisonSchema

struct DemandeIdentite: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "identite", abstract: "Note que l'identité de la personne est vérifiée.",
        discussion: "agir-liaison personne demande identite 3 --moyen piece")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(help: "Moyen : piece, connu ou autre.")
    var moyen: RequestFact.Moyen

    @OptionGroup var options: CommonOptions

    func run() throws {
        let answer = try Requests.handling(try options.context).enter(.identite(moyen), n)
        if options.json { return Output.json(answer.json) }
        Output.line("Demande n° \(n) : identité vérifiée.")
    }
}
