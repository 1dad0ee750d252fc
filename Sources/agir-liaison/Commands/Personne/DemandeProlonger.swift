import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct DemandeProlonger: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "prolonger",
        abstract: "Ajoute deux mois, si le premier n'est pas fini ; la personne en est prévenue.",
        discussion: "agir-liaison personne demande prolonger 3 --motif \"Dossier complexe\"")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(help: "Motif, scellé pour les DPO.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let answer = try Requests.handling(try options.context).extend(n, reason: motif)
        if options.json { return Output.json(answer.json) }
        Output.line(
            "Demande n° \(n) prolongée : à répondre le \(answer.request.echeance.french).")
        Output.note(
            "Prévenez la personne de ce délai et de son motif, avant la fin du premier mois.")
    }
}
