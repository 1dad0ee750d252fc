import ArgumentParser
import LiaisonAgent
import LiaisonHTTP
import LiaisonSchema

struct DemandeRefuser: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "refuser", abstract: "Refuse une demande, avec un motif dit à la personne.",
        discussion: "agir-liaison personne demande refuser 3 --motif \"Obligation légale FAMI\"")

    @Argument(help: "Numéro de la demande.")
    var n: Int

    @Option(help: "Motif, scellé pour les DPO.")
    var motif: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let answer = try Requests.handling(try options.context).refuse(n, reason: motif)
        if options.json { return Output.json(answer.json) }
        Output.line("Demande n° \(n) refusée.")
        Output.note(
            "Dites à la personne pourquoi, avant le \(answer.request.echeance.french), et qu'elle peut saisir la "
                + "CNIL ou le juge (RGPD, art. 12(4)).")
    }
}
